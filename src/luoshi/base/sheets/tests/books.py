"""Workbooks as a clerk would make them, and the little register they are read into."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from luoshi.base.sheets.reading import Reading, read_ledger
from luoshi.base.sheets.register import Column, Register

COLUMNS = (
    Column("number", "编号", "code", ("留言编号",), True),
    Column("raiser", "提出人", "text", ("留言用户",)),
    Column("title", "主题", "text", ("留言主题", "隐患描述"), True, longest=200),
    Column("raised", "提出时间", "moment", ("留言时间",), True, group="提出"),
    Column("text", "详情", "longtext", ("留言详情",), group="提出"),
    Column("answer", "答复意见", "longtext", group="答复情况"),
    Column("answered", "答复时间", "moment", group="答复情况"),
    Column("due", "期限", "day", ("整改期限",)),
    Column("people", "人数", "count"),
    Column("level", "级别", "choice", choices={"low": "一般", "high": "重大"}),
)
REGISTER = Register("opinions in a test", "意见台账", COLUMNS, lambda _entries, _context: None, lambda **_more: 0, lambda *_who: True)
HEAD = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "整改期限", "人数", "级别")
ROW: tuple[Any, ...] = ("0007", "王海生", "灯不亮", "2026-11-02 08:30", "三盏", "已换", "2026-11-03 09:00", "2026-11-20", 3, "一般")


def book(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Path:
    """A workbook with these rows, None for an empty cell."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                sheet.cell(row, column).value = value
    for area in merged:
        sheet.merge_cells(area)
    made.save(path)
    return path


def with_cell(name: str, value: Any) -> tuple[Any, ...]:
    """The usual row with one cell otherwise."""
    place = [column.name for column in COLUMNS].index(name)
    return (*ROW[:place], value, *ROW[place + 1 :])


def read(tmp_path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "", **mapping: Any) -> Reading:
    return read_ledger(book(tmp_path / "book.xlsx", rows, merged), REGISTER, title=title, **mapping)


def raw_book(path: Path, sheet: str, workbook: str = "", more: dict[str, bytes] | None = None) -> Path:
    """A workbook written part by part, for what no program would write."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook
        or f'<workbook {space} xmlns:r="{relations}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet if sheet.startswith("<?") else f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for name, extra in (more or {}).items():
            archive.writestr(name, extra)
    return path


def bytes_of(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
