"""Which template counts on a day, and all that were ever set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.base.documents.kinds import documents
from luoshi.base.documents.models import WordTemplate
from luoshi.base.refusal import Unseen


@dataclass(frozen=True)
class Kept:
    """One template without its content."""

    id: int
    name: str
    since: date
    file_name: str
    source: str
    set_at: datetime


def kept_templates() -> Sequence[Kept]:
    """Every template ever set, the latest of each document first."""
    columns = ("id", "name", "since", "file_name", "source", "set_at")
    return [Kept(*row) for row in WordTemplate.objects.order_by("name", "-since", "-id").values_list(*columns)]


def template_on(name: str, on: date) -> bytes:
    """The template of a document that counts on this day: the company's own, or the usual one. KeyError for an undeclared document."""
    declared = documents[name]
    own = WordTemplate.objects.filter(name=name, since__lte=on).order_by("-since").values_list("content", flat=True).first()
    return bytes(own) if own is not None else declared.usual()


def usual_template(name: str) -> bytes:
    """The template that comes with the house; Unseen where there is no such document."""
    declared = documents.get(name)
    if declared is None:
        raise Unseen
    return declared.usual()


def kept_template(pk: int) -> tuple[str, bytes]:
    """One own template: its file name and content; Unseen where there is none."""
    row = WordTemplate.objects.filter(pk=pk).values_list("file_name", "content").first()
    if row is None:
        raise Unseen
    return row[0], bytes(row[1])
