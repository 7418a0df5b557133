"""The ledger handed back with its wrong cells in red, the sentence as a comment and once more at the end of the row."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.sheets.cells import guarded
from luoshi.base.sheets.giving import MADE, OPTIONS, sheet_name
from luoshi.base.sheets.reading import Reading
from luoshi.base.sheets.register import Entry, Fault

MOST_ROWS = 20_000
MOST_COMMENTS = 5_000


def mark(path: Path, reading: Reading) -> None:
    """Write the workbook. Of a ledger with more than 20,000 rows only the head and the wrong rows come back."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"created": MADE})
        _Marked(book, reading).write()


class _Marked:
    def __init__(self, book: Any, reading: Reading) -> None:
        self.reading = reading
        self.sheet = book.add_worksheet(sheet_name(reading.sheet.name))
        self.wrong = {entry.row: entry for entry in reading.entries if not entry.good}
        self.head_faults = reading.head.faults
        self.width = max((len(cells) for _row, cells in reading.sheet.rows), default=0)
        self.places = reading.head.places
        self.comments = 0
        self.looks = {
            "plain": book.add_format({"valign": "top"}),
            "head": book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1}),
            "bad": book.add_format({"bg_color": "#F8D3D0", "font_color": "#9C1C1C", "border": 1, "border_color": "#B3261E"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        }

    def write(self) -> None:
        head, every = self.reading.head, len(self.reading.sheet.rows) <= MOST_ROWS
        for row, cells in self.reading.sheet.rows:
            if every or row <= head.last or row in self.wrong:
                self._row(row, cells, self.wrong.get(row), row)
        self.sheet.write_string(head.last - 1, self.width, _("Result"), self.looks["head"])
        for number, fault in enumerate(self.head_faults):
            self.sheet.write_string(head.last - 1, self.width + 1 + number, _said(fault), self.looks["bad"])
        self.sheet.set_column(self.width, self.width, 60)
        self.sheet.freeze_panes(head.last, 0)

    def _row(self, row: int, cells: list[object], entry: Entry | None, _at: int) -> None:
        faults = {self.places.get(fault.name): fault for fault in entry.errors} if entry else {}
        head = self.reading.head.first <= row <= self.reading.head.last
        for place in range(max(len(cells), *((place or 0) + 1 for place in faults), 0)):
            raw = cells[place] if place < len(cells) else ""
            self._cell(row - 1, place, raw, faults.get(place), head)
        if entry:
            self.sheet.write_string(row - 1, self.width, _all_said(entry.errors), self.looks["bad"])

    def _cell(self, row: int, place: int, raw: object, fault: Fault | None, head: bool) -> None:
        look = self.looks["bad"] if fault else self.looks["head"] if head else None
        if isinstance(raw, datetime):
            self.sheet.write_datetime(row, place, raw, look or self.looks["moment"])
        elif isinstance(raw, date):
            self.sheet.write_datetime(row, place, raw, look or self.looks["day"])
        elif isinstance(raw, (int, float)) and not isinstance(raw, bool):
            self.sheet.write_number(row, place, raw, look)
        elif raw != "" or fault:
            self.sheet.write_string(row, place, guarded(str(raw))[:32_767], look or self.looks["plain"])
        if fault and self.comments < MOST_COMMENTS:
            self.comments += 1
            self.sheet.write_comment(row, place, _said(fault), {"x_scale": 2})


def _said(fault: Fault) -> str:
    return _("%(problem)s: %(remedy)s") % {"problem": fault.problem, "remedy": fault.remedy} if fault.remedy else fault.problem


def _all_said(faults: Iterable[Fault]) -> str:
    return _("; ").join(_said(fault) for fault in faults)
