"""What an act is given and what it leaves: the step being taken, and who holds the matter afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.base.workflow import Step
from luoshi.kernel.matters.models import Action, Matter
from luoshi.kernel.org.calendar import Calendar
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.rota_selectors import calendar_for


@dataclass
class Move:
    """A step being taken: the matter and the measure it is about, who takes it when, and what was filled in."""

    matter: Matter
    action: Action | None
    step: Step
    actor: Actor
    at: datetime
    values: Mapping[str, Any]
    calendar: Calendar

    @property
    def present(self) -> Action:
        assert self.action is not None, f"{self.step.name} needs an action"
        return self.action

    def count(self, name: str) -> int:
        """The number of days that this kind of matter has for something, today."""
        return book(local_date(self.at)).count(f"{self.matter.kind}.{name}")


@dataclass(frozen=True)
class Effect:
    """What an act leaves to be written.

    Who holds the matter now; when it is due if the act says so, and in how many working days from now that is; details for the timeline;
    the words that stand there if they were written earlier; another state than the step's target; whether a leader is told at once; why
    it is held, where that is not for work; `stays`: holder, station and deadline are as they were.
    """

    unit: int | None = None
    person: int | None = None
    due: datetime | None = None
    detail: Mapping[str, object] | None = None
    workdays: int | None = None
    text: str = ""
    state: str = ""
    tell: bool = False
    why: str = ""
    stays: bool = False


def until(move: Move, owner: Person, days: int) -> tuple[datetime, int | None]:
    """When so many days are over for this owner: working days, or by the clock round for who works shifts (then no calendar moves it)."""
    calendar = calendar_for(owner.unit_id, local_date(move.at), move.calendar)
    return calendar.due(move.at, days), days if calendar is move.calendar else None
