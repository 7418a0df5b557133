"""Shift patterns: which shift a team works on a day, and who is on now. Letters: 早 中 晚 夜 of 6 or 8 hours, 白 夜 of 12, 休 rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from luoshi.base.clock import PLANT_ZONE, local

REST = "休"
LETTERS = "早中晚夜白"
DAY = timedelta(days=1)
ENOUGH_REST = timedelta(hours=8)
STANDARD_WEEK, LAWFUL_WEEK = 40, 44  # hours: rule of the State Council on working time, Labour Law article 36
FAR = 62


class Stint(NamedTuple):
    """When a letter runs: minutes from the midnight of its day (24:00 and later is the morning after), and hours."""

    start: int
    length: int


EIGHT = {"早": Stint(480, 8), "中": Stint(960, 8), "夜": Stint(0, 8)}
TWELVE = {"白": Stint(480, 12), "夜": Stint(1200, 12)}
Hours = Mapping[str, Stint]


@dataclass(frozen=True)
class Shift:
    """One shift of a team: its letter, the day it is booked on, and when it runs."""

    letter: str
    on: date
    since: datetime
    until: datetime


def hours(cycle: str) -> dict[str, Stint]:
    """The usual hours of this cycle, for a rota that names no pattern."""
    return TWELVE if "白" in cycle else EIGHT


def read_hours(text: str) -> dict[str, Stint]:
    """`早 08:00 8, 夜 24:00 8` as hours. ValueError: a letter twice or unknown, a start after 30:00, other than 1 to 24 hours."""
    found: dict[str, Stint] = {}
    for part in text.replace("，", ",").split(","):
        letter, clock, length = part.split()
        hour, minute = (int(figure) for figure in clock.split(":"))
        stint = Stint(hour * 60 + minute, int(length))
        if letter not in LETTERS or letter in found or not (0 <= stint.start <= 1800 and 0 <= minute < 60 and 1 <= stint.length <= 24):
            raise ValueError(part)
        found[letter] = stint
    return found


def clock_words(stint: Stint) -> str:
    """`08:00–16:00` on the wall's clock."""
    ends = stint.start + stint.length * 60
    return "–".join(f"{minutes // 60 % 24:02}:{minutes % 60:02}" for minutes in (stint.start, ends))


def letter_on(cycle: str, anchor: date, lead: int, on: date) -> str:
    """The letter of this day."""
    return cycle[((on - anchor).days + lead) % len(cycle)]


def shift_on(cycle: str, anchor: date, lead: int, on: date, letters: Hours | None = None) -> Shift | None:
    """The shift booked on this day, None at rest."""
    letter = letter_on(cycle, anchor, lead, on)
    if letter == REST:
        return None
    start, length = (letters or hours(cycle))[letter]
    since = datetime(on.year, on.month, on.day, tzinfo=PLANT_ZONE) + timedelta(minutes=start)
    return Shift(letter, on, since, since + timedelta(hours=length))


def shift_at(cycle: str, anchor: date, lead: int, at: datetime, letters: Hours | None = None) -> Shift | None:
    """The shift that is running at this moment, None when the team is not on."""
    today = local(at).date()
    for on in (today, today - DAY):
        shift = shift_on(cycle, anchor, lead, on, letters)
        if shift and shift.since <= at < shift.until:
            return shift
    return None


def next_shift(cycle: str, anchor: date, lead: int, at: datetime, letters: Hours | None = None) -> Shift | None:
    """The next shift that begins after this moment."""
    today = local(at).date()
    for ahead in range(-1, len(cycle) + 1):
        shift = shift_on(cycle, anchor, lead, today + timedelta(days=ahead), letters)
        if shift and shift.since > at:
            return shift
    return None


@dataclass(frozen=True)
class Term:
    """A team in a cycle over `[since, until)`: outside of it this cycle books no shift."""

    cycle: str
    anchor: date
    lead: int
    since: date
    until: date | None = None
    letters: Hours | None = None

    def shift(self, on: date) -> Shift | None:
        """The shift that this cycle books on the day."""
        if on < self.since or (self.until is not None and on >= self.until):
            return None
        return shift_on(self.cycle, self.anchor, self.lead, on, self.letters)


def on_now(terms: Sequence[Term], at: datetime) -> Shift | None:
    """The shift that runs now: one booked yesterday may last into the first day of a new cycle."""
    today = local(at).date()
    booked = (term.shift(on) for on in (today, today - DAY) for term in terms)
    return next((shift for shift in booked if shift and shift.since <= at < shift.until), None)


def comes_next(terms: Sequence[Term], at: datetime) -> Shift | None:
    """The next shift that begins after this moment, within two months."""
    today = local(at).date()
    booked = (term.shift(today + timedelta(days=ahead)) for ahead in range(-1, FAR) for term in terms)
    return next((shift for shift in booked if shift and shift.since > at), None)


def last_before(term: Term, day: date) -> Shift | None:
    """The last shift that is booked before this day, within two months."""
    return next((shift for back in range(1, FAR) if (shift := term.shift(day - timedelta(days=back)))), None)


def first_from(term: Term, day: date) -> Shift | None:
    """The first shift that is booked from this day on, within two months."""
    return next((shift for ahead in range(FAR) if (shift := term.shift(day + timedelta(days=ahead)))), None)


def clashes(cycle: str, leads: Sequence[int], letters: Hours | None = None) -> list[int]:
    """The days of the cycle on which two teams would stand on the same shift, or a shift would stay empty."""
    worked = [letter for letter in (letters or hours(cycle)) if letter in cycle]
    bad = []
    for day in range(len(cycle)):
        standing = [cycle[(day + lead) % len(cycle)] for lead in leads]
        if any(standing.count(letter) != 1 for letter in worked):
            bad.append(day)
    return bad


def weekly_hours(cycle: str, letters: Hours | None = None) -> float:
    """Average hours a week of one team, to a tenth."""
    known = letters or hours(cycle)
    return round(sum(known[letter].length for letter in cycle if letter != REST) * 7 / len(cycle), 1)


def shortest_rest(cycle: str, letters: Hours | None = None) -> timedelta:
    """The shortest time between the end of a shift and the beginning of the next one of the same team."""
    start = date(2000, 1, 1)
    shifts = [shift_on(cycle, start, 0, start + timedelta(days=day), letters) for day in range(2 * len(cycle))]
    worked = [shift for shift in shifts if shift]
    return min((after.since - before.until for before, after in zip(worked, worked[1:], strict=False)), default=DAY)
