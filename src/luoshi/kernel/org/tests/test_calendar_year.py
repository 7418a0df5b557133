"""A year of the calendar set by hand holds against the libraries, and whoever counts by it is told."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.calendar import Calendar, ShiftCalendar, office_calendar
from luoshi.kernel.org.calendar_year import calendar_year, set_calendar_year, when_calendar_changes
from luoshi.kernel.org.models import CalendarDay, CalendarYear
from luoshi.kernel.org.notice import Day, read_notice
from luoshi.kernel.org.seeding import keep_calendar, seed_calendar
from tests.cast import Plant, at, key

NOON = at("2026-11-20 12:00")
NOTICE = "元旦：1月1日至3日放假调休，共3天。1月9日（星期六）上班。"


def put(plant: Plant, text: str = NOTICE, *, year: int = 2027, who: str = "gao", **more: Any) -> int:
    given = {"source": "国办发明电〔2026〕7号", "confirmed": True, "command": key(), **more}
    return set_calendar_year(actor=plant.acting(who, NOON), at=NOON, year=year, days=read_notice(text, year).days, **given)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, datetime]]]:
    """Somebody follows the calendar and moves two deadlines each time."""
    heard: list[tuple[int, datetime]] = []

    def follow(year: int, when: datetime) -> int:
        heard.append((year, when))
        return 2

    monkeypatch.setattr(when_calendar_changes, "_things", {"test": follow})
    yield heard


def test_the_deadlines_count_by_the_new_table_at_once(plant: Plant) -> None:
    seed_calendar(range(2027, 2028))
    before = office_calendar(date(2027, 1, 1))
    assert (before.settled(date(2027, 1, 4)), before.is_workday(date(2027, 1, 9))) == (False, False)
    put(plant)
    after = office_calendar(date(2027, 1, 1))
    assert (after.settled(date(2027, 1, 4)), after.is_workday(date(2027, 1, 9))) == (True, True)
    assert after.is_workday(date(2027, 10, 1)), "days that the new table does not name are gone"
    year = calendar_year(2027)
    assert (year.confirmed, year.by_hand, year.source, len(year.days)) == (True, True, "国办发明电〔2026〕7号", 4)


def test_what_was_set_by_hand_is_never_seeded_over(plant: Plant) -> None:
    put(plant, "2026-11-03 休 厂庆", year=2026, confirmed=False)
    assert keep_calendar(at("2026-11-21 03:00")) == 2, "the years beside it are filled, 2026 is not"
    assert list(CalendarDay.objects.filter(on__year=2026).values_list("on", "name")) == [(date(2026, 11, 3), "厂庆")]
    assert not CalendarYear.objects.get(pk=2026).confirmed


def test_the_change_stands_in_the_ledger_with_its_days(plant: Plant) -> None:
    put(plant)
    entry = LedgerEntry.objects.get(verb="calendar.set")
    assert (entry.subject_kind, entry.subject) == ("calendar_year", 2027)
    assert "2027-01-09 班 元旦" in json.loads(entry.ledgerpayload.body)["days"]


def test_whoever_follows_the_calendar_is_told_within_the_change(plant: Plant, told: list[tuple[int, datetime]]) -> None:
    assert put(plant) == 2
    assert told == [(2027, NOON)]


def test_seeding_tells_too_when_a_year_becomes_final(plant: Plant, told: list[tuple[int, datetime]]) -> None:
    CalendarYear.objects.filter(pk=2026).update(confirmed=False)
    moment = at("2026-11-21 03:00")
    keep_calendar(moment)
    assert told == [(2025, moment), (2026, moment), (2027, moment)]
    keep_calendar(moment)
    assert len(told) == 3, "what stands is not told again"


def test_the_same_command_twice_changes_nothing(plant: Plant, told: list[tuple[int, datetime]]) -> None:
    one = key()
    assert [put(plant, command=one), put(plant, command=one)] == [2, 0]
    assert len(told) == LedgerEntry.objects.filter(verb="calendar.set").count() == 1


@pytest.mark.parametrize(
    "days, more, field, words",
    [
        ([Day(date(2026, 12, 31), "holiday")], {}, "days", "2026-12-31"),
        ([Day(date(2027, 1, 9), "holiday"), Day(date(2027, 1, 9), "makeup")], {}, "days", "2027-01-09"),
        ([Day(date(2027, 1, 9), "holiday"), Day(date(2027, 1, 9), "holiday", "x")], {}, "days", "twice"),
        ([Day(date(2027, 1, 4), "makeup")], {}, "days", "Monday"),
        ([Day(date(2027, 1, 1), "holiday")], {"source": " "}, "source", "notice"),
        ([Day(date(2027, 1, 9), "makeup")], {}, "days", "holidays"),
        ([], {"year": 1999}, "days", "2000"),
        ([Day(date(2027, 1, 1), "holiday", "长" * 61)], {}, "name", "60"),
    ],
)
def test_what_cannot_be_is_refused_in_words(plant: Plant, days: list[Day], more: dict[str, Any], field: str, words: str) -> None:
    given = {"year": 2027, "source": "国办", "confirmed": True, **more}
    with override("en"), pytest.raises(Refusal) as refused:
        set_calendar_year(actor=plant.acting("gao", NOON), at=NOON, command=key(), days=days, **given)
    assert refused.value.field == field
    assert words in str(refused.value)
    assert not CalendarYear.objects.filter(year__in=(1999, 2027)).exists()


def test_only_an_administrator_sets_a_year(plant: Plant) -> None:
    with pytest.raises(Unseen):
        put(plant, who="chen")


# people on shifts


def test_people_on_a_rota_have_their_deadline_by_the_clock_round() -> None:
    office = Calendar(frozenset({date(2026, 10, day) for day in range(1, 8)}), frozenset(), frozenset({2026}))
    assert office.due_for_shift(at("2026-09-30 22:00"), 8) == at("2026-10-01 06:00")
    rota = ShiftCalendar(office.off, office.makeup, office.confirmed)
    assert rota.due(at("2026-09-30 22:00"), 3) == at("2026-10-03 22:00"), "the holiday is worked on"
    assert rota.due(at("2026-09-30 22:00"), 0) == rota.due(at("2026-09-30 22:00"), 1) == at("2026-10-01 22:00")
    assert rota.working_time(at("2026-10-01 00:00"), at("2026-10-02 06:00")) == timedelta(hours=30)
    assert rota.working_time(at("2026-10-02 00:00"), at("2026-10-01 00:00")) == timedelta()
    assert rota.settled(date(2031, 1, 1)) and rota.day_length == timedelta(days=1)
    with pytest.raises(ValueError):
        office.due_for_shift(NOON, -1)
