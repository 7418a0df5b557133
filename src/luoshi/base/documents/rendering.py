"""Filling a Word template: plain values only, in a sandbox. The libraries behind it are heavy and come when they are needed."""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from luoshi.base.clock import local
from luoshi.base.documents.words import day_words

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def render(template: bytes, data: Mapping[str, Any]) -> bytes:
    """The template filled with these values, as .docx. Texts, numbers and days are written out, lists repeated, nothing else is let in."""
    from docxtpl import DocxTemplate

    word = DocxTemplate(io.BytesIO(template))
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    word.render({name: plain(value) for name, value in data.items()}, environment, autoescape=True)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def plain(value: Any) -> Any:
    """A value as a template may see it; TypeError for anything that is more than a value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, datetime):
        return f"{day_words(local(value).date())}{local(value):%H:%M}"
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Mapping):
        return SimpleNamespace(**{name: plain(one) for name, one in value.items()})
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    raise TypeError(f"no plain value: {type(value).__name__}")


def sources_of(template: bytes) -> list[str]:
    """What a template says in its body, heads, feet, footnotes and properties, as the engine will read it."""
    from docxtpl import DocxTemplate

    word = DocxTemplate(io.BytesIO(template))
    word.render_init()
    found = [word.patch_xml(word.get_xml())]
    for uri in (word.HEADER_URI, word.FOOTER_URI):
        found += [word.patch_xml(word.get_part_xml(part)) for _key, part in word.get_headers_footers(uri)]
    for section in word.docx.sections:
        for part in section.part.package.parts:
            if part.content_type.endswith("footnotes+xml"):
                found.append(word.patch_xml(part.blob.decode("utf-8")))
    properties = word.docx.core_properties
    return [*found, *(getattr(properties, one) or "" for one in ("author", "comments", "identifier", "language", "subject", "title"))]
