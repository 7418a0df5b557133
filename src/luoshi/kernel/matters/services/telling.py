"""Telling leaders: of what is overdue, further up the tree the longer it lasts, and of what a raiser was not satisfied with again."""

from datetime import date, datetime

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.matters.recusal import not_recused, recipients
from luoshi.kernel.matters.services.notifying import tell_person
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import leaders

HIGHEST = 3


def tell_leader(row: Matter, at: datetime) -> bool:
    """The next leader above the holder is told, each once for this station; the timeline and the ledger say who. False: nobody is left."""
    on = local_date(at)
    line = _line(row, on)
    row.told_level, row.told_at = row.told_level + 1, at
    if row.told_level > max(len(line), 1):
        row.told_level = HIGHEST
        row.save(update_fields=["told_at", "told_level"])
        return False
    leader = line[row.told_level - 1] if line else None
    row.told = leader
    row.save(update_fields=["told", "told_at", "told_level"])
    detail = {"leader": leader.name if leader else "", "late": bool(row.due_at and row.due_at < at), "level": row.told_level}
    event = Event.objects.create(matter=row, act="tell", before=row.state, after=row.state, round=row.round, at=at, on=on, detail=detail)
    payload = {"leader": leader.pk if leader else None, "state": row.state, "level": row.told_level}
    record(actor=HOUSE, at=at, verb="matter.told", subject=("matter", row.pk), on=on, unit=row.unit_id, payload=payload)
    tell_person(row, "late" if detail["late"] else "supervised", leader, f"e{event.pk}", at)
    return True


def _line(row: Matter, on: date) -> list[Person]:
    """Who is told one after another: the leaders above the holder, or the other recipients of what is about conduct."""
    above = recipients(row.unit_id, on) if row.conduct else leaders(row.holder_unit_id or row.office_id, on)
    return not_recused(row, [person for person in above if person.pk != row.holder_id], on)
