"""Every usual rotation: on every day each shift is worked by exactly one team; a pattern that clashes is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.models import Rota
from luoshi.kernel.org.selectors import turn
from luoshi.kernel.org.services import set_rota
from luoshi.kernel.org.shifts import REST, clashes, hours, letter_on, next_shift, shift_at, shift_on
from tests.cast import Plant, at, key

FOUR_THREE = "早早中中夜夜休休"
PATTERNS = {  # pattern: its cycle, the leads of its teams, hours a week
    "四班三倒": (FOUR_THREE, [0, 2, 4, 6], 42.0),
    "四班三倒, reverse": ("夜夜中中早早休休", [0, 2, 4, 6], 42.0),
    "五班三倒, 5 days": ("早中夜休休", [0, 1, 2, 3, 4], 33.6),
    "五班三倒, 10 days a": ("早早中中休夜夜休休休", [0, 2, 4, 6, 8], 33.6),
    "五班三倒, 10 days b": ("早早中中夜夜休休休休", [0, 2, 4, 6, 8], 33.6),
    "四班两倒, 4 days": ("白夜休休", [0, 1, 2, 3], 42.0),
    "四班两倒, 8 days a": ("白白休休夜夜休休", [0, 2, 4, 6], 42.0),
    "四班两倒, 8 days b": ("白白夜夜休休休休", [0, 2, 4, 6], 42.0),
    "三班两倒": ("白白夜夜休休", [0, 2, 4], 56.0),
    "六班三倒": ("早休中休夜休", [0, 1, 2, 3, 4, 5], 28.0),
    "DuPont": ("夜夜夜夜休休休白白白休夜夜夜休休休白白白白休休休休休休休", [0, 7, 14, 21], 42.0),
}
every_pattern = pytest.mark.parametrize("cycle, leads, week", PATTERNS.values(), ids=PATTERNS)
ANCHOR = date(2026, 1, 1)


@every_pattern
def test_every_shift_of_every_day_is_worked_by_exactly_one_team(cycle: str, leads: list[int], week: float) -> None:
    assert clashes(cycle, leads) == []
    for ahead in range(3 * len(cycle)):
        on = ANCHOR + timedelta(days=ahead)
        worked = sorted(letter for lead in leads if (letter := letter_on(cycle, ANCHOR, lead, on)) != REST)
        assert worked == sorted(hours(cycle)), f"day {ahead}"


@every_pattern
def test_at_every_hour_exactly_one_team_is_on(cycle: str, leads: list[int], week: float) -> None:
    first = at("2026-03-01 00:30")
    for hour in range(24 * len(cycle)):
        moment = first + timedelta(hours=hour)
        assert sum(shift_at(cycle, ANCHOR, lead, moment) is not None for lead in leads) == 1, moment


@every_pattern
def test_a_team_works_as_many_hours_a_week_as_the_table_says(cycle: str, leads: list[int], week: float) -> None:
    worked = sum(hours(cycle)[letter][1] for letter in cycle if letter != REST)
    assert round(worked / len(cycle) * 7, 1) == week


@pytest.mark.parametrize(
    "cycle, leads",
    [
        ("早早中中夜夜休休休休", [0, 1, 2, 3, 4]),
        (FOUR_THREE, [0, 2, 4]),
        (FOUR_THREE, [0, 2, 4, 4]),
        ("白夜休休", [0, 1, 2, 2]),
        (FOUR_THREE, [0, 1, 2, 3]),
    ],
)
def test_teams_that_stand_on_the_same_shift_or_leave_one_empty_are_told(cycle: str, leads: list[int]) -> None:
    assert clashes(cycle, leads) != []


def test_a_team_works_the_day_of_its_cycle_that_its_lead_says() -> None:
    assert [letter_on(FOUR_THREE, ANCHOR, 0, ANCHOR + timedelta(days=n)) for n in range(9)] == list("早早中中夜夜休休早")
    assert letter_on(FOUR_THREE, ANCHOR, 2, ANCHOR) == "中"
    assert letter_on(FOUR_THREE, ANCHOR, 0, ANCHOR - timedelta(days=1)) == "休", "before the anchor the cycle runs backwards"


def test_a_night_of_twelve_hours_belongs_to_the_day_it_began() -> None:
    night = shift_at("白夜休休", ANCHOR, 1, at("2026-01-02 03:00"))
    assert night is not None
    assert (night.letter, night.on, night.since, night.until) == ("夜", ANCHOR, at("2026-01-01 20:00"), at("2026-01-02 08:00"))


def test_a_night_of_eight_hours_belongs_to_the_day_it_begins_at_midnight() -> None:
    night = shift_at(FOUR_THREE, ANCHOR, 4, at("2026-01-01 00:00"))
    assert night is not None
    assert (night.letter, night.on, night.until) == ("夜", ANCHOR, at("2026-01-01 08:00"))


def test_a_shift_ends_when_the_next_begins() -> None:
    assert shift_at(FOUR_THREE, ANCHOR, 0, at("2026-01-01 15:59")) is not None
    assert shift_at(FOUR_THREE, ANCHOR, 0, at("2026-01-01 16:00")) is None


@given(st.sampled_from(sorted(PATTERNS)), st.integers(0, 24 * 60 * 40))
def test_the_next_shift_is_the_first_that_has_not_begun(name: str, minutes: int) -> None:
    cycle, leads, _week = PATTERNS[name]
    moment = at("2026-01-01 00:00") + timedelta(minutes=minutes)
    coming = next_shift(cycle, ANCHOR, leads[0], moment)
    assert coming is not None and coming.since > moment
    ahead = (shift_on(cycle, ANCHOR, leads[0], ANCHOR + timedelta(days=n)) for n in range(80))
    assert coming == next(shift for shift in ahead if shift and shift.since > moment)


# setting them


def set_to(plant: Plant, cycle: str, *, since: str = "2026-03-01", who: str = "gao", lead: int = 0) -> None:
    day, unit = date.fromisoformat(since), plant.units["WATER-C"]
    set_rota(
        actor=plant.acting(who, at(f"{since} 08:00")),
        at=at(f"{since} 08:00"),
        command=key(),
        unit=unit,
        cycle=cycle,
        anchor=day,
        lead=lead,
        since=day,
    )


def test_a_team_stands_in_its_rota(plant: Plant) -> None:
    set_to(plant, FOUR_THREE)
    unit = plant.units["WATER-C"].pk
    standing = turn(unit, at("2026-03-01 09:00"), date(2026, 3, 1))
    assert standing is not None and standing.now is not None and standing.next is not None
    assert (standing.now.letter, standing.next.letter, standing.next.on) == ("早", "早", date(2026, 3, 2))
    assert turn(plant.units["EQUIP"].pk, at("2026-03-01 09:00"), date(2026, 3, 1)) is None


def test_a_new_pattern_holds_from_its_day_and_the_old_one_keeps_its_past(plant: Plant) -> None:
    set_to(plant, FOUR_THREE)
    set_to(plant, "白夜休休", since="2026-04-01")
    unit = plant.units["WATER-C"].pk
    before, after = (turn(unit, at(f"{day} 09:00"), date.fromisoformat(day)) for day in ("2026-03-09", "2026-04-01"))
    assert before and before.now and before.now.letter == "早"
    assert after and after.now and after.now.letter == "白"
    assert list(Rota.objects.order_by("since").values_list("since", "until")) == [
        (date(2026, 3, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), None),
    ]


@pytest.mark.parametrize("cycle", ["", "早中晚", "ABC", "早 中", "白早夜休"])
def test_a_letter_that_names_no_shift_is_refused(plant: Plant, cycle: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_to(plant, cycle)
    assert refused.value.field == "cycle"
    assert not Rota.objects.exists()


@pytest.mark.parametrize("since", ["2026-03-01", "2026-02-01"])
def test_a_second_pattern_from_the_same_or_an_earlier_day_is_refused_in_words(plant: Plant, since: str) -> None:
    set_to(plant, FOUR_THREE)
    with pytest.raises(Refusal) as refused:
        set_to(plant, "白夜休休", since=since)
    assert refused.value.field == "since"


def test_only_an_administrator_sets_a_pattern(plant: Plant) -> None:
    with pytest.raises(Unseen):
        set_to(plant, FOUR_THREE, who="qiu")
