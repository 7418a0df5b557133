"""Working time by arithmetic is what a clerk counts day by day."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.clock import PLANT_ZONE, local
from luoshi.kernel.org.calendar import Calendar, ShiftCalendar

DAYS = st.dates(date(2026, 9, 1), date(2027, 3, 1))
CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=40), st.frozensets(DAYS, max_size=20), st.just(frozenset({2026})))
MOMENTS = st.datetimes(datetime(2026, 8, 20), datetime(2027, 3, 20), timezones=st.just(PLANT_ZONE))


def by_hand(calendar: Calendar, since: datetime, until: datetime) -> timedelta:
    """Day by day."""
    begin, finish = local(since), local(until)
    total, on = timedelta(), begin.date()
    while on <= finish.date():
        if calendar.is_workday(on):
            opens = max(begin, datetime.combine(on, calendar.start, tzinfo=PLANT_ZONE))
            closes = min(finish, datetime.combine(on, calendar.end, tzinfo=PLANT_ZONE))
            total += max(closes - opens, timedelta())
        on += timedelta(days=1)
    return total


@given(CALENDARS, MOMENTS, MOMENTS)
def test_working_time(calendar: Calendar, since: datetime, until: datetime) -> None:
    assert calendar.working_time(since, until) == by_hand(calendar, since, until)


@given(CALENDARS, DAYS, DAYS)
def test_working_days_between(calendar: Calendar, first: date, last: date) -> None:
    early, late = sorted((first, last))
    counted = sum(calendar.is_workday(early + timedelta(days=n + 1)) for n in range((late - early).days))
    assert calendar.workdays_between(first, last) == (counted if first <= last else -counted)


@given(DAYS, DAYS)
def test_on_a_rota_every_day_counts(first: date, last: date) -> None:
    assert ShiftCalendar(frozenset(), frozenset(), frozenset()).workdays_between(first, last) == (last - first).days
