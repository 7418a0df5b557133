"""Seeded patterns cover every shift with one team each day; teams are set at once, and the day of a change is looked at."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.calendar import ShiftCalendar, office_calendar
from luoshi.kernel.org.models import Rota, ShiftPattern
from luoshi.kernel.org.patterns import USUAL, Usual, seed_patterns
from luoshi.kernel.org.rota_selectors import calendar_for, on_shifts, pattern_by_code, roster, teams_of, works_shifts
from luoshi.kernel.org.rotas import Bridge, add_pattern, set_rotas
from luoshi.kernel.org.selectors import turn
from luoshi.kernel.org.services import set_rota
from luoshi.kernel.org.shifts import (
    ENOUGH_REST,
    REST,
    clashes,
    clock_words,
    letter_on,
    read_hours,
    shift_at,
    shortest_rest,
    weekly_hours,
)
from tests.cast import Plant, at, key

ANCHOR = date(2026, 1, 1)
TEAMS = ("WATER-C", "GAS-A", "FITTERS", "STEEL-OFFICE")
WEEK = {
    "4x3": 42.0, "4x3-reverse": 42.0, "5x3-5": 33.6, "5x3-10a": 33.6, "5x3-10b": 33.6, "4x2-4": 42.0, "4x2-8a": 42.0, "4x2-8b": 42.0,
    "3x2": 56.0, "5x4": 33.6, "6x3": 28.0, "dupont": 42.0,
}  # fmt: skip
every_usual = pytest.mark.parametrize("usual", USUAL, ids=lambda one: one.code)


def leads(usual: Usual) -> list[int]:
    return [int(lead) for lead in usual.leads.split(",")]


@every_usual
def test_on_every_day_of_a_year_each_shift_is_worked_by_exactly_one_team(usual: Usual) -> None:
    letters = read_hours(usual.letters)
    for on in (ANCHOR + timedelta(days=n) for n in range(365)):
        worked = sorted(letter for lead in leads(usual) if (letter := letter_on(usual.cycle, ANCHOR, lead, on)) != REST)
        assert worked == sorted(letters), on
    assert clashes(usual.cycle, leads(usual), letters) == []


@every_usual
def test_at_every_half_hour_exactly_one_team_is_on(usual: Usual) -> None:
    letters, first = read_hours(usual.letters), at("2026-03-02 00:00")
    for half in range(48 * len(usual.cycle)):
        moment = first + timedelta(minutes=30 * half)
        assert sum(shift_at(usual.cycle, ANCHOR, lead, moment, letters) is not None for lead in leads(usual)) == 1, moment


@every_usual
def test_nobody_goes_from_one_shift_into_the_next_without_eight_hours_of_rest(usual: Usual) -> None:
    assert shortest_rest(usual.cycle, read_hours(usual.letters)) >= ENOUGH_REST


@every_usual
def test_the_average_week_is_that_of_the_table(usual: Usual) -> None:
    assert weekly_hours(usual.cycle, read_hours(usual.letters)) == WEEK[usual.code]


@given(st.sampled_from(USUAL), st.data())
def test_any_two_teams_changing_their_places_still_cover_all(usual: Usual, data: st.DataObject) -> None:
    order = data.draw(st.permutations(leads(usual)))
    assert clashes(usual.cycle, order, read_hours(usual.letters)) == []
    assert clashes(usual.cycle, order[:-1], read_hours(usual.letters)) != []


def test_hours_are_written_as_text_and_read_strictly() -> None:
    assert clock_words(read_hours("夜 24:00 8")["夜"]) == "00:00–08:00"
    for wrong in ("", "夜 8", "夜 08:00 8, 夜 09:00 8", "夜 08:60 8", "夜 31:00 8", "甲 08:00 8", "夜 08:00 0", "夜 x:00 8"):
        with pytest.raises(ValueError):
            read_hours(wrong)


def test_every_pattern_lies_in_the_table_and_laying_in_twice_adds_nothing(db: None) -> None:
    assert set(ShiftPattern.objects.values_list("code", flat=True)) == set(WEEK)
    assert seed_patterns() == 0


def test_a_rota_of_older_days_is_given_its_pattern_where_the_hours_are_the_same(plant: Plant) -> None:
    for unit, cycle in (("WATER-C", "白夜休休"), ("GAS-A", "早早中中夜夜休休")):
        Rota.objects.create(unit=plant.units[unit], cycle=cycle, anchor=ANCHOR, since=ANCHOR)
    seed_patterns()
    assert dict(Rota.objects.values_list("unit__code", "pattern__code")) == {"WATER-C": "4x2-4", "GAS-A": None}
    day = turn(plant.units["GAS-A"].pk, at("2026-01-05 03:00"), date(2026, 1, 5))
    assert day and day.now and (day.now.letter, day.now.on) == ("夜", date(2026, 1, 5)), "it is read as it was"


# teams of a works at once


def put(
    plant: Plant, code: str, places: list[int | None], since: str, *, who: str = "gao", teams: tuple[str, ...] = TEAMS
) -> tuple[Bridge, ...]:
    day = date.fromisoformat(since)
    return set_rotas(
        actor=plant.acting(who, at(f"{since} 08:00")), at=at("2026-02-20 08:00"), command=key(), pattern=pattern_by_code(code),
        teams=[(plant.units[unit], place) for unit, place in zip(teams, places, strict=True)], anchor=day, since=day,
    )  # fmt: skip


def test_four_teams_are_set_at_once_and_exactly_one_is_on(plant: Plant) -> None:
    assert put(plant, "4x3", [0, 2, 4, 6], "2026-03-01") == ()
    for moment in (at("2026-03-02 00:30") + timedelta(hours=n) for n in range(24 * 10)):
        on = [turn(plant.units[unit].pk, moment, (moment + timedelta(hours=8)).date()) for unit in TEAMS]
        assert sum(bool(one and one.now) for one in on) == 1, moment
    assert LedgerEntry.objects.filter(verb="rotas.set").count() == 1
    assert works_shifts(plant.units["GAS-A"].pk, date(2026, 3, 1)) and not works_shifts(plant.units["GAS-A"].pk, date(2026, 2, 28))
    assert isinstance(calendar_for(plant.units["GAS-A"].pk, date(2026, 3, 1), office_calendar(date(2026, 3, 1))), ShiftCalendar)
    assert not isinstance(calendar_for(plant.units["EQUIP"].pk, date(2026, 3, 1), office_calendar(date(2026, 3, 1))), ShiftCalendar)


def test_a_change_ends_the_old_on_its_day_and_names_who_rests_too_little(plant: Plant) -> None:
    put(plant, "4x3", [0, 2, 4, 6], "2026-03-01")
    bridges = put(plant, "4x2-4", [1, 2, 3, 0], "2026-03-02")
    told = {bridge.unit.code: (bridge.last.letter, bridge.first.letter, bridge.first.on.day, bridge.short) for bridge in bridges}
    assert told == {"WATER-C": ("早", "夜", 2, False), "GAS-A": ("中", "白", 4, False), "FITTERS": ("夜", "白", 3, False)}
    assert set(Rota.objects.values_list("since", "until")) == {(date(2026, 3, 1), date(2026, 3, 2)), (date(2026, 3, 2), None)}
    night = turn(plant.units["FITTERS"].pk, at("2026-03-02 03:00"), date(2026, 3, 2))
    assert night and night.now and night.now.on == date(2026, 3, 1), "the night of the old pattern is worked to its end"


def test_a_team_that_works_the_last_old_and_the_first_new_shift_without_rest_is_named(plant: Plant) -> None:
    put(plant, "4x3", [0, 2, 4, 6], "2026-03-01")
    bridges = put(plant, "4x2-4", [2, 3, 0, 1], "2026-03-02")
    assert [bridge.unit.code for bridge in bridges if bridge.short] == ["FITTERS"]
    assert [bridge.rest for bridge in bridges if bridge.short] == [timedelta()]


def test_a_team_can_leave_the_shifts_with_the_change(plant: Plant) -> None:
    put(plant, "4x3", [0, 2, 4, 6], "2026-03-01")
    put(plant, "3x2", [0, 2, 4, None], "2026-04-01")
    found = roster([plant.units[unit] for unit in TEAMS], date(2026, 3, 31), 3)
    assert [team.letters for team in found] == [("休", "白", "白"), ("早", "夜", "夜"), ("中", "休", "休"), ("夜", "", "")]
    assert Rota.objects.filter(until__isnull=True).count() == 3


@pytest.mark.parametrize(
    "code, places, teams, field",
    [
        ("4x3", [0, 2, 4, 4], TEAMS, "teams"),
        ("4x3", [0, 2, 4, None], TEAMS, "teams"),
        ("4x3", [0, 1, 2, 3], TEAMS, "teams"),
        ("5x3-10b", [0, 1, 2, 3], TEAMS, "teams"),
        ("4x3", [None] * 4, TEAMS, "teams"),
        ("4x2-4", [0, 1, 2, 3], ("GAS-A", "GAS-A", "FITTERS", "EQUIP"), "teams"),
    ],
)
def test_places_that_clash_or_leave_a_shift_empty_are_refused(
    plant: Plant, code: str, places: list[int | None], teams: tuple[str, ...], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        put(plant, code, places, "2026-03-01", teams=teams)
    assert refused.value.field == field
    assert not Rota.objects.exists()


def test_a_pattern_that_stands_from_a_later_day_is_not_written_over(plant: Plant) -> None:
    put(plant, "4x3", [0, 2, 4, 6], "2026-03-10")
    for since in ("2026-03-10", "2026-03-01"):
        with pytest.raises(Refusal) as refused:
            put(plant, "4x2-4", [0, 1, 2, 3], since)
        assert refused.value.field == "since"
    assert Rota.objects.count() == 4


def test_only_an_administrator_sets_teams_or_writes_patterns(plant: Plant) -> None:
    with pytest.raises(Unseen):
        put(plant, "4x3", [0, 2, 4, 6], "2026-03-01", who="chen")
    with pytest.raises(Unseen):
        write(plant, who="chen")


def test_a_single_team_set_by_its_cycle_finds_its_pattern(plant: Plant) -> None:
    when = at("2026-03-01 08:00")
    set_rota(
        actor=plant.acting("gao", when), at=when, command=key(), unit=plant.units["GAS-A"], cycle="白夜休休", anchor=ANCHOR, lead=0,
        since=ANCHOR,
    )  # fmt: skip
    assert Rota.objects.get().pattern == pattern_by_code("4x2-4")


def test_the_teams_of_a_works_and_who_is_on_shifts_below_it(plant: Plant) -> None:
    put(plant, "4x3", [0, 2, 4, 6], "2026-03-01")
    on = date(2026, 3, 1)
    assert [unit.code for unit in teams_of(plant.units["WATER"], on)] == ["WATER-C"]
    assert [unit.code for unit in teams_of(plant.units["WATER-C"], on)] == ["WATER-C"]
    assert [unit.code for unit in on_shifts(plant.units["ENERGY"], on)] == ["FITTERS", "GAS-A", "WATER-C"]
    with pytest.raises(Unseen):
        pattern_by_code("none")


# a pattern of one's own


def write(plant: Plant, who: str = "gao", **more: str) -> ShiftPattern:
    given = {
        "code": "coal", "name": "三班制加检修班", "cycle": "夜早中休", "letters": "夜 00:00 8, 早 08:00 8, 中 16:00 8", "leads": "0,1,2,3",
        "source": "矿规", **more,
    }  # fmt: skip
    when = at("2026-03-01 08:00")
    return add_pattern(actor=plant.acting(who, when), at=when, command=key(), since=date(2026, 3, 1), **given)


def test_a_pattern_of_ones_own_is_written_with_its_hours(plant: Plant) -> None:
    pattern = write(plant)
    assert weekly_hours(pattern.cycle, read_hours(pattern.letters)) == 42.0
    assert LedgerEntry.objects.filter(verb="pattern.added", subject=pattern.pk).exists()


@pytest.mark.parametrize(
    "field, more",
    [
        ("leads", {"leads": "0,1,2"}),
        ("leads", {"leads": "0,1,2,2"}),
        ("leads", {"leads": "0,1,2,4"}),
        ("leads", {"leads": "a"}),
        ("letters", {"letters": "夜 0 8"}),
        ("letters", {"letters": "夜 00:00 8, 早 08:00 8, 中 16:00 8, 晚 20:00 6"}),
        ("cycle", {"cycle": "夜早白休"}),
        ("cycle", {"cycle": "休休"}),
        ("cycle", {"cycle": ""}),
        ("code", {"code": "4x3"}),
        ("code", {"code": " "}),
        ("source", {"source": ""}),
        ("name", {"name": "长" * 41}),
    ],
)
def test_a_pattern_that_cannot_be_worked_is_refused(plant: Plant, field: str, more: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        write(plant, **more)
    assert refused.value.field == field
    assert not ShiftPattern.objects.filter(code="coal").exists()
