"""Moving deadlines when the make-up days of a year are announced: what was promised stays readable beside the new day."""

from datetime import date, datetime

from luoshi.base.actor import HOUSE
from luoshi.base.clock import at_local, local_date
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.org.calendar import Calendar, read_calendar


def move_deadlines(year: int, at: datetime) -> int:
    """Count the deadlines of open matters that lie in or run into this year anew, in working days from when they began; how many moved."""
    values = book(local_date(at))
    calendar = read_calendar(values.time("calendar.day_start"), values.time("calendar.day_end"))
    since = at_local(date(year, 1, 1), 0)
    open_ = Matter.objects.select_for_update().filter(closed_at__isnull=True, due_workdays__isnull=False, due_at__gte=since)
    return sum(_moved(row, calendar, at) for row in open_.order_by("id"))


def _moved(row: Matter, calendar: Calendar, at: datetime) -> int:
    assert row.due_workdays is not None and row.due_at is not None
    due, before = calendar.due(row.entered_at, row.due_workdays), row.due_at
    if due == before:
        return 0
    row.due_at = due
    row.save(update_fields=["due_at"])
    Action.objects.filter(matter=row, done_at__isnull=True, due_at=before).update(due_at=due)
    detail, on = {"old_due": before.isoformat(), "due": due.isoformat()}, local_date(at)
    Event.objects.create(matter=row, act="calendar", before=row.state, after=row.state, round=row.round, at=at, on=on, detail=detail)
    record(actor=HOUSE, at=at, verb="matter.due_moved", subject=("matter", row.pk), on=on, unit=row.unit_id, payload=detail)
    return 1
