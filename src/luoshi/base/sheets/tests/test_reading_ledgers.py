"""Ledgers as offices keep them: heads, groups, notes, totals, and the faults that a clerk is told about."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from luoshi.base.clock import at_local
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.reading import read_ledger
from luoshi.base.sheets.register import Fault
from luoshi.base.sheets.tests.books import HEAD, REGISTER, ROW, read, with_cell

VALUES = {
    "number": "0007",
    "raiser": "王海生",
    "title": "灯不亮",
    "raised": at_local(date(2026, 11, 2), 8, 30),
    "text": "三盏",
    "answer": "已换",
    "answered": at_local(date(2026, 11, 3), 9),
    "due": date(2026, 11, 20),
    "people": 3,
    "level": "low",
}


def faults(reading: object) -> list[Fault]:
    return [fault for entry in reading.entries for fault in entry.errors]  # type: ignore[attr-defined]


def test_a_plain_ledger_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, [HEAD, ROW])
    assert [(entry.row, entry.values, entry.errors, entry.warnings) for entry in found.entries] == [(2, VALUES, [], [])]


def test_titles_notes_groups_and_serial_numbers_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["二〇二六年意见台账"],
        ["填表说明：留言编号按收文簿填写"],
        ["填报单位：能源环保部", None, None, None, "日期：2026年11月"],
        ["序号", "留言编号", "留言用户", "留言\n主题*", "提出情况", None, "答复情况", None],
        [None, None, None, None, "留言时间（必填）", "留言 详情", "答复意见：", "答复时间"],
        [1, *ROW[:7]],
        [2, *ROW[:7]],
        ["合计", 2, None],
        [None, "注：以上为本月"],
        ["制表：王", None, None, "审核：", None, "批准："],
    ]
    found = read(tmp_path, rows, ["A1:H1", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:F4", "G4:H4"])
    assert [entry.row for entry in found.entries] == [6, 7]
    assert [heading.written for heading in found.head.headings][3:] == [
        "留言 主题*", "提出情况 / 留言时间（必填）", "提出情况 / 留言 详情", "答复情况 / 答复意见：", "答复情况 / 答复时间",
    ]  # fmt: skip
    assert found.skipped == {"total": 1, "note": 1, "signature": 1} and not faults(found)
    assert found.entries[0].values == {name: VALUES[name] for name in list(VALUES)[:7]}


def test_a_group_in_a_text_file_reaches_as_far_as_the_cells_beside_it_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "编号,主题,提出,,答复情况,\n,,时间,详情,答复意见,答复时间\n7,灯,2026-11-02 08:30,三盏,已换,2026-11-03 09:00\n".encode("gb18030")
    )
    found = read_ledger(path, REGISTER, mapping={"提出时间": "raised", "提出 / 详情": "text"})
    assert found.head.called["raised"] == "提出 / 时间" and found.head.called["answered"] == "答复情况 / 答复时间"
    assert found.entries[0].values["text"] == "三盏" and not faults(found)


def test_blank_lines_repeated_heads_and_totals_between_are_skipped(tmp_path: Path) -> None:
    found = read(tmp_path, [HEAD, ROW, [], HEAD, ROW, ["小计", None, None, None, None, None, None, None, 6], [" ", "　"], ROW])
    assert [entry.row for entry in found.entries] == [2, 5, 8]
    assert found.skipped == {"head": 1, "total": 1, "blank": 1}


def test_a_row_with_a_serial_number_is_data_whatever_stands_in_it(tmp_path: Path) -> None:
    found = read(tmp_path, [("序号", *HEAD), (1, *with_cell("title", "合计")), (2, "0008", None, "说明", "2026-11-02 08:30")])
    assert [entry.values["title"] for entry in found.entries] == ["合计", "说明"]


@pytest.mark.parametrize(
    ("column", "heading", "value", "said"),
    [
        ("number", "留言编号", None, "empty"),
        ("title", "留言主题", "  \t", "empty"),
        ("title", "留言主题", "长" * 201, "200"),
        ("raised", "留言时间", "2026-02-30", "no such day"),
        ("raised", "留言时间", "26-11-02", "two digits"),
        ("due", "整改期限", "长期", "no date"),
        ("people", "人数", "三个", "no number"),
        ("people", "人数", 3.5, "whole"),
        ("people", "人数", -3, "whole"),
        ("level", "级别", "大", "一般"),
        ("answer", "答复意见", "#REF!", "formula"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_heading(
    tmp_path: Path, column: str, heading: str, value: object, said: str, settings: object
) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    found = read(tmp_path, [HEAD, ROW, with_cell(column, value)])
    (fault,) = faults(found)
    assert (fault.row, fault.column, fault.name) == (3, heading, column)
    assert fault.problem and fault.remedy
    assert found.entries[0].good and not found.entries[1].good
    from django.utils import translation

    with translation.override("en"):
        assert said in faults(read(tmp_path, [HEAD, ROW, with_cell(column, value)]))[0].problem


def test_a_bare_day_for_a_moment_is_taken_with_a_warning(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, [HEAD, with_cell("answered", "2026-11-03")]).entries
    assert entry.values["answered"] == at_local(date(2026, 11, 3), 0) and entry.hour_unknown == {"answered"}
    assert [(fault.row, fault.column) for fault in entry.warnings] == [(2, "答复时间")] and not entry.errors


def test_a_year_comes_from_the_other_dates_of_the_row_then_from_the_title(tmp_path: Path) -> None:
    (own,) = read(tmp_path, [HEAD, with_cell("due", "11月30日")]).entries
    assert own.values["due"] == date(2026, 11, 30)
    clash = (*ROW[:6], "2025-12-31 09:00", "11月30日", 3, "一般")
    (titled,) = read(tmp_path, [["2024年意见台账"], HEAD, clash]).entries
    assert titled.values["due"] == date(2024, 11, 30)
    (named,) = read(tmp_path, [HEAD, clash], title="2023年意见.xlsx").entries
    assert named.values["due"] == date(2023, 11, 30)
    assert [fault.column for fault in faults(read(tmp_path, [HEAD, clash]))] == ["整改期限"]


def test_codes_keep_their_zeros_and_lose_what_excel_added(tmp_path: Path) -> None:
    written = ["００７", 2549, 2549.0, "0007", " 0007\t\n", "Ａ－１"]
    found = read(tmp_path, [HEAD, *(with_cell("number", one) for one in written)])
    assert [entry.values["number"] for entry in found.entries] == ["007", "2549", "2549", "0007", "0007", "A-1"]


def test_a_leading_apostrophe_before_a_formula_sign_is_taken_off(tmp_path: Path) -> None:
    found = read(tmp_path, [HEAD, with_cell("text", "'=1+1"), with_cell("text", "'好'"), with_cell("text", "''-x")])
    assert [entry.values["text"] for entry in found.entries] == ["=1+1", "'好'", "'-x"]


def test_a_missing_required_column_is_said_with_what_was_looked_for(tmp_path: Path) -> None:
    found = read(tmp_path, [["意见台账"], ("留言编号", "留言主题", "时间"), ("7", "灯", "2026-11-02")])
    (fault,) = found.head.faults
    assert fault.row == 2 and fault.name == "raised" and "留言时间" in fault.remedy


def test_a_mapping_says_how_a_heading_is_read(tmp_path: Path) -> None:
    rows = [("留言编号", "留言主题", "啥时候说的", "答复时间"), ("7", "灯", "2026-11-02 08:00", "这里不是时间")]
    found = read(tmp_path, rows, mapping={"啥时候 说的：": "raised", "答复时间": ""})
    assert not found.head.faults and not faults(found)
    assert found.entries[0].values["raised"] == datetime(2026, 11, 2, 0, 0, tzinfo=UTC) and "answered" not in found.entries[0].values


def test_a_mapping_onto_an_unknown_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="nowhere"):
        read(tmp_path, [HEAD, ROW], mapping={"留言主题": "nowhere"})


@pytest.mark.parametrize("rows", [[["甲", "乙"], [1, 2]], [["一张白纸"]], [[None]]])
def test_a_file_without_a_known_head_is_refused(tmp_path: Path, rows: list[list[object]]) -> None:
    with pytest.raises(Refusal, match="答复意见"):
        read(tmp_path, rows)


def test_a_head_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        read(tmp_path, [HEAD])


def test_the_ledger_may_lie_on_the_second_sheet(tmp_path: Path) -> None:
    import openpyxl

    made = openpyxl.Workbook()
    made.active.append(["封面"])
    second = made.create_sheet("台账")
    second.append(HEAD)
    second.append(ROW)
    made.save(tmp_path / "b.xlsx")
    assert [entry.row for entry in read_ledger(tmp_path / "b.xlsx", REGISTER).entries] == [2]


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_text_files_are_read_by_their_marks(tmp_path: Path, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("留言编号,留言主题,留言时间\n0007,㐀灯,2026-11-02 08:30\n".encode(code))
    (entry,) = read_ledger(path, REGISTER).entries
    assert (entry.values["number"], entry.values["title"]) == ("0007", "㐀灯")


def test_a_formula_without_a_result_is_an_error_but_not_in_a_total(tmp_path: Path) -> None:
    found = read(tmp_path, [HEAD, with_cell("people", "=1+2"), ROW, ["合计", None, None, None, None, None, None, None, "=SUM(I2:I3)"]])
    assert [(fault.row, fault.column) for fault in faults(found)] == [(2, "人数")]
    assert [entry.row for entry in found.entries] == [2, 3]


def test_a_cell_beyond_the_hundredth_column_is_an_error_of_its_row(tmp_path: Path) -> None:
    found = read(tmp_path, [HEAD, ROW, (*ROW, *[None] * 110, "远"), ROW])
    assert [(fault.row, fault.column) for fault in faults(found)] == [(3, "DQ")]
    assert [entry.good for entry in found.entries] == [True, False, True]


def test_the_published_answers_are_read_with_one_warning() -> None:
    path = Path(os.environ.get("LUOSHI_TRIALS", "../shared")) / "data" / "opinions_answered.xlsx"
    if not path.exists():
        pytest.skip("the published data for trials are not here: say where with LUOSHI_TRIALS")
    found = read_ledger(path, REGISTER)
    assert len(found.entries) == 2816 and not faults(found)
    assert [(fault.row, fault.column) for entry in found.entries for fault in entry.warnings] == [(1141, "答复时间")]
    assert all(
        book_text == book_text.strip() for entry in found.entries for book_text in entry.values.values() if isinstance(book_text, str)
    )
