"""When a person may be spoken to: not in the quiet hours, unless the own team is on."""

from datetime import datetime, time, timedelta

from luoshi.base.clock import PLANT_ZONE, local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.selectors import turn


def quiet_until(at: datetime) -> datetime | None:
    """The end of the quiet hours that run at this moment by the plant's clock; None outside of them."""
    values = book(local_date(at))
    begin, end, now = values.time("messages.quiet_from"), values.time("messages.quiet_until"), local(at)
    if begin == end or not _within(begin, end, now.time()):
        return None
    day = now.date() if now.time() < end else now.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=PLANT_ZONE)


def ready(unit: int, at: datetime) -> datetime:
    """The first moment at which somebody of this unit may be spoken to: now, the end of the quiet hours or the start of their shift."""
    end = quiet_until(at)
    if end is None:
        return at
    stands = turn(unit, at, local_date(at))
    if stands is None:
        return end
    if stands.now:
        return at
    return min(end, stands.next.since) if stands.next else end


def _within(begin: time, end: time, now: time) -> bool:
    return begin <= now < end if begin < end else now >= begin or now < end
