"""Three dated trees: administrative, party, union; a reorganisation from a day on, and the past as it was."""

from datetime import date
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.refusal import Refusal
from luoshi.kernel.metrics.reach import reach
from luoshi.kernel.org import services
from luoshi.kernel.org.hanging_up import hang_unit, move_unit, take_down, withdraw_move
from luoshi.kernel.org.models import Branch, Unit
from luoshi.kernel.org.roles import LEADING
from luoshi.kernel.org.scope import covers, scope
from luoshi.kernel.org.selectors import holders
from luoshi.kernel.org.tree import ADMINISTRATIVE, PARTY, UNION, tree
from luoshi.kernel.org.units import end_unit
from tests.cast import Plant, at, key

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
MORNING = at("2026-07-01 08:00")


@pytest.fixture
def gao(plant: Plant) -> dict[str, Any]:
    return {"actor": plant.acting("gao", MORNING), "at": MORNING}


@pytest.fixture
def party(plant: Plant, gao: dict[str, Any]) -> Plant:
    """The party committee at the root; below it one branch at the gas workshop with the steel plant below."""
    for unit, parent in (("ROOT", None), ("GAS", "ROOT"), ("STEEL", "GAS")):
        above = plant.units[parent] if parent else None
        hang_unit(**gao, command=key(), name=PARTY, unit=plant.units[unit], parent=above, since=JULY)
    services.give_holding(**gao, command=key(), person=plant.people["zeng"], role="branch_secretary", unit=plant.units["GAS"], since=JULY)
    return plant


def codes(plant: Plant, units: set[int]) -> set[str]:
    return {plant.code(unit) or "" for unit in units}


def test_the_branch_secretary_reaches_by_the_party_tree_and_by_no_other(party: Plant) -> None:
    zeng = party.acting("zeng", MORNING)
    assert codes(party, scope(zeng, JULY, ("branch_secretary",))) == {"GAS", "STEEL"}
    assert covers(zeng, party.units["STEEL"].pk, JULY, ("branch_secretary",))
    assert not covers(zeng, party.units["GAS-A"].pk, JULY, ("branch_secretary",)), "the team hangs in no party tree"
    assert codes(party, scope(zeng, JULY)) == {"GAS", "STEEL"}, "what hangs there is read"
    assert [one.pk for one in holders(party.units["STEEL"].pk, ("branch_secretary",), JULY)] == [party.people["zeng"].pk]


def test_a_role_of_each_tree_reaches_in_its_own(party: Plant, gao: dict[str, Any]) -> None:
    services.give_holding(**gao, command=key(), person=party.people["zeng"], role="unit_leader", unit=party.units["WATER"], since=JULY)
    zeng = party.acting("zeng", MORNING)
    assert codes(party, scope(zeng, JULY, ("branch_secretary", "unit_leader"))) == {"GAS", "STEEL", "WATER", "WATER-C"}
    assert codes(party, scope(zeng, JULY, LEADING)) == {"WATER", "WATER-C"}


def test_a_tree_changes_without_the_others(party: Plant, gao: dict[str, Any]) -> None:
    before = tree(AUGUST).parent
    move_unit(**gao, command=key(), name=PARTY, unit=party.units["STEEL"], parent=party.units["ROOT"], since=AUGUST)
    assert tree(AUGUST).parent == before
    assert tree(AUGUST, PARTY).above(party.units["STEEL"].pk) == [party.units["STEEL"].pk, party.units["ROOT"].pk]
    assert tree(date(2026, 7, 31), PARTY).above(party.units["STEEL"].pk)[1] == party.units["GAS"].pk
    assert tree(AUGUST, UNION).parent == {}


def test_a_unit_is_taken_down_and_hung_up_again(party: Plant, gao: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        take_down(**gao, command=key(), name=PARTY, unit=party.units["GAS"], until=AUGUST)
    assert "炼钢厂" in str(refused.value)
    take_down(**gao, command=key(), name=PARTY, unit=party.units["STEEL"], until=AUGUST)
    with pytest.raises(Refusal):
        hang_unit(**gao, command=key(), name=PARTY, unit=party.units["STEEL"], parent=party.units["ROOT"], since=date(2026, 7, 20))
    hang_unit(**gao, command=key(), name=PARTY, unit=party.units["STEEL"], parent=party.units["ROOT"], since=AUGUST)
    assert party.units["STEEL"].pk in tree(AUGUST, PARTY).children[party.units["ROOT"].pk]


@pytest.mark.parametrize(
    "name, unit, parent, field",
    [
        (ADMINISTRATIVE, "GAS", "ROOT", "tree"),
        ("army", "WATER", "ROOT", "tree"),
        (PARTY, "GAS", "ROOT", "unit"),
        (PARTY, "WATER", None, "parent"),
        (PARTY, "WATER", "ENERGY", "parent"),
    ],
)
def test_what_does_not_fit_a_tree_is_refused(
    party: Plant, gao: dict[str, Any], name: str, unit: str, parent: str | None, field: str
) -> None:
    before = Branch.objects.count()
    with pytest.raises(Refusal) as refused:
        hang_unit(**gao, command=key(), name=name, unit=party.units[unit], parent=party.units[parent] if parent else None, since=AUGUST)
    assert refused.value.field == field and Branch.objects.count() == before


def test_a_coming_move_is_taken_back_but_not_one_that_has_come(plant: Plant, gao: dict[str, Any]) -> None:
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST)
    withdraw_move(**gao, command=key(), unit=plant.units["GAS"])
    assert tree(AUGUST).parent[plant.units["GAS"].pk] == plant.units["ENERGY"].pk
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=JULY)
    with pytest.raises(Refusal):
        withdraw_move(**gao, command=key(), unit=plant.units["GAS"])


def test_taking_a_move_back_makes_no_ring(plant: Plant, gao: dict[str, Any]) -> None:
    services.move_unit(**gao, command=key(), unit=plant.units["WATER"], parent=plant.units["STEEL"], since=date(2026, 7, 10))
    services.move_unit(**gao, command=key(), unit=plant.units["ENERGY"], parent=plant.units["WATER"], since=date(2026, 7, 20))
    with pytest.raises(Refusal):
        withdraw_move(**gao, command=key(), unit=plant.units["WATER"])
    assert tree(date(2026, 7, 15)).parent[plant.units["WATER"].pk] == plant.units["STEEL"].pk


def test_a_move_into_the_past_and_a_move_of_the_root_are_refused(plant: Plant, gao: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=date(2026, 6, 30))
    assert refused.value.field == "since"
    with pytest.raises(Refusal):
        services.move_unit(**gao, command=key(), unit=plant.units["ROOT"], parent=plant.units["STEEL"], since=AUGUST)


# the reorganisation


def test_a_workshop_goes_to_another_plant_rights_follow_that_day_and_past_months_stay(plant: Plant, gao: dict[str, Any]) -> None:
    gas = plant.units["GAS"].pk
    june = plant.report("zhao", at("2026-06-10 09:00"), place="gas station")
    services.move_unit(**gao, command=key(), unit=plant.units["GAS"], parent=plant.units["STEEL"], since=AUGUST)
    august = plant.report("zhao", at("2026-08-03 09:00"), place="gas station")
    for who, before, after in (("tang", True, False), ("xie", False, True), ("zheng", True, True), ("zhang", True, True)):
        actor = plant.acting(who, MORNING)
        assert (covers(actor, gas, date(2026, 7, 31)), covers(actor, gas, AUGUST)) == (before, after), who
    from luoshi.kernel.matters.models import Matter

    counted = {
        code: set(Matter.objects.filter(reach(code).holds("unit", "raised_on")).values_list("pk", flat=True))
        for code in ("ENERGY", "STEEL")
    }
    assert counted == {"ENERGY": {june}, "STEEL": {august}}


# the end of a unit


def test_a_unit_ends_only_when_nothing_hangs_on_it_and_the_refusal_says_what(plant: Plant, gao: dict[str, Any]) -> None:
    gas = plant.units["GAS"]
    plant.report("zhao", at("2026-06-10 09:00"), place="gas station")
    with pytest.raises(Refusal) as refused:
        end_unit(**gao, command=key(), unit=gas, until=AUGUST)
    said = str(refused.value)
    assert all(word in said for word in ("燃气甲班", "张敬", "煤气加压站", "-2606-0001"))
    new = services.add_unit(**gao, command=key(), code="NEW", name="新班", parent=gas, since=JULY)
    end_unit(**gao, command=key(), unit=new, until=AUGUST)
    assert new.pk in tree(date(2026, 7, 31)).parent and new.pk not in tree(AUGUST).parent
    assert Unit.objects.get(code="NEW").until == AUGUST
    with pytest.raises(Refusal):
        end_unit(**gao, command=key(), unit=Unit.objects.get(code="NEW"), until=date(2026, 9, 1))


def test_a_secretary_reaches_the_own_unit_also_where_no_party_tree_is_kept(plant: Plant) -> None:
    """The same in lists and on the sheet."""
    services.give_holding(
        actor=HOUSE, at=at("2026-11-02 09:00"), command=key(), person=plant.people["zeng"], role="branch_secretary",
        unit=plant.units["WATER"], since=date(2026, 11, 2),
    )  # fmt: skip
    zeng = plant.acting("zeng", at("2026-11-02 10:00"))
    on, water, team = date(2026, 11, 2), plant.units["WATER"].pk, plant.units["WATER-C"].pk
    assert scope(zeng, on) == {water}
    assert (covers(zeng, water, on), covers(zeng, team, on)) == (True, False)
