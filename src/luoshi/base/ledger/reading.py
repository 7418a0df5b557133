"""Reading the ledger back as lines: who did what when. What an entry says in its payload is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.verbs import verbs

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One entry of the chain."""

    seq: int
    at: datetime
    person: int | None
    sentence: object
    subject: tuple[str, int]
    digest: str


def lines(*, before: int | None, kinds: Sequence[str], on: date | None = None, person: int | None = None, verb: str = "") -> list[Line]:
    """The entries about these kinds of things, the latest first; one more than a page where there are older ones.

    The caller has asked whether this person may read the ledger.
    """
    rows = LedgerEntry.objects.filter(seq__isnull=False, subject_kind__in=kinds)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    if on is not None:
        rows = rows.filter(on=on)
    if person is not None:
        rows = rows.filter(person=person)
    if verb:
        rows = rows.filter(verb=verb)
    return [
        Line(row.seq, row.recorded_at, row.person, _sentence(row.verb), (row.subject_kind, row.subject), row.digest or "")
        for row in rows.order_by("-seq")[: PAGE + 1]
        if row.seq is not None
    ]


def _sentence(name: str) -> object:
    known = verbs.get(name)
    return known.sentence if known else name
