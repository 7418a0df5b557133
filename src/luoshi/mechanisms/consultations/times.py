"""Until when a consultation waits for what: its planned day, the days to decide, the days to say whether one comes."""

from datetime import date, datetime

from luoshi.base.clock import at_local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.calendar import office_calendar


def due_of(planned_at: datetime, held_at: datetime | None) -> datetime:
    """To be held by the end of its planned day; once held, to be decided within the working days of the parameter."""
    if held_at is None:
        calendar = office_calendar(local_date(planned_at))
        end = at_local(local_date(planned_at), calendar.end.hour, calendar.end.minute)
        return max(end, planned_at)
    on = local_date(held_at)
    return office_calendar(on).due(held_at, book(on).count("consultation.decide"))


def reply_due(asked_at: datetime, planned_at: datetime) -> datetime:
    """Until when somebody who is asked says whether they come; not later than it begins."""
    on = local_date(asked_at)
    return min(office_calendar(on).due(asked_at, book(on).count("consultation.reply")), max(planned_at, asked_at))


def latest_review(on: date) -> int:
    """Within how many days a 'not now' is looked at again at the latest."""
    return book(on).count("consultation.review")
