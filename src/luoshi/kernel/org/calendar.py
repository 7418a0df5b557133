"""Working days and working hours, and the time of people on shifts. Periods of a day are `[start, end)` on the plant's wall clock."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from luoshi.base.clock import PLANT_ZONE, local
from luoshi.base.copies.kept import kept
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.models import CalendarDay, CalendarYear

STAMP = "calendar"


@dataclass(frozen=True)
class Calendar:
    """Knows which days are worked and when; a year that is not `confirmed` may still get make-up days."""

    off: frozenset[date]
    makeup: frozenset[date]
    confirmed: frozenset[int]
    start: time = time(8, 0)
    end: time = time(17, 30)

    def is_workday(self, on: date) -> bool:
        return on in self.makeup or (on.weekday() < 5 and on not in self.off)

    def next_workday(self, on: date) -> date:
        """This day if it is worked, else the next that is."""
        while not self.is_workday(on):
            on += timedelta(days=1)
        return on

    def add_workdays(self, on: date, days: int) -> date:
        """The n-th working day after this day (counting starts the next day); 0 is this day."""
        for _ in range(days):
            on = self.next_workday(on + timedelta(days=1))
        return on

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first`, up to and including `last`; negative when `last` is earlier."""
        if last < first:
            return -self.workdays_between(last, first)
        return self._workdays(first + timedelta(days=1), last)

    def due(self, at: datetime, days: int) -> datetime:
        """The end of work on the n-th working day after this moment's day; 0 is the end of the present or next working day."""
        on = local(at).date()
        if days:
            return self._moment(self.add_workdays(on, days), self.end)
        if not self.is_workday(on) or local(at).time() >= self.end:
            on = self.next_workday(on + timedelta(days=1))
        return self._moment(on, self.end)

    def due_for_shift(self, at: datetime, hours: int) -> datetime:
        """So many hours later by the clock, nights, weekends and holidays counted: for people on a rota. ValueError for less than none."""
        if hours < 0:
            raise ValueError("a deadline lies ahead")
        return at + timedelta(hours=hours)

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        """Working hours between two moments; never negative."""
        begin, finish = local(since), local(until)
        first, last = begin.date(), finish.date()
        if last < first:
            return timedelta()
        if first == last:
            return self._hours_of(first, begin, finish)
        between = self._workdays(first + timedelta(days=1), last - timedelta(days=1)) * self.day_length
        return (
            self._hours_of(first, begin, self._moment(first, self.end))
            + between
            + self._hours_of(last, self._moment(last, self.start), finish)
        )

    def _hours_of(self, on: date, begin: datetime, finish: datetime) -> timedelta:
        """What of this day's working hours lies between two moments."""
        if not self.is_workday(on):
            return timedelta()
        opens, closes = max(begin, self._moment(on, self.start)), min(finish, self._moment(on, self.end))
        return max(closes - opens, timedelta())

    def _workdays(self, first: date, last: date) -> int:
        """Working days from `first` up to `last`, both counted: whole weeks by arithmetic, the other days by looking up."""
        days = (last - first).days + 1
        if days <= 0:
            return 0
        weeks, rest = divmod(days, 7)
        weekdays = 5 * weeks + sum((first.weekday() + n) % 7 < 5 for n in range(rest))
        off, makeup = self._otherwise
        return weekdays - _how_many(off, first, last) + _how_many(makeup, first, last)

    @cached_property
    def _otherwise(self) -> tuple[list[date], list[date]]:
        """The days from Monday to Friday that are not worked, and the others that are, in order."""
        off = sorted(on for on in self.off - self.makeup if on.weekday() < 5)
        return off, sorted(on for on in self.makeup if on.weekday() >= 5)

    @cached_property
    def day_length(self) -> timedelta:
        anchor = date(2000, 1, 3)
        return datetime.combine(anchor, self.end) - datetime.combine(anchor, self.start)

    def settled(self, on: date) -> bool:
        """Are the make-up days of this day's year announced?"""
        return on.year in self.confirmed

    @staticmethod
    def _moment(on: date, clock: time) -> datetime:
        return datetime.combine(on, clock, tzinfo=PLANT_ZONE)


@dataclass(frozen=True)
class ShiftCalendar(Calendar):
    """The calendar of people on a rota: no day of rest is common to them, so that their deadlines run by the clock round."""

    def is_workday(self, on: date) -> bool:
        return True

    def due(self, at: datetime, days: int) -> datetime:
        """So many times twenty-four hours later; 0 is one day like 1, a whole turn of the shifts."""
        return self.due_for_shift(at, 24 * max(days, 1))

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        """All the time between two moments; never negative."""
        return max(until - since, timedelta())

    def _workdays(self, first: date, last: date) -> int:
        return max((last - first).days + 1, 0)

    @cached_property
    def day_length(self) -> timedelta:
        return timedelta(days=1)

    def settled(self, on: date) -> bool:
        """Make-up days change nothing here."""
        return True


def _how_many(days: list[date], first: date, last: date) -> int:
    return bisect_right(days, last) - bisect_left(days, first)


def office_calendar(on: date) -> Calendar:
    """The calendar in force, with the working hours of this day."""
    return read_calendar(book(on).time("calendar.day_start"), book(on).time("calendar.day_end"))


def read_calendar(start: time, end: time) -> Calendar:
    """The calendar as it stands in the tables, with these working hours."""
    return kept(STAMP, (start, end), lambda: _load(start, end))


def _load(start: time, end: time) -> Calendar:
    days = list(CalendarDay.objects.values_list("on", "kind"))
    return Calendar(
        off=frozenset(on for on, kind in days if kind == "holiday"),
        makeup=frozenset(on for on, kind in days if kind == "makeup"),
        confirmed=frozenset(CalendarYear.objects.filter(confirmed=True).values_list("year", flat=True)),
        start=start,
        end=end,
    )
