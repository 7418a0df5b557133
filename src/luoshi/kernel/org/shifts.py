"""Shift patterns: which shift a team works on a day, and who is on now. Letters: 早 中 夜 of eight hours, 白 夜 of twelve, 休 rest."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from luoshi.base.clock import PLANT_ZONE, local

REST = "休"
EIGHT = {"早": (time(8), 8), "中": (time(16), 8), "夜": (time(0), 8)}
TWELVE = {"白": (time(8), 12), "夜": (time(20), 12)}


@dataclass(frozen=True)
class Shift:
    """One shift of a team: its letter, the day it is booked on, and when it runs."""

    letter: str
    on: date
    since: datetime
    until: datetime


def hours(cycle: str) -> dict[str, tuple[time, int]]:
    """When each letter of this cycle starts and how long it lasts."""
    return TWELVE if "白" in cycle else EIGHT


def letter_on(cycle: str, anchor: date, lead: int, on: date) -> str:
    """The letter of this day."""
    return cycle[((on - anchor).days + lead) % len(cycle)]


def shift_on(cycle: str, anchor: date, lead: int, on: date) -> Shift | None:
    """The shift booked on this day, None at rest."""
    letter = letter_on(cycle, anchor, lead, on)
    if letter == REST:
        return None
    start, length = hours(cycle)[letter]
    since = datetime.combine(on, start, tzinfo=PLANT_ZONE)
    return Shift(letter, on, since, since + timedelta(hours=length))


def shift_at(cycle: str, anchor: date, lead: int, at: datetime) -> Shift | None:
    """The shift that is running at this moment, None when the team is not on."""
    today = local(at).date()
    for on in (today, today - timedelta(days=1)):
        shift = shift_on(cycle, anchor, lead, on)
        if shift and shift.since <= at < shift.until:
            return shift
    return None


def next_shift(cycle: str, anchor: date, lead: int, at: datetime) -> Shift | None:
    """The next shift that begins after this moment."""
    today = local(at).date()
    for ahead in range(len(cycle) + 1):
        shift = shift_on(cycle, anchor, lead, today + timedelta(days=ahead))
        if shift and shift.since > at:
            return shift
    return None


def clashes(cycle: str, leads: list[int]) -> list[int]:
    """The days of the cycle on which two teams would stand on the same shift, or a shift would stay empty."""
    worked = [letter for letter in hours(cycle) if letter in cycle]
    bad = []
    for day in range(len(cycle)):
        letters = [cycle[(day + lead) % len(cycle)] for lead in leads]
        if any(letters.count(letter) != 1 for letter in worked):
            bad.append(day)
    return bad
