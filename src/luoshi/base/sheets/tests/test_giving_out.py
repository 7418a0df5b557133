"""A register given out as a workbook: laid out as offices do, without formulas, and read back the same."""

import io
import tempfile
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.clock import PLANT_ZONE
from luoshi.base.sheets.giving import Titles, give
from luoshi.base.sheets.reading import read_ledger
from luoshi.base.sheets.tests.books import COLUMNS, REGISTER

NASTY = ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx", "'", "''=x", "'=x", "合计", "注：说明", "制表：王", "留言主题", "0007", "1E5", "_x000D_", "{=A1}", "http://a/b", "a\nb", "#N/A ", "TRUE"]  # fmt: skip
WRITTEN = st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff")


def kept(text: str) -> bool:
    return text != "" and (text == text.strip() or (text[0] in "\t\r" and text == text.rstrip())) and not text.startswith("#")


TEXTS = st.one_of(st.sampled_from(NASTY), st.text(WRITTEN, max_size=60), st.text("=+-@'\t\r\n ab合计", max_size=8)).filter(kept)
CODES = st.text("0123456789ABCXYZ-", min_size=1, max_size=12)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2119, 1, 1)).map(lambda wall: wall.replace(microsecond=0, tzinfo=PLANT_ZONE))
DAYS = st.dates(date(1950, 1, 1), date(2119, 1, 1))
ROWS = st.fixed_dictionaries(
    {"number": CODES, "title": TEXTS, "raised": MOMENTS},
    optional={
        "raiser": TEXTS, "text": TEXTS, "answer": TEXTS, "answered": MOMENTS, "due": DAYS,
        "people": st.integers(0, 10**12), "level": st.sampled_from(["low", "high"]),
    },
)  # fmt: skip


def given_out(rows: list[Mapping[str, Any]]) -> bytes:
    out = io.BytesIO()
    give(out, REGISTER, rows, Titles("意见台账", "单位：能源环保部"))
    return out.getvalue()


def come_back(content: bytes) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        return read_ledger(path, REGISTER).entries


@given(st.lists(ROWS, min_size=1, max_size=6))
def test_what_is_given_out_is_read_back_the_same(rows: list[dict[str, Any]]) -> None:
    entries = come_back(given_out(rows))
    assert [fault for entry in entries for fault in (*entry.errors, *entry.warnings)] == []
    assert [entry.values for entry in entries] == rows


def test_a_moment_with_an_unknown_hour_goes_out_as_a_bare_day_and_midnight_does_not() -> None:
    midnight = datetime(2026, 11, 3, tzinfo=PLANT_ZONE)
    row = {"number": "1", "title": "灯", "raised": midnight, "answered": midnight, "hour_unknown": {"answered"}}
    (entry,) = come_back(given_out([row]))
    assert entry.hour_unknown == {"answered"} and entry.values["raised"] == entry.values["answered"] == midnight


def test_no_cell_is_a_formula_or_a_link() -> None:
    rows = [{"number": "1", "title": text, "raised": datetime(2026, 11, 3, 9, tzinfo=PLANT_ZONE)} for text in NASTY]
    sheet = openpyxl.load_workbook(io.BytesIO(given_out(rows))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert sheet["D5"].value == "'=1+1"


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [{"number": "1", "title": "灯", "raised": datetime(2026, 11, 3, 9, tzinfo=PLANT_ZONE)}]
    first = given_out(rows)
    time.sleep(2.1)
    assert given_out(rows) == first


def test_the_sheet_is_laid_out_for_the_printer() -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(given_out([{"number": "1", "title": "灯", "raised": datetime(2026, 11, 3, 9, tzinfo=PLANT_ZONE)}]))
    ).active
    assert sheet["A1"].value == "意见台账" and "A1:K1" in {str(area) for area in sheet.merged_cells.ranges}
    assert {"E3:F3", "G3:H3", "A3:A4", "B3:B4"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert (
        sheet.page_setup.orientation == "landscape"
        and int(sheet.page_setup.paperSize) == 9
        and sheet.sheet_properties.pageSetUpPr.fitToPage
    )
    assert int(sheet.page_setup.fitToHeight) == 0
    assert sheet.print_title_rows == "$3:$4" and sheet.freeze_panes == "C5"
    assert "&P" in sheet.oddFooter.right.text and "&N" in sheet.oddFooter.right.text and "&D" in sheet.oddFooter.left.text
    assert sheet["A5"].value == 1 and sheet["B5"].border.left.style == "thin" and sheet["A7"].value


@pytest.mark.sweep
@settings(max_examples=1)
@given(st.just(20_000))
def test_a_large_ledger_is_read_within_its_time(many: int) -> None:
    start = datetime(2020, 1, 1, 8, tzinfo=PLANT_ZONE)
    content = given_out(
        [{"number": str(n), "title": f"第{n}盏灯不亮", "raised": start + timedelta(minutes=n), "text": "很长的话" * 9} for n in range(many)]
    )
    began = time.perf_counter()
    entries = come_back(content)
    spent = time.perf_counter() - began
    print(f"{many} rows of {len(COLUMNS)} columns read and typed in {spent:.1f} s")
    assert len(entries) == many and all(entry.good for entry in entries) and spent < 60
