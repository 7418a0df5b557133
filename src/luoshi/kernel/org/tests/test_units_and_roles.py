"""Units hang in a dated tree, roles are held for a period, and who reads, leads, checks or receives follows from both."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.ledger.verification import head_row, verify
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org import services
from luoshi.kernel.org.models import Branch, Holding, Person, Place, Unit
from luoshi.kernel.org.roles import LEADING, VERIFYING
from luoshi.kernel.org.scope import covers, ranges, scope, within
from luoshi.kernel.org.selectors import actor_of, holders, leaders, number_prefix, office_for, owners, verifiers
from luoshi.kernel.org.tree import tree
from tests.cast import Plant, at, key

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
MORNING = at("2026-07-01 08:00")


@pytest.fixture
def gao(plant: Plant) -> dict[str, Any]:
    """What every act of the administrator says of itself."""
    return {"actor": plant.acting("gao", MORNING), "at": MORNING}


def codes(plant: Plant, units: set[int]) -> set[str]:
    return {plant.code(unit) or "" for unit in units}


def called(plant: Plant, people: list[Person]) -> list[str | None]:
    return [plant.called(person.pk) for person in people]


# the tree


def test_a_moved_unit_hangs_in_its_new_place_from_that_day_and_keeps_its_past(plant: Plant, gao: dict[str, Any]) -> None:
    gas, team, steel, energy = (plant.units[code].pk for code in ("GAS", "GAS-A", "STEEL", "ENERGY"))
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST)
    before, after = tree(date(2026, 7, 31)), tree(AUGUST)
    assert before.above(team)[1:3] == [gas, energy]
    assert after.above(team)[1:3] == [gas, steel]
    assert team in before.below([energy]) and team not in after.below([energy])
    assert team in after.below([steel]) and team not in before.below([steel])
    assert list(Branch.objects.filter(unit=gas).order_by("since").values_list("since", "until")) == [
        (date(2026, 1, 1), AUGUST),
        (AUGUST, None),
    ]


def test_who_led_it_before_the_move_reads_it_no_longer_and_who_leads_it_now_does(plant: Plant, gao: dict[str, Any]) -> None:
    gas = plant.units["GAS"].pk
    tang = plant.acting("tang", MORNING)
    assert covers(tang, gas, JULY)
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST)
    assert covers(tang, gas, date(2026, 7, 31))
    assert not covers(tang, gas, AUGUST)
    assert covers(plant.acting("xie", MORNING), gas, AUGUST), "the office of the steel plant now receives for it"


@pytest.mark.parametrize("below", ["ENERGY", "WATER", "WATER-C"])
def test_a_unit_cannot_hang_below_itself(plant: Plant, gao: dict[str, Any], below: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.move_unit(**gao, command=key(), unit=plant.units["ENERGY"], parent=plant.units[below], since=AUGUST)
    assert refused.value.field == "parent"


def test_two_moves_on_different_days_cannot_hang_two_units_below_each_other(plant: Plant, gao: dict[str, Any]) -> None:
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["WATER"], since=date(2026, 9, 1))
    with pytest.raises(Refusal):
        services.move_unit(**gao, command=key(), unit=plant.units["WATER"], parent=plant.units["GAS"], since=AUGUST)


def test_a_unit_is_not_moved_before_its_last_move(plant: Plant, gao: dict[str, Any]) -> None:
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST)
    for day in (AUGUST, JULY):
        with pytest.raises(Refusal) as refused:
            services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["WATER"], since=day)
        assert refused.value.field == "since"
    assert Branch.objects.filter(unit=plant.units["GAS"]).count() == 2


@pytest.mark.parametrize(
    "filled, field", [({"code": "WATER"}, "code"), ({"code": " "}, "code"), ({"name": "  "}, "name"), ({"parent": None}, "parent")]
)
def test_a_unit_that_is_not_complete_or_known_already_is_refused(
    plant: Plant, gao: dict[str, Any], filled: dict[str, Any], field: str
) -> None:
    before = (Unit.objects.count(), head_row())
    with pytest.raises(Refusal) as refused:
        services.add_unit(
            **{**gao, "command": key(), "code": "NEW", "name": "新科室", "parent": plant.units["ROOT"], "since": JULY, **filled}
        )
    assert refused.value.field == field
    assert (Unit.objects.count(), head_row()) == before


def test_a_unit_is_in_no_tree_before_its_first_day(plant: Plant, gao: dict[str, Any]) -> None:
    new = services.add_unit(**gao, command=key(), code="NEW", name="新班组", parent=plant.units["WATER"], since=AUGUST)
    assert new.pk not in tree(JULY).parent
    assert new.pk in tree(AUGUST).below([plant.units["WATER"].pk])


@pytest.mark.parametrize("short", ["水处理", "WATER"])
def test_two_units_cannot_give_out_the_same_numbers(plant: Plant, gao: dict[str, Any], short: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.add_unit(**gao, command=key(), code="WATER-2", name="二车间", short_name=short, parent=plant.units["STEEL"], since=JULY)
    assert refused.value.field == "short_name"


# ranges of units


@given(st.sets(st.integers(1, 60)))
def test_ranges_hold_exactly_the_units_and_are_as_few_as_can_be(units: set[int]) -> None:
    spans = ranges(units)
    assert {unit for first, last in spans for unit in range(first, last + 1)} == units
    assert all(last + 1 < first for (_before, last), (first, _after) in zip(spans, spans[1:], strict=False))


def test_no_range_holds_nothing(plant: Plant) -> None:
    assert Unit.objects.filter(within([], "id")).count() == 0


@given(st.sets(st.integers(1, 12)))
def test_the_filter_of_some_ranges_finds_exactly_those_units(plant: Plant, wanted: set[int]) -> None:
    units = sorted(unit.pk for unit in plant.units.values())
    chosen = {units[number % len(units)] for number in wanted}
    assert set(Unit.objects.filter(within(ranges(chosen), "id")).values_list("pk", flat=True)) == chosen


@pytest.mark.parametrize(
    "who, reads",
    [
        ("wang", set()),
        ("liu", {"WATER-C"}),
        ("qiu", {"WATER", "WATER-C"}),
        ("he", {"EQUIP", "FITTERS"}),
        ("chen", {"ENERGY", "WATER", "WATER-C", "EQUIP", "FITTERS", "GAS", "GAS-A"}),
        ("sun", {"ENERGY", "WATER", "WATER-C", "EQUIP", "FITTERS", "GAS", "GAS-A"}),
        ("xie", {"STEEL", "STEEL-OFFICE"}),
        ("gao", set()),
    ],
)
def test_a_role_reads_its_unit_and_what_hangs_below_and_an_office_what_it_receives_for(plant: Plant, who: str, reads: set[str]) -> None:
    assert codes(plant, scope(plant.acting(who, MORNING), JULY)) == reads


def test_an_inspector_reads_everything(plant: Plant) -> None:
    assert scope(plant.acting("han", MORNING), JULY) == {unit.pk for unit in plant.units.values()}


# who stands where


@pytest.mark.parametrize(
    "unit, office",
    [("WATER-C", "EQUIP"), ("GAS", "EQUIP"), ("ENERGY", "EQUIP"), ("FITTERS", "EQUIP"), ("STEEL", "STEEL-OFFICE"), ("ROOT", "ROOT")],
)
def test_what_is_raised_in_a_unit_comes_to_the_office_that_receives_for_it(plant: Plant, unit: str, office: str) -> None:
    assert plant.code(office_for(plant.units[unit].pk, JULY)) == office


def test_a_nearer_office_takes_it(plant: Plant, gao: dict[str, Any]) -> None:
    near = services.add_unit(
        **gao,
        command=key(),
        code="WATER-O",
        name="水处理设备组",
        parent=plant.units["WATER"],
        since=AUGUST,
        receives_for=plant.units["WATER"],
    )
    assert plant.code(office_for(plant.units["WATER-C"].pk, date(2026, 7, 31))) == "EQUIP"
    assert office_for(plant.units["WATER-C"].pk, AUGUST) == near.pk


@pytest.mark.parametrize(
    "unit, prefix", [("WATER-C", "水处理"), ("FITTERS", "设备"), ("GAS-A", "能环"), ("STEEL-OFFICE", "炼钢"), ("ROOT", "")]
)
def test_a_number_opens_with_the_nearest_short_name(plant: Plant, unit: str, prefix: str) -> None:
    assert number_prefix(plant.units[unit].pk, JULY).short_name == prefix


def test_leaders_stand_in_a_line_nearest_first(plant: Plant) -> None:
    assert called(plant, leaders(plant.units["WATER-C"].pk, JULY)) == ["liu", "qiu", "tang", "zheng"]
    assert called(plant, leaders(plant.units["FITTERS"].pk, JULY)) == ["he", "tang", "zheng"]
    assert called(plant, leaders(None, JULY)) == []


def test_checkers_are_found_above_without_those_who_did_it(plant: Plant) -> None:
    water = plant.units["WATER"].pk
    assert called(plant, verifiers(water, JULY, [])) == ["qiu", "tang", "sun", "zheng"]
    assert called(plant, verifiers(water, JULY, [plant.people["qiu"].pk, None, plant.people["zheng"].pk])) == ["tang", "sun"]


def test_a_role_counts_from_its_first_day_until_the_day_before_its_last(plant: Plant, gao: dict[str, Any]) -> None:
    held = services.give_holding(
        **gao, command=key(), person=plant.people["wang"], role="team_leader", unit=plant.units["WATER-C"], since=JULY
    )
    services.end_holding(**gao, command=key(), holding=held.pk, until=AUGUST)
    for day, is_one in ((date(2026, 6, 30), False), (JULY, True), (date(2026, 7, 31), True), (AUGUST, False)):
        assert ("wang" in called(plant, holders(plant.units["WATER-C"].pk, LEADING, day))) == is_one
        assert actor_of(plant.people["wang"], day).holds("team_leader") == is_one


def test_somebody_who_has_left_holds_nothing_any_more(plant: Plant) -> None:
    Person.objects.filter(pk=plant.people["qiu"].pk).update(until=AUGUST)
    assert "qiu" in called(plant, holders(plant.units["WATER"].pk, VERIFYING, date(2026, 7, 31)))
    assert "qiu" not in called(plant, holders(plant.units["WATER"].pk, VERIFYING, AUGUST))


def test_the_same_role_is_not_given_twice_nor_ended_twice(plant: Plant, gao: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        services.give_holding(**gao, command=key(), person=plant.people["qiu"], role="unit_leader", unit=plant.units["WATER"], since=JULY)
    with pytest.raises(Refusal):
        services.give_holding(**gao, command=key(), person=plant.people["qiu"], role="emperor", unit=plant.units["WATER"], since=JULY)
    held = Holding.objects.get(person=plant.people["qiu"], role="unit_leader")
    with pytest.raises(Refusal):
        services.end_holding(**gao, command=key(), holding=held.pk, until=held.since)
    services.end_holding(**gao, command=key(), holding=held.pk, until=AUGUST)
    with pytest.raises(Refusal):
        services.end_holding(**gao, command=key(), holding=held.pk, until=AUGUST)


def test_a_role_that_is_held_from_a_later_day_is_refused_in_words(plant: Plant, gao: dict[str, Any]) -> None:
    about = {"person": plant.people["wang"], "role": "team_leader", "unit": plant.units["WATER-C"]}
    services.give_holding(**gao, command=key(), **about, since=AUGUST)
    with pytest.raises(Refusal):
        services.give_holding(**gao, command=key(), **about, since=JULY)


def test_work_is_offered_first_to_the_people_of_the_office(plant: Plant) -> None:
    water, office = plant.units["WATER"].pk, plant.units["EQUIP"].pk
    offered = called(plant, owners(water, office, JULY, 50))
    assert offered[:3] == ["li", "he", "chen"]
    assert "zeng" not in offered


ACTS: list[Callable[[Plant, dict[str, Any]], object]] = [
    lambda plant, who: services.add_unit(**who, code="NEW", name="新", parent=plant.units["ROOT"], since=JULY),
    lambda plant, who: services.move_unit(**who, unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST),
    lambda plant, who: services.add_person(**who, staff_no="30001", name="新人", unit=plant.units["WATER-C"], since=JULY),
    lambda plant, who: services.give_holding(**who, person=plant.people["wang"], role="handler", unit=plant.units["EQUIP"], since=JULY),
    lambda plant, who: services.end_holding(**who, holding=Holding.objects.order_by("pk").first().pk, until=AUGUST),  # type: ignore[union-attr]
    lambda plant, who: services.add_place(**who, code="9Z9Z9Z", name="新泵房", unit=plant.units["WATER"], since=JULY),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["zheng", "chen", "han", "wang", "guest"])
def test_to_anybody_but_an_administrator_the_door_is_not_there(plant: Plant, act: Callable[..., object], who: str) -> None:
    before = head_row()
    with pytest.raises(Unseen):
        act(plant, {"actor": plant.acting(who, MORNING), "at": MORNING, "command": key()})
    assert head_row() == before


@pytest.mark.parametrize("act", ACTS)
def test_an_administrators_act_leaves_one_entry_and_its_replay_none(plant: Plant, gao: dict[str, Any], act: Callable[..., object]) -> None:
    again, before = key(), head_row()[0]
    first = act(plant, {**gao, "command": again})
    assert act(plant, {**gao, "command": again}) == first
    assert (head_row()[0], verify().ok) == (before + 1, True)


# what the database itself refuses


@pytest.mark.parametrize(
    "make",
    [
        lambda plant: Branch.objects.create(unit=plant.units["GAS"], parent=plant.units["GAS"], since=AUGUST, until=date(2026, 9, 1)),
        lambda plant: Branch.objects.create(unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST),
        lambda plant: Holding.objects.create(person=plant.people["wang"], role="emperor", unit=plant.units["WATER"], since=JULY),
        lambda plant: Holding.objects.create(person=plant.people["qiu"], role="unit_leader", unit=plant.units["WATER"], since=JULY),
        lambda plant: Holding.objects.create(
            person=plant.people["wang"], role="handler", unit=plant.units["WATER"], since=JULY, until=JULY
        ),
        lambda plant: Person.objects.create(staff_no="20416", name="另一个", unit=plant.units["WATER"], since=JULY),
        lambda plant: Place.objects.create(code="7F3K9A", name="另一处", unit=plant.units["WATER"], since=JULY),
    ],
    ids=[
        "below itself",
        "twice in the tree",
        "no such role",
        "the same role twice",
        "a period of no day",
        "a staff number twice",
        "a place code twice",
    ],
)
def test_what_must_never_be_false_the_database_refuses(plant: Plant, make: Callable[[Plant], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(plant)
