"""Telling a leader: of what is overdue, and of what a raiser was not satisfied with again."""

from datetime import date, datetime

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import leaders


def tell_leader(row: Matter, at: datetime) -> None:
    """The nearest leader above the holder is told, once for this station; the timeline and the ledger say who."""
    on = local_date(at)
    leader = _leader_of(row, on)
    row.told, row.told_at = leader, at
    row.save(update_fields=["told", "told_at"])
    detail = {"leader": leader.name if leader else "", "late": bool(row.due_at and row.due_at < at)}
    Event.objects.create(matter=row, act="tell", before=row.state, after=row.state, round=row.round, at=at, on=on, detail=detail)
    payload = {"leader": leader.pk if leader else None, "state": row.state}
    record(actor=HOUSE, at=at, verb="matter.told", subject=("matter", row.pk), on=on, unit=row.unit_id, payload=payload)


def _leader_of(row: Matter, on: date) -> Person | None:
    above = leaders(row.holder_unit_id, on)
    return next((person for person in above if person.pk != row.holder_id), None)
