"""Deadlines are counted in the plant's working days, holidays and make-up days among them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.models import CalendarDay, CalendarYear
from luoshi.kernel.org.seeding import keep_calendar, seed_calendar
from tests import reference
from tests.cast import Plant, at

DAYS_2026 = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
CALENDAR = Calendar(
    off=frozenset(day for day in DAYS_2026 if day.weekday() < 5 and not reference.works(day)),
    makeup=frozenset(day for day in DAYS_2026 if day.weekday() >= 5 and reference.works(day)),
    confirmed=frozenset({2026}),
)
in_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
long_before_the_end = st.dates(date(2026, 1, 1), date(2026, 10, 1))


@pytest.fixture
def calendar(plant: Plant) -> Calendar:
    return office_calendar(date(2026, 9, 18))


@pytest.mark.parametrize("first, days, last", [("2026-09-18", 5, "2026-09-24"), ("2026-02-13", 3, "2026-02-25")])
def test_the_worked_examples_of_the_notice_come_out(calendar: Calendar, first: str, days: int, last: str) -> None:
    """A Sunday that is worked counts, Mid-Autumn does not; the Saturday before Spring Festival counts, the festival does not."""
    assert calendar.add_workdays(date.fromisoformat(first), days) == date.fromisoformat(last)
    assert calendar.due(at(f"{first} 10:00"), days) == at(f"{last} 17:30")


def test_the_seeded_year_is_the_notice_of_the_state_council(calendar: Calendar) -> None:
    assert [day for day in DAYS_2026 if calendar.is_workday(day) != reference.works(day)] == []
    assert sorted(calendar.makeup) == [date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]


@pytest.mark.parametrize(
    "moment, days, due",
    [
        ("2026-11-02 09:00", 0, "2026-11-02 17:30"),
        ("2026-11-02 00:00", 0, "2026-11-02 17:30"),
        ("2026-11-02 17:29", 0, "2026-11-02 17:30"),
        ("2026-11-02 17:30", 0, "2026-11-03 17:30"),
        ("2026-11-02 23:59", 0, "2026-11-03 17:30"),
        ("2026-11-06 17:30", 0, "2026-11-09 17:30"),
        ("2026-11-07 09:00", 0, "2026-11-09 17:30"),
        ("2026-11-02 23:59", 1, "2026-11-03 17:30"),
        ("2026-11-06 09:00", 1, "2026-11-09 17:30"),
        ("2026-11-07 09:00", 1, "2026-11-09 17:30"),
        ("2026-09-30 09:00", 1, "2026-10-08 17:30"),
        ("2026-10-09 18:00", 0, "2026-10-10 17:30"),
    ],
)
def test_it_is_due_at_half_past_five(calendar: Calendar, moment: str, days: int, due: str) -> None:
    assert calendar.due(at(moment), days) == at(due)


def test_a_year_whose_make_up_days_are_not_announced_says_so(db: None) -> None:
    seed_calendar(range(2026, 2028))
    calendar = office_calendar(date(2026, 12, 31))
    assert calendar.settled(date(2026, 12, 31))
    assert not calendar.settled(date(2027, 1, 4))
    assert not calendar.settled(date(2031, 1, 1))
    assert dict(CalendarYear.objects.values_list("year", "confirmed")) == {2026: True, 2027: False}
    assert not calendar.is_workday(date(2027, 10, 1)), "the statutory days are known all the same"
    assert not CalendarDay.objects.filter(on__year=2027, kind="makeup").exists()


def test_a_year_that_stands_in_the_table_is_left_as_it_is(db: None) -> None:
    CalendarYear.objects.create(year=2026, confirmed=True, source="by hand")
    CalendarDay.objects.create(on=date(2026, 11, 3), kind="holiday", source="by hand")
    seed_calendar(range(2026, 2027))
    assert list(CalendarDay.objects.values_list("on", flat=True)) == [date(2026, 11, 3)]


def test_the_product_and_the_reference_know_the_same_deadlines() -> None:
    for day in DAYS_2026[:330]:
        for clock in (time(0), time(17, 29), time(17, 30), time(23, 59)):
            for days in (0, 1, 3, 10):
                moment = datetime.combine(day, clock)
                assert CALENDAR.due(at(f"{moment:%Y-%m-%d %H:%M}"), days).replace(tzinfo=None) == reference.deadline(moment, days)


@given(long_before_the_end, st.integers(0, 40))
def test_adding_working_days_and_counting_them_undo_each_other(first: date, days: int) -> None:
    last = CALENDAR.add_workdays(first, days)
    assert CALENDAR.workdays_between(first, last) == days
    assert CALENDAR.workdays_between(last, first) == -days
    assert days == 0 or CALENDAR.is_workday(last)


@given(in_2026, in_2026, in_2026)
def test_working_days_add_up_over_any_day_between(a: date, b: date, c: date) -> None:
    assert CALENDAR.workdays_between(a, b) + CALENDAR.workdays_between(b, c) == CALENDAR.workdays_between(a, c)


@given(long_before_the_end, st.integers(0, 20), st.integers(0, 20))
def test_more_days_are_never_due_earlier(day: date, fewer: int, more: int) -> None:
    moment = at(f"{day} 10:00")
    assert CALENDAR.due(moment, fewer) <= CALENDAR.due(moment, fewer + more)
    assert CALENDAR.due(moment, fewer) > moment


def test_working_time_leaves_out_nights_weekends_and_holidays(calendar: Calendar) -> None:
    hours = timedelta(hours=1)
    assert calendar.working_time(at("2026-11-02 09:00"), at("2026-11-02 11:00")) == 2 * hours
    assert calendar.working_time(at("2026-11-02 16:30"), at("2026-11-03 09:00")) == 2 * hours
    assert calendar.working_time(at("2026-11-06 16:30"), at("2026-11-09 09:00")) == 2 * hours
    assert calendar.working_time(at("2026-09-30 16:30"), at("2026-10-08 09:00")) == 2 * hours
    assert calendar.working_time(at("2026-11-07 00:00"), at("2026-11-08 23:00")) == timedelta()
    assert calendar.working_time(at("2026-11-03 09:00"), at("2026-11-02 09:00")) == timedelta()
    assert calendar.day_length == 9.5 * hours


@given(in_2026, in_2026, in_2026)
def test_working_time_adds_up(a: date, b: date, c: date) -> None:
    first, middle, last = (at(f"{day} 12:00") for day in sorted((a, b, c)))
    assert CALENDAR.working_time(first, middle) + CALENDAR.working_time(middle, last) == CALENDAR.working_time(first, last)


@pytest.mark.django_db
def test_a_year_not_announced_at_first_is_taken_in_once_it_is() -> None:
    assert keep_calendar(at("2026-11-02 03:00")) == 3
    assert dict(CalendarYear.objects.values_list("year", "confirmed")) == {2025: True, 2026: True, 2027: False}
    assert keep_calendar(at("2026-11-03 03:00")) == 0
    CalendarYear.objects.filter(year=2026).update(confirmed=False)
    CalendarDay.objects.filter(on__year=2026).delete()
    assert keep_calendar(at("2026-11-04 03:00")) == 1, "as when a newer library knows the year"
    assert CalendarDay.objects.filter(on="2026-10-10", kind="makeup").exists()
