"""The only place that asks what time it is: the edges of the house (web, commands, jobs) call it and pass the answer down."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PLANT_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The moment as the plant's wall clocks show it."""
    return at.astimezone(PLANT_ZONE)


def local_date(at: datetime) -> date:
    """The plant's calendar day of a moment: what is grouped by day or month is grouped by this."""
    return local(at).date()


def at_local(on: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time of a plant day, as a moment in UTC."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=PLANT_ZONE).astimezone(UTC)
