"""Lists of places, machines and outside parties from an office's workbook, and given out again."""

from datetime import date
from pathlib import Path

import pytest

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.sheets.register import COMPLETED, NEW, PRESENT, registers
from luoshi.kernel.org.models import Equipment, Holding, Party, Place
from luoshi.kernel.org.tests.lists import checked, taken
from tests.cast import Plant, at

PLACES = ("地点编码", "地点名称", "所属单位", "上级地点", "手机")
MACHINES = ("设备编号", "设备名称", "管理单位", "安装地点", "上级设备", "等级")
PARTIES = ("编码", "单位名称", "类别", "归口单位")


def test_places_come_inside_each_other_in_any_order_and_the_mark_goes_down(plant: Plant, tmp_path: Path) -> None:
    rows = (("p3", "柜前", "WATER", "P2", ""), ("P2", "配电间", "水处理车间", "P1", ""), ("P1", "变电所", "WATER", "", "forbidden"))
    assert taken(plant, tmp_path, "places", PLACES, *rows) == 3
    assert [(one.code, one.parent.code if one.parent else "", one.no_phone) for one in Place.objects.filter(code__startswith="P").order_by("pk")] == [
        ("P3", "P2", True), ("P2", "P1", True), ("P1", "", True),
    ]  # fmt: skip
    assert taken(plant, tmp_path, "places", PLACES, *rows) == 0
    changed = (("7F3K9A", "净环泵房", "WATER", "P1", "allowed"),)
    assert [entry.fate for entry in checked(plant, tmp_path, "places", PLACES, *changed)] == [COMPLETED]
    assert taken(plant, tmp_path, "places", PLACES, *changed) == 1
    pump = Place.objects.get(code="7F3K9A")
    assert (pump.name, pump.parent.code, pump.no_phone) == ("净环泵房", "P1", True), "it lies where phones are forbidden now"
    assert LedgerEntry.objects.filter(verb="places.taken").count() == 3


@pytest.mark.parametrize(
    "register, head, row, column",
    [
        ("places", PLACES, ("泵房", "泵房", "WATER", "", ""), "code"),
        ("places", PLACES, ("P1", "变电所", "没有的车间", "", ""), "unit"),
        ("places", PLACES, ("P1", "变电所", "WATER", "NOWHERE", ""), "parent"),
        ("places", PLACES, ("P1", "变电所", "WATER", "P1", ""), "parent"),
        ("places", PLACES, ("P1", "变电所", "WATER", "", "也许"), "no_phone"),
        ("places", PLACES, ("P1", "", "WATER", "", ""), "name"),
        ("equipment", MACHINES, ("7F3K9A", "泵", "WATER", "", "", ""), "code"),
        ("equipment", MACHINES, ("P/1", "泵", "WATER", "", "", ""), "code"),
        ("equipment", MACHINES, ("P-1", "泵", "WATER", "NOWHERE", "", ""), "place"),
        ("equipment", MACHINES, ("P-1", "泵", "WATER", "", "P-9", ""), "parent"),
        ("equipment", MACHINES, ("P-1", "泵", "WATER", "", "", "一二三四五六七八九十一"), "grade"),
        ("parties", PARTIES, ("HF", "恒丰", "friend", "WATER"), "kind"),
        ("parties", PARTIES, ("HF", "恒丰", "contractor", "NOWHERE"), "unit"),
    ],
)
def test_a_wrong_cell_is_named_by_its_row_and_column(
    plant: Plant, tmp_path: Path, register: str, head: tuple[str, ...], row: tuple[str, ...], column: str
) -> None:
    entry = checked(plant, tmp_path, register, head, row)[0]
    assert [(fault.row, fault.name) for fault in entry.errors] == [(2, column)]


def test_the_same_code_twice_and_a_ring_are_wrong(plant: Plant, tmp_path: Path) -> None:
    twice = checked(plant, tmp_path, "equipment", MACHINES, ("A", "甲", "WATER", "", "", ""), ("a", "乙", "WATER", "", "", ""))
    assert [entry.good for entry in twice] == [True, False]
    ring = checked(plant, tmp_path, "equipment", MACHINES, ("A", "甲", "WATER", "", "B", ""), ("B", "乙", "WATER", "", "A", ""))
    assert [fault.name for entry in ring for fault in entry.errors] == ["parent", "parent"]


def test_machines_stand_in_places_and_move_with_the_next_list(plant: Plant, tmp_path: Path) -> None:
    rows = (("m-1", "电机", "WATER", "", "P-1", ""), ("p-1", "净环泵", "WATER", "7f3k9a", "", "A"))
    assert [entry.fate for entry in checked(plant, tmp_path, "equipment", MACHINES, *rows)] == [NEW, NEW]
    assert taken(plant, tmp_path, "equipment", MACHINES, *rows) == 2
    assert Equipment.objects.get(code="M-1").parent.place == plant.places["pump house"]
    moved = (("P-1", "净环泵", "EQUIP", "9Q2W6E", "", "B"),)
    assert taken(plant, tmp_path, "equipment", MACHINES, *moved) == 1
    pump = Equipment.objects.get(code="P-1")
    assert (pump.unit.code, pump.place.code, pump.grade) == ("EQUIP", "9Q2W6E", "B")
    assert LedgerEntry.objects.get(verb="equipment.changed").unit == plant.units["EQUIP"].pk


def test_outside_parties_come_and_change(plant: Plant, tmp_path: Path) -> None:
    assert taken(plant, tmp_path, "parties", PARTIES, ("hf", "恒丰", "contractor", "设备管理室")) == 1
    assert taken(plant, tmp_path, "parties", PARTIES, ("HF", "恒丰集团", "supplier", "设备管理室")) == 1
    assert (Party.objects.get().name, Party.objects.get().kind) == ("恒丰集团", "supplier")


def test_people_of_an_outside_party_come_as_outsiders_and_stay_so_when_they_move(plant: Plant, tmp_path: Path) -> None:
    head = ("工号", "姓名", "单位", "外部单位")
    wrong = checked(plant, tmp_path, "people", head, ("W1", "吴建国", "EQUIP", "没有的公司"), ("20416", "王海生", "WATER-C", ""))
    assert [[fault.name for fault in entry.errors] for entry in wrong] == [["party"], []]
    taken(plant, tmp_path, "parties", PARTIES, ("hf", "恒丰", "contractor", "EQUIP"))
    assert taken(plant, tmp_path, "people", head, ("W1", "吴建国", "EQUIP", "恒丰"), ("W2", "罗新", "EQUIP", "hf")) == 2
    assert taken(plant, tmp_path, "people", head, ("W1", "吴建国", "WATER", "HF")) == 1
    assert set(Holding.objects.filter(person__staff_no="W1").values_list("role", "unit__code")) == {("outsider", "WATER")}
    late = checked(plant, tmp_path, "people", head, ("20416", "王海生", "WATER-C", "HF"))
    assert [fault.name for fault in late[0].errors] == ["party"]


def test_what_is_given_out_can_be_taken_in_again_and_changes_nothing(plant: Plant, tmp_path: Path) -> None:
    taken(plant, tmp_path, "equipment", MACHINES, ("m-1", "电机", "WATER", "", "P-1", ""), ("p-1", "净环泵", "WATER", "7f3k9a", "", "A"))
    taken(plant, tmp_path, "parties", PARTIES, ("hf", "恒丰", "contractor", "设备管理室"))
    taken(plant, tmp_path, "people", ("工号", "姓名", "单位", "外部单位"), ("W1", "吴建国", "EQUIP", "恒丰"))
    for name in ("places", "equipment", "parties", "people"):
        register = registers[name]
        given = list(register.rows(plant.acting("gao", at("2026-11-02 09:00")), None, date(2026, 11, 2)))
        assert given
        columns = [column.name for column in register.columns]
        rows = [[row[column] for column in columns] for row in given]
        entries = checked(plant, tmp_path, name, [str(column.label) for column in register.columns], *rows)
        assert {entry.fate for entry in entries} == {PRESENT}, [entry.note for entry in entries]
        assert not [entry.errors for entry in entries if entry.errors]


def test_a_code_that_has_ended_is_not_given_again(plant: Plant, tmp_path: Path) -> None:
    Place.objects.filter(code="9Q2W6E").update(until=date(2026, 10, 1))
    entry = checked(plant, tmp_path, "places", PLACES, ("9Q2W6E", "钳工间", "EQUIP", "", ""))[0]
    assert [fault.name for fault in entry.errors] == ["code"]
    inside = checked(plant, tmp_path, "places", PLACES, ("N1", "里间", "EQUIP", "9Q2W6E", ""))[0]
    assert [fault.name for fault in inside.errors] == ["parent"]
