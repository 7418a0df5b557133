"""The forms of the house as they stand on its pages: where each is sent, and what it asks for."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin


@dataclass
class Form:
    """One form: its fields with the values that stand there to be chosen."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found, self.form, self.select = page, list[Form](), None, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self.form = Form(urljoin(self.page, said.get("action") or self.page))
            self.found.append(self.form)
        if self.form is None:
            return
        name = said.get("name", "")
        if tag in ("input", "textarea", "button", "select") and name:
            values = self.form.fields.setdefault(name, [])
            values += [said["value"]] if said.get("value") else []
            if said.get("type") == "file":
                self.form.files.add(name)
            self.select = name if tag == "select" else ""
        if tag == "option" and self.select:
            self.form.fields[self.select].append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""


def forms_on(page: str, html: str) -> list[Form]:
    """Every form of a page that is sent."""
    reader = _Forms(page)
    reader.feed(html)
    return reader.found
