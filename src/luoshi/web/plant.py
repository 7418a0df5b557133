"""The demonstration plant as a mechanism's `demo.py` finds it: people, places and days on which they act."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from luoshi.base.actor import Actor
from luoshi.base.clock import at_local, local_date
from luoshi.kernel.org.calendar import Calendar
from luoshi.kernel.org.models import Person, Place, Unit
from luoshi.kernel.org.selectors import actor_of

SPACE = uuid.UUID("0d5f6b1e-2d5b-4a55-9d2a-64656d6f0000")


Plan = tuple[datetime, Callable[[], None]]


@dataclass
class Plant:
    """Units by code, people by staff number, places by code; `until` is the first day of this month, days are counted back from it."""

    until: date
    calendar: Calendar
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    keys: int = 0

    def on(self, back: int) -> date:
        """The day so many days before the end of last month."""
        return self.until - timedelta(days=back)

    def at(self, back: int, clock: str) -> datetime:
        """A wall-clock time of that day."""
        hour, minute = clock.split(":")
        return at_local(self.on(back), int(hour), int(minute))

    def workdays_after(self, moment: date, days: int) -> date:
        return self.calendar.add_workdays(moment, days)

    def acting(self, staff_no: str, at: datetime) -> Actor:
        """This person as the services see them on that day."""
        return actor_of(self.people[staff_no], local_date(at))

    def command(self) -> uuid.UUID:
        """A new command key, the same in every build."""
        self.keys += 1
        return uuid.uuid5(SPACE, str(self.keys))
