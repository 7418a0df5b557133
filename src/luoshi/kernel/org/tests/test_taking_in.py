"""People, units and roles from an office's workbook: what is new, there already, changed or wrong; and somebody who leaves."""

import uuid
from datetime import date, datetime
from pathlib import Path

import pytest

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.verification import verify
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.sheets.register import registers
from luoshi.kernel.org.leaving import hand_over_of_the_day, leave, when_left
from luoshi.kernel.org.models import Branch, Holding, Person, Unit
from luoshi.kernel.org.selectors import actor_of, person_by_staff_no
from luoshi.kernel.org.tests.lists import checked, taken
from luoshi.kernel.org.tree import tree
from tests.cast import Plant, at, key

PEOPLE = ("工号", "姓名", "部门", "岗位", "入职日期", "离职日期")
UNITS = ("编码", "名称", "简称", "上级单位", "启用日期")
ROLES = ("工号", "姓名", "角色", "单位", "起始日期", "截止日期")
TODAY, MORNING = date(2026, 11, 2), at("2026-11-02 09:00")


def test_new_people_come_in_as_workers_with_one_entry_in_the_ledger(plant: Plant, tmp_path: Path) -> None:
    before = LedgerEntry.objects.count()
    assert (
        taken(
            plant,
            tmp_path,
            "people",
            PEOPLE,
            ("00123", "钱一", "WATER", "点检员", "2026-11-01", None),
            ("30002", "孙二", "水处理车间", None, None, None),
        )
        == 2
    )
    one, two = Person.objects.get(staff_no="00123"), Person.objects.get(staff_no="30002")
    assert (one.name, one.unit, one.post, one.since) == ("钱一", plant.units["WATER"], "点检员", date(2026, 11, 1))
    assert two.since == TODAY and list(two.holdings.values_list("role", "unit__code", "since")) == [("worker", "WATER", TODAY)]
    assert LedgerEntry.objects.count() == before + 1 and LedgerEntry.objects.latest("seq").verb == "people.taken"
    assert verify().ok


def test_the_same_list_again_changes_nothing(plant: Plant, tmp_path: Path) -> None:
    rows = (PEOPLE, ("30001", "钱一", "WATER", "点检员", "2026-11-01", None))
    taken(plant, tmp_path, "people", *rows)
    assert [entry.fate for entry in checked(plant, tmp_path, "people", *rows)] == ["present"]
    assert taken(plant, tmp_path, "people", *rows) == 0
    assert Person.objects.filter(staff_no="30001").count() == 1


def test_another_name_unit_or_post_is_shown_and_written(plant: Plant, tmp_path: Path) -> None:
    row = ("20416", "王海", "GAS", "司泵工", None, None)
    (entry,) = checked(plant, tmp_path, "people", PEOPLE, row)
    assert entry.fate == "completed" and all(word in entry.note for word in ("王海生", "王海", "水处理丙班", "燃气车间", "司泵工"))
    assert taken(plant, tmp_path, "people", PEOPLE, row) == 1
    wang = Person.objects.get(staff_no="20416")
    assert (wang.name, wang.unit.code, wang.post) == ("王海", "GAS", "司泵工")
    assert set(wang.holdings.values_list("unit__code", "until")) == {("WATER-C", TODAY), ("GAS", None)}
    assert LedgerEntry.objects.filter(verb="person.changed", subject=wang.pk).count() == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("30001", "钱一", "没有这个车间", None, None, None), "部门"),
        (("30001", None, "WATER", None, None, None), "姓名"),
        (("30001", "钱一", "WATER", None, "2026-11-05", "2026-11-05"), "离职日期"),
        (("20416", "王海生", "WATER-C", None, None, "2025-01-01"), "离职日期"),
        (("3" * 21, "钱一", "WATER", None, None, None), "工号"),
    ],
)
def test_a_wrong_row_of_people_is_named(plant: Plant, tmp_path: Path, row: tuple[str | None, ...], column: str) -> None:
    entries = checked(plant, tmp_path, "people", PEOPLE, row)
    assert [(fault.row, fault.column) for entry in entries for fault in entry.errors] == [(2, column)]


def test_a_staff_number_twice_and_a_name_of_two_units_are_wrong(plant: Plant, tmp_path: Path) -> None:
    Unit.objects.create(code="TWIN", name="钳工一班", since=date(2026, 1, 1))
    row = ("30001", "钱一", "WATER", None, None, None)
    entries = checked(plant, tmp_path, "people", PEOPLE, row, row, ("30002", "孙二", "钳工一班", None, None, None))
    assert [(fault.row, fault.column) for entry in entries for fault in entry.errors] == [(3, "工号"), (4, "部门")]


def test_only_an_administrator_takes_lists_in(plant: Plant, tmp_path: Path) -> None:
    entries = checked(plant, tmp_path, "people", PEOPLE, ("30001", "钱一", "WATER", None, None, None))
    for who in ("qiu", "tang", "chen", "guest"):
        acting = plant.acting(who, MORNING)
        assert not registers["people"].may(acting, None, TODAY)
        with pytest.raises(Unseen):
            registers["people"].take(entries=iter(entries), actor=acting, at=MORNING, command=key(), unit=None, digest="", partial=False)


def test_what_changed_between_reading_and_taking_refuses_the_list(plant: Plant, tmp_path: Path) -> None:
    entries = checked(plant, tmp_path, "people", PEOPLE, ("30001", "钱一", "GAS-A", None, None, None))
    Unit.objects.filter(code="GAS-A").update(code="GAS-X")
    with pytest.raises(Refusal):
        registers["people"].take(
            entries=iter(entries), actor=plant.acting("gao", MORNING), at=MORNING, command=key(), unit=None, digest="", partial=False
        )
    assert not Person.objects.filter(staff_no="30001").exists()


def test_a_hundred_people_are_checked_in_few_statements(plant: Plant, tmp_path: Path, django_assert_max_num_queries: object) -> None:
    rows = [(str(40000 + n), f"新人{n}", "WATER", None, "2026-11-01", None) for n in range(100)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        checked(plant, tmp_path, "people", PEOPLE, *rows)


# units


def test_units_come_in_with_those_above_standing_later_in_the_list(plant: Plant, tmp_path: Path) -> None:
    rows = (("ROLL-A", "轧钢甲班", None, "轧钢厂", "2026-11-01"), ("ROLL", "轧钢厂", "轧钢", "ROOT", "2026-11-01"))
    assert taken(plant, tmp_path, "units", UNITS, *rows) == 2
    of, units = tree(TODAY), {unit.code: unit.pk for unit in Unit.objects.all()}
    assert of.above(units["ROLL-A"]) == [units["ROLL-A"], units["ROLL"], units["ROOT"]]
    assert [entry.fate for entry in checked(plant, tmp_path, "units", UNITS, *rows)] == ["present", "present"]


def test_a_unit_is_renamed_and_moved_by_the_list(plant: Plant, tmp_path: Path) -> None:
    row = ("GAS-A", "燃气一班", None, "EQUIP", None)
    (entry,) = checked(plant, tmp_path, "units", UNITS, row)
    assert entry.fate == "completed" and "EQUIP" in entry.note and "燃气一班" in entry.note
    assert taken(plant, tmp_path, "units", UNITS, row) == 1
    unit = Unit.objects.get(code="GAS-A")
    assert unit.name == "燃气一班" and tree(TODAY).parent[unit.pk] == plant.units["EQUIP"].pk
    assert Branch.objects.filter(unit=unit).count() == 2
    assert set(LedgerEntry.objects.order_by("-seq").values_list("verb", flat=True)[:3]) == {"units.taken", "unit.moved", "unit.changed"}


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ((("X", "甲", None, None, None),), [2]),
        ((("X", "甲", None, "没有", None),), [2]),
        ((("X", "甲", None, "Y", None), ("Y", "乙", None, "X", None)), [2, 3]),
        ((("ENERGY", "能源环保部", None, "WATER-C", None),), [2]),
        ((("X", "甲", "能环", "ROOT", None),), [2]),
        ((("X", "甲", None, "ROOT", None), ("X", "甲", None, "ROOT", None)), [3]),
    ],
)
def test_a_wrong_row_of_units_is_named(plant: Plant, tmp_path: Path, rows: tuple[tuple[str | None, ...], ...], wrong: list[int]) -> None:
    entries = checked(plant, tmp_path, "units", UNITS, *rows)
    assert [entry.row for entry in entries if entry.errors] == wrong


# roles


def test_roles_are_given_by_chinese_or_english_name_or_code_and_ended(plant: Plant, tmp_path: Path) -> None:
    rows = [
        ("20416", "王海生", "handler", "WATER", "2026-11-01", None),
        ("20102", None, "Safety officer", "设备管理室", "2026-11-01", "2027-01-01"),
    ]
    assert taken(plant, tmp_path, "holdings", ROLES, *rows) == 2
    assert Holding.objects.get(person__staff_no="20102", role="safety_officer").until == date(2027, 1, 1)
    assert [entry.fate for entry in checked(plant, tmp_path, "holdings", ROLES, *rows)] == ["present", "present"]
    assert taken(plant, tmp_path, "holdings", ROLES, ("20416", None, "handler", "WATER", "2026-11-01", "2026-12-01")) == 1
    assert Holding.objects.get(person__staff_no="20416", role="handler").until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("99999", None, "handler", "WATER", None, None), "工号"),
        (("20416", "李国栋", "handler", "WATER", None, None), "姓名"),
        (("20416", None, "皇帝", "WATER", None, None), "角色"),
        (("20416", None, "handler", "XX", None, None), "单位"),
        (("20416", None, "handler", "WATER", "2026-11-05", "2026-11-01"), "截止日期"),
    ],
)
def test_a_wrong_row_of_roles_is_named(plant: Plant, tmp_path: Path, row: tuple[str | None, ...], column: str) -> None:
    entries = checked(plant, tmp_path, "holdings", ROLES, row)
    assert [(fault.row, fault.column) for entry in entries for fault in entry.errors] == [(2, column)]


@pytest.mark.parametrize("name", ["people", "units", "holdings"])
def test_what_is_given_out_is_there_already_when_it_comes_back(plant: Plant, tmp_path: Path, name: str) -> None:
    from luoshi.base.sheets.giving import Titles, give
    from luoshi.base.sheets.reading import read_ledger
    from luoshi.base.sheets.register import Context

    register, gao = registers[name], plant.acting("gao", MORNING)
    path = tmp_path / "a.xlsx"
    with path.open("wb") as out:
        count = give(out, register, register.rows(gao, None, TODAY), Titles("台账"))  # type: ignore[misc]
    entries = read_ledger(path, register).entries
    register.check(entries, Context(gao, None, TODAY, MORNING))
    assert len(entries) == count > 5 and {(entry.fate, entry.good) for entry in entries} == {("present", True)}


# leaving


def go(plant: Plant, who: str, until: date, when: datetime = MORNING) -> None:
    leave(actor=plant.acting("gao", when), at=when, command=key(), person=Person.objects.get(pk=plant.people[who].pk), until=until)


def test_who_leaves_ends_and_the_role_falls_to_the_head_above(plant: Plant) -> None:
    go(plant, "chen", date(2026, 11, 10))
    chen = plant.people["chen"]
    assert person_by_staff_no("20110", date(2026, 11, 9)) and not person_by_staff_no("20110", date(2026, 11, 10))
    assert set(Holding.objects.filter(person=chen).values_list("until", flat=True)) == {date(2026, 11, 10)}
    heir = Holding.objects.get(role="handler", unit=plant.units["EQUIP"], until__isnull=True)
    assert heir.person == plant.people["he"] and heir.since == date(2026, 11, 10)
    assert actor_of(heir.person, date(2026, 11, 10)).holds("handler")
    assert LedgerEntry.objects.latest("seq").verb == "person.left" and verify().ok


def test_the_head_of_a_unit_falls_to_the_head_above(plant: Plant) -> None:
    go(plant, "qiu", date(2026, 11, 10))
    heir = Holding.objects.get(role="unit_leader", unit=plant.units["WATER"], until__isnull=True)
    assert heir.person == plant.people["tang"]


@pytest.mark.parametrize("who", ["han", "gao"])
def test_an_inspector_or_administrator_has_no_heir(plant: Plant, who: str) -> None:
    roles = set(Holding.objects.filter(person=plant.people[who]).exclude(role="worker").values_list("role", flat=True))
    go(plant, who, date(2026, 11, 10))
    assert not Holding.objects.filter(role__in=roles, until__isnull=True).exists()


def test_what_somebody_held_is_handed_over_when_the_day_has_come(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str | None, str | None]] = []
    hand = lambda person, heir, _at: heard.append((plant.called(person.pk), plant.called(heir and heir.pk)))  # noqa: E731
    monkeypatch.setattr(when_left, "_things", {"test": hand})
    go(plant, "li", date(2026, 11, 10))
    assert heard == []
    assert hand_over_of_the_day(at("2026-11-09 09:00")) == 0
    assert hand_over_of_the_day(at("2026-11-10 01:00")) == 1
    go(plant, "xu", date(2026, 11, 2))
    assert heard == [("li", "he"), ("xu", "he")]


def test_leaving_before_coming_is_refused_and_a_stranger_may_not(plant: Plant) -> None:
    with pytest.raises(Refusal):
        go(plant, "li", date(2026, 1, 1))
    with pytest.raises(Unseen):
        leave(actor=plant.acting("tang", MORNING), at=MORNING, command=uuid.uuid4(), person=plant.people["li"], until=date(2026, 12, 1))


def test_a_leaving_date_in_the_list_ends_the_person(plant: Plant, tmp_path: Path) -> None:
    row = ("20110", "陈立", "EQUIP", None, None, "2026-11-10")
    (entry,) = checked(plant, tmp_path, "people", PEOPLE, row)
    assert entry.fate == "completed" and "2026-11-10" in entry.note
    assert taken(plant, tmp_path, "people", PEOPLE, row) == 1
    assert Person.objects.get(staff_no="20110").until == date(2026, 11, 10)
    assert [entry.fate for entry in checked(plant, tmp_path, "people", PEOPLE, row)] == ["present"]
