"""What became of what a receipt leads to, and what the sheet of it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luoshi.base.actor import NAMELESS, Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.sheet import Sheet, sheet
from luoshi.kernel.org.models import Person
from luoshi.mechanisms.voice import spool
from luoshi.mechanisms.voice.models import Onward, Receipt
from luoshi.mechanisms.voice.reach import READ, by_receipt


@dataclass(frozen=True)
class Standing:
    """What a receipt leads to: what still waits of it, and the matter once it was released."""

    waiting: Sequence[spool.Waiting]
    receipt: Receipt | None
    sheet: Sheet | None
    readers: int
    onward: Sequence[Matter]


def standing_of(digest: bytes, at: datetime) -> Standing | None:
    """What became of what was sent with this receipt; None where nothing is known of it."""
    held, kept = spool.waiting(at, digest), by_receipt(digest)
    if kept is None:
        return Standing(held, None, None, 0, ()) if held else None
    seen = sheet(NAMELESS, kept.matter_id, local_date(at))
    return Standing(held, kept, seen, len(readings(kept.matter_id)), _onward(kept.matter_id))


def readings(matter: int) -> list[tuple[str, datetime]]:
    """Who has read it and when last, in the order of the first reading."""
    rows = LedgerEntry.objects.filter(subject_kind="matter", subject=matter, verb=READ).order_by("id").values_list("person", "recorded_at")
    last = {person: at for person, at in rows if person is not None}
    names = dict(Person.objects.filter(pk__in=last).values_list("pk", "name"))
    return [(names.get(person, ""), at) for person, at in last.items()]


def receipt_of(matter: int) -> Receipt | None:
    """The receipt's row of a matter, for those who may read the matter."""
    return Receipt.objects.filter(matter=matter).first()


def passed_on(actor: Actor, matter: int) -> list[Matter]:
    """What recipients raised because of it."""
    return _onward(matter) if actor.person else []


def _onward(matter: int) -> list[Matter]:
    return [one.became for one in Onward.objects.filter(matter=matter).select_related("became").order_by("became_id")]
