"""Places inside places, machines, outside parties and what people know: added, moved, ended, and what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luoshi.base.clock import local_date
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.parameters.services import set_parameter
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org import services
from luoshi.kernel.org.equipment import add_equipment, change_equipment, end_equipment
from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.models import Holding, Place, Skill
from luoshi.kernel.org.parties import add_party, change_party, end_party
from luoshi.kernel.org.places import add_place, change_place, end_place
from luoshi.kernel.org.selectors import actor_of
from luoshi.kernel.org.skills import add_skill, end_skill, lacking, skill_names, skills_of, who_knows
from luoshi.kernel.org.tests.lists import checked
from tests.cast import Plant, at, key

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
MORNING = at("2026-07-01 08:00")


@pytest.fixture
def gao(plant: Plant) -> dict[str, Any]:
    return {"actor": plant.acting("gao", MORNING), "at": MORNING}


# places


def test_where_phones_are_forbidden_they_are_in_everything_inside(plant: Plant, gao: dict[str, Any]) -> None:
    gas, station = plant.units["GAS"], plant.places["gas station"]
    room = add_place(**gao, command=key(), code="ROOM1", name="仪表间", unit=gas, since=JULY, parent=station)
    corner = add_place(**gao, command=key(), code="ROOM2", name="角落", unit=gas, since=JULY, parent=room)
    change_place(**gao, command=key(), place=station, name=station.name, unit=gas, parent=None, no_phone=True)
    assert set(Place.objects.filter(no_phone=True)) == {station, room, corner}
    later = add_place(**gao, command=key(), code="ROOM3", name="新间", unit=gas, since=JULY, parent=corner)
    assert later.no_phone
    with pytest.raises(Refusal) as refused:
        change_place(**gao, command=key(), place=station, name="x", unit=gas, parent=corner, no_phone=True)
    assert refused.value.field == "parent"


def test_a_place_ends_only_when_nothing_is_inside_stands_or_is_open_there(plant: Plant, gao: dict[str, Any]) -> None:
    pump, water = plant.places["pump house"], plant.units["WATER"]
    inner = add_place(**gao, command=key(), code="INNER", name="里间", unit=water, since=JULY, parent=pump)
    machine = add_equipment(**gao, command=key(), code="p-201a", name="净环泵", unit=water, since=JULY, place=pump)
    matter = plant.report("wang", MORNING)
    with pytest.raises(Refusal) as refused:
        end_place(**gao, command=key(), place=pump, until=AUGUST)
    assert all(word in str(refused.value) for word in ("里间", "净环泵", "-2607-0001"))
    end_place(**gao, command=key(), place=inner, until=AUGUST)
    end_equipment(**gao, command=key(), equipment=machine, until=AUGUST)
    plant.carry(matter, until="closed", day="2026-07-02")
    end_place(**gao, command=key(), place=pump, until=AUGUST)
    assert Place.objects.get(pk=pump.pk).until == AUGUST
    with pytest.raises(Refusal):
        add_place(**gao, command=key(), code="INNER", name="又一间", unit=water, since=AUGUST)


# machines


def test_a_machine_stands_in_a_place_is_part_of_another_and_moves(plant: Plant, gao: dict[str, Any]) -> None:
    water = plant.units["WATER"]
    pump = add_equipment(
        **gao, command=key(), code="p-201", name="泵组", unit=water, since=JULY, place=plant.places["pump house"], grade="A"
    )
    motor = add_equipment(**gao, command=key(), code="1#电机", name="电机", unit=water, since=JULY, parent=pump)
    assert (pump.code, motor.parent) == ("P-201", pump)
    change_equipment(
        **gao,
        command=key(),
        equipment=motor,
        name="电机",
        unit=plant.units["EQUIP"],
        place=plant.places["workshop"],
        parent=None,
        grade="B",
    )
    motor.refresh_from_db()
    assert (motor.unit.code, motor.place, motor.parent, motor.grade) == ("EQUIP", plant.places["workshop"], None, "B")
    with pytest.raises(Refusal) as refused:
        change_equipment(**gao, command=key(), equipment=pump, name="泵组", unit=water, place=None, parent=pump, grade="")
    assert refused.value.field == "parent"
    assert set(LedgerEntry.objects.filter(verb__startswith="equipment").values_list("verb", flat=True)) == {
        "equipment.added", "equipment.changed",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "a b", "a/b", "a?b", "..", "7F3K9A", "x" * 31])
def test_a_code_that_fits_no_plate_or_hangs_elsewhere_is_refused(plant: Plant, gao: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_equipment(**gao, command=key(), code=code, name="泵", unit=plant.units["WATER"], since=JULY)
    assert refused.value.field == "code"


def test_a_place_takes_no_code_of_a_machine(plant: Plant, gao: dict[str, Any]) -> None:
    add_equipment(**gao, command=key(), code="P201", name="泵", unit=plant.units["WATER"], since=JULY)
    with pytest.raises(Refusal):
        add_place(**gao, command=key(), code="p201", name="泵房", unit=plant.units["WATER"], since=JULY)


# outside parties


def test_a_contractor_comes_with_people_who_are_outsiders_and_ends_after_them(plant: Plant, gao: dict[str, Any]) -> None:
    party = add_party(**gao, command=key(), code="hf01", name="恒丰保温", kind="contractor", unit=plant.units["EQUIP"], since=JULY)
    wu = services.add_person(
        **gao, command=key(), staff_no="80011", name="吴建国", unit=plant.units["EQUIP"], since=JULY, post="保温工", party=party
    )
    assert [grant.role for grant in actor_of(wu, JULY).grants] == ["outsider"]
    with pytest.raises(Refusal) as refused:
        end_party(**gao, command=key(), party=party, until=AUGUST)
    assert "吴建国" in str(refused.value)
    leave(**gao, command=key(), person=wu, until=date(2026, 7, 20))
    assert not Holding.objects.filter(role="outsider").exclude(person=wu).exists(), "nobody inherits it"
    end_party(**gao, command=key(), party=party, until=AUGUST)
    assert party.until == AUGUST


@pytest.mark.parametrize("filled, field", [({"kind": "friend"}, "kind"), ({"name": " "}, "name"), ({"code": "HF01"}, "code")])
def test_a_party_that_is_not_complete_is_refused(plant: Plant, gao: dict[str, Any], filled: dict[str, Any], field: str) -> None:
    about = {"code": "hf01", "name": "恒丰", "kind": "contractor", "unit": plant.units["EQUIP"], "since": JULY}
    party = add_party(**gao, command=key(), **about)
    with pytest.raises(Refusal) as refused:
        add_party(**gao, command=key(), **{**about, "code": "hf02", **filled})
    assert refused.value.field == field
    change_party(**gao, command=key(), party=party, name="恒丰集团", kind="supplier", unit=plant.units["WATER"])
    assert (party.name, party.kind) == ("恒丰集团", "supplier")


# the three administrators


def test_the_audit_administrator_is_neither_of_the_others(plant: Plant, gao: dict[str, Any]) -> None:
    root = plant.units["ROOT"]
    with pytest.raises(Refusal) as refused:
        services.give_holding(**gao, command=key(), person=plant.people["gao"], role="audit_admin", unit=root, since=JULY)
    assert refused.value.field == "role"
    services.give_holding(**gao, command=key(), person=plant.people["sun"], role="audit_admin", unit=root, since=JULY)
    with pytest.raises(Refusal):
        services.give_holding(**gao, command=key(), person=plant.people["sun"], role="security_admin", unit=root, since=JULY)


def test_system_and_security_administrator_may_be_one_person_until_they_are_set_apart(plant: Plant, gao: dict[str, Any]) -> None:
    root, gave = plant.units["ROOT"], {**gao, "role": "security_admin", "since": JULY}
    services.give_holding(**gave, command=key(), person=plant.people["gao"], unit=root)
    services.give_holding(**gao, command=key(), person=plant.people["chen"], role="system_admin", unit=root, since=JULY)
    set_parameter(**gao, command=key(), name="org.administrators_apart", value="yes", since=local_date(gao["at"]), source="test")
    with pytest.raises(Refusal) as refused:
        services.give_holding(**gave, command=key(), person=plant.people["chen"], unit=root)
    assert refused.value.field == "role"


def test_a_list_gives_no_second_administrators_role_to_one_person(plant: Plant, tmp_path: Path) -> None:
    head, root = ("工号", "角色", "单位"), plant.units["ROOT"].name
    rows = (("90001", "audit_admin", root), ("20416", "audit_admin", root), ("20416", "security_admin", root))
    entries = checked(plant, tmp_path, "holdings", head, *rows)
    assert [[fault.name for fault in entry.errors] for entry in entries] == [["role"], [], ["role"]]


# what people know


def test_a_consultation_that_lacks_a_skill_learns_whom_to_invite_the_nearest_first(plant: Plant, gao: dict[str, Any]) -> None:
    for who, name in (("li", "振动分析"), ("zeng", "振动分析"), ("wang", "水质化验"), ("xu", "振动分析")):
        add_skill(**gao, command=key(), person=plant.people[who], name=name, since=JULY)
    assert skill_names(JULY) == [("振动分析", 3), ("水质化验", 1)] or skill_names(JULY) == [("水质化验", 1), ("振动分析", 3)]
    near = who_knows("振动分析", JULY, near=plant.units["FITTERS"].pk)
    assert [plant.called(one.pk) for one in near] == ["xu", "li", "zeng"]
    lack = lacking(["振动分析", "水质化验", "焊接"], [plant.people["wang"].pk], JULY, near=plant.units["STEEL"].pk)
    assert [(one.name, [plant.called(who.pk) for who in one.who][:1]) for one in lack] == [("振动分析", ["zeng"]), ("焊接", [])]


def test_a_leader_writes_it_down_for_the_own_people_and_ends_it(plant: Plant) -> None:
    liu = {"actor": plant.acting("liu", MORNING), "at": MORNING}
    skill = add_skill(**liu, command=key(), person=plant.people["wang"], name=" 高压  电工 ", since=JULY)
    assert [row[1] for row in skills_of(plant.people["wang"].pk, JULY)] == ["高压 电工"]
    with pytest.raises(Refusal):
        add_skill(**liu, command=key(), person=plant.people["wang"], name="高压 电工", since=AUGUST)
    for who in ("wang", "zhang"):
        with pytest.raises(Unseen):
            end_skill(actor=plant.acting(who, MORNING), at=MORNING, command=key(), skill=skill.pk, until=AUGUST)
    with pytest.raises(Unseen):
        add_skill(**liu, command=key(), person=plant.people["li"], name="焊接", since=JULY)
    end_skill(**liu, command=key(), skill=skill.pk, until=AUGUST)
    assert skills_of(plant.people["wang"].pk, AUGUST) == []
    again = add_skill(**liu, command=key(), person=plant.people["wang"], name="焊接", since=JULY)
    end_skill(**liu, command=key(), skill=again.pk, until=JULY)
    assert not Skill.objects.filter(pk=again.pk).exists()


@pytest.mark.parametrize("who", ["wang", "chen", "tang", "han"])
def test_only_administrators_change_the_enterprise(plant: Plant, who: str) -> None:
    by = {"actor": plant.acting(who, MORNING), "at": MORNING, "command": key()}
    water = plant.units["WATER"]
    for act in (
        lambda: add_place(**by, code="NEW", name="新", unit=water, since=JULY),
        lambda: add_equipment(**by, code="NEW", name="新", unit=water, since=JULY),
        lambda: add_party(**by, code="NEW", name="新", kind="other", unit=water, since=JULY),
        lambda: end_place(**by, place=plant.places["pump house"], until=AUGUST),
    ):
        with pytest.raises(Unseen):
            act()
