"""Setting the company's own template from a day on, and filling the one that counts."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.documents.kinds import Document, documents
from luoshi.base.documents.looking import FIELD, look_at
from luoshi.base.documents.models import WordTemplate
from luoshi.base.documents.selectors import template_on
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal


def document(name: str, data: Mapping[str, Any], on: date) -> bytes:
    """The document filled with these values, as .docx, in the template that counts on this day. A field that is not given stays empty;
    KeyError for one that the document does not have, TypeError for what is no plain value."""
    from luoshi.base.documents.rendering import render

    return render(template_on(name, on), _filled(documents[name].example, data, name))


@transaction.atomic
def set_template(
    *, actor: Actor, at: datetime, command: uuid.UUID, name: str, since: date, content: bytes, file_name: str, source: str
) -> int:
    """From `since` on this document is written in this template; its id. Who may is the caller's to ask.

    Refused: an unknown document, a day from which a template stands already or that has passed, no source, what is no sane .docx (macros,
    links to elsewhere, a packed giant), an unknown field, a field left out that must be there.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = commands.begin(actor=actor, at=at, command=command, fields=(name, since, digest, file_name, source), outcome=("template", 0))
    if known:
        return known.id
    declared = documents.get(name)
    if declared is None:
        raise Refusal(_("Choose a document."), field="name")
    if since < local_date(at):
        raise Refusal(_("A template counts from today or a later day: what was printed before was printed in the old one."), field="since")
    if WordTemplate.objects.filter(name=name, since=since).exists():
        raise Refusal(_("From this day on a template is set already: choose another day."), field="since")
    if not source.strip():
        raise Refusal(_("Say which rule or decision this template comes from."), field="source")
    fits(WordTemplate, source=source)
    try_out(declared, content)
    row = WordTemplate.objects.create(
        name=name, since=since, content=content, digest=digest, file_name=_short(file_name), source=source.strip(), set_by=actor.person,
        set_at=at,
    )  # fmt: skip
    payload = {"name": name, "since": str(since), "digest": digest, "file": row.file_name, "source": row.source}
    record(actor=actor, at=at, verb="template.set", subject=("template", row.pk), on=local_date(at), payload=payload)
    commands.finish(actor=actor, command=command, outcome=("template", row.pk))
    return row.pk


def try_out(declared: Document, content: bytes) -> None:
    """Look at a template from outside, read its fields and fill it once with the example; a Refusal says what is wrong with it."""
    from luoshi.base.documents.fields import check_fields
    from luoshi.base.documents.rendering import render, sources_of

    look_at(content)
    damaged = Refusal(_("The template cannot be filled. Open it in Word or WPS, save it as a new .docx and choose that."), field=FIELD)
    try:
        sources = sources_of(content)
    except Exception as error:
        raise damaged from error
    check_fields(sources, declared.example, declared.must)
    try:
        render(content, declared.example)
    except Exception as error:
        raise damaged from error


def _filled(example: Mapping[str, Any], data: Mapping[str, Any], path: str) -> dict[str, Any]:
    unknown = set(data) - set(example)
    if unknown:
        raise KeyError(f"{path} has no field {sorted(unknown)}")
    return {name: _piece(piece, data.get(name), f"{path}.{name}") for name, piece in example.items()}


def _piece(example: Any, value: Any, path: str) -> Any:
    if isinstance(example, list):
        several = list(value or ())
        return [_filled(example[0], one, path) for one in several] if isinstance(example[0], dict) else several
    return value


def _short(file_name: str) -> str:
    """The name of an uploaded file without its path, short enough to be kept."""
    path = PurePath(file_name.replace("\\", "/"))
    return f"{path.stem[:100]}.docx"
