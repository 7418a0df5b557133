"""A register as the workbook an office expects: title, two-row head, serial numbers, A4 landscape, signatures. Never a formula."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from luoshi.base.clock import local
from luoshi.base.sheets.cells import guarded
from luoshi.base.sheets.register import Column, Register

MADE = datetime(2000, 1, 1)
WIDTHS = {"longtext": 44, "text": 20, "code": 14, "moment": 19, "day": 12, "count": 9, "choice": 12}
MOST_SIGNS = 32_767
FIRST_REAL_DATE = date(1950, 1, 1)
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "in_memory": True,
    "constant_memory": False,
}


@dataclass(frozen=True)
class Titles:
    """What stands around the table: its title, the line below (unit, day), the words of the signature row."""

    title: str
    below: str = ""
    signatures: Sequence[str] = ()


def give(out: BinaryIO, register: Register, rows: Iterable[Mapping[str, object]], titles: Titles) -> int:
    """Write the workbook and answer how many rows it has. The same rows give the same bytes. Moments are given to the second."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"created": MADE, "title": titles.title})
        page = _Page(book, register, titles)
        page.head()
        count = page.body(rows)
        page.foot()
    return count


class _Page:
    def __init__(self, book: Any, register: Register, titles: Titles) -> None:
        self.book, self.register, self.titles = book, register, titles
        self.columns = register.columns
        self.sheet = book.add_worksheet(sheet_name(str(register.label)))
        self.grouped = any(str(column.group) for column in self.columns)
        self.top = 2 if titles.below else 1
        self.next = self.top + (2 if self.grouped else 1)
        plain = {"font_size": 11, "valign": "vcenter", "border": 1}
        self.looks = {
            "head": book.add_format({**plain, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEDED"}),
            "title": book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}),
            "below": book.add_format({"font_size": 11}),
            "text": book.add_format({**plain, "num_format": "@", "text_wrap": True}),
            "count": book.add_format({**plain, "num_format": "0"}),
            "day": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({**plain, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        }

    def head(self) -> None:
        last, bottom = len(self.columns), self.next - 1
        self.sheet.merge_range(0, 0, 0, last, guarded(self.titles.title), self.looks["title"])
        self.sheet.set_row(0, 30)
        if self.titles.below:
            self.sheet.write_string(1, 0, guarded(self.titles.below), self.looks["below"])
        self._headed(self.top, 0, bottom, 0, _("Serial"))
        for place, column in enumerate(self.columns, start=1):
            self.sheet.set_column(place, place, column.width or WIDTHS[column.kind])
            if self.grouped and str(column.group):
                self.sheet.write_string(bottom, place, str(column.label), self.looks["head"])
            else:
                self._headed(self.top, place, bottom, place, str(column.label))
        if self.grouped:
            for first, end, label in _groups(self.columns):
                self._headed(self.top, first, self.top, end, label)
        self.sheet.set_column(0, 0, 6)
        self.sheet.freeze_panes(self.next, 2)
        self._paper(bottom)

    def _headed(self, top: int, left: int, bottom: int, right: int, text: str) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, self.looks["head"])
        else:
            self.sheet.merge_range(top, left, bottom, right, text, self.looks["head"])

    def _paper(self, bottom: int) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.47, right=0.47, top=0.47, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(self.top, bottom)
        self.sheet.set_footer("&L&D&R" + _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"})

    def body(self, rows: Iterable[Mapping[str, object]]) -> int:
        count = 0
        for count, values in enumerate(rows, start=1):
            self.sheet.write_number(self.next, 0, count, self.looks["count"])
            unknown = values.get("hour_unknown") or ()
            for place, column in enumerate(self.columns, start=1):
                self._cell(place, column, values.get(column.name), column.name in unknown)  # type: ignore[operator]
            self.next += 1
        if count:
            area = {"number_stored_as_text": f"A1:{_letters(len(self.columns))}{self.next}"}
            self.sheet.ignore_errors(area)
        return count

    def _cell(self, place: int, column: Column, value: object, hour_unknown: bool) -> None:
        sheet, looks = self.sheet, self.looks
        if value is None or value == "":
            sheet.write_blank(self.next, place, None, looks["text"])
        elif isinstance(value, datetime):
            self._moment(place, local(value).replace(tzinfo=None, microsecond=0), hour_unknown)
        elif isinstance(value, date):
            self._day(place, value)
        elif column.kind == "count" and isinstance(value, int):
            sheet.write_number(self.next, place, value, looks["count"])
        else:
            text = str(column.choices.get(str(value), value)) if column.kind == "choice" else str(value)
            sheet.write_string(self.next, place, guarded(text)[:MOST_SIGNS], looks["text"])

    def _moment(self, place: int, wall: datetime, hour_unknown: bool) -> None:
        """Midnight is written as text: as a number it could not be told from a bare day."""
        if hour_unknown:
            self._day(place, wall.date())
        elif wall.time() == time() or wall.date() < FIRST_REAL_DATE:
            self.sheet.write_string(self.next, place, wall.strftime("%Y-%m-%d %H:%M:%S"), self.looks["text"])
        else:
            self.sheet.write_datetime(self.next, place, wall, self.looks["moment"])

    def _day(self, place: int, on: date) -> None:
        if on < FIRST_REAL_DATE:
            self.sheet.write_string(self.next, place, on.isoformat(), self.looks["text"])
        else:
            self.sheet.write_datetime(self.next, place, on, self.looks["day"])

    def foot(self) -> None:
        words = self.titles.signatures or (_("Prepared by:"), _("Checked by:"), _("Approved by:"))
        step = max((len(self.columns) + 1) // len(words), 1)
        for number, word in enumerate(words):
            self.sheet.write_string(self.next + 1, number * step, word, self.looks["below"])


def _groups(columns: Sequence[Column]) -> list[tuple[int, int, str]]:
    """Neighbours of one group: first place, last place, words."""
    spans: list[tuple[int, int, str]] = []
    for place, column in enumerate(columns, start=1):
        label = str(column.group)
        if label and spans and spans[-1][2] == label and spans[-1][1] == place - 1:
            spans[-1] = (spans[-1][0], place, label)
        elif label:
            spans.append((place, place, label))
    return spans


def sheet_name(label: str) -> str:
    """The name of a tab as every spreadsheet program takes it."""
    name = "".join(sign for sign in unicodedata.normalize("NFKC", label) if sign not in "[]:*?/\\'")
    return name.strip()[:31] or "Sheet1"


def _letters(number: int) -> str:
    from luoshi.base.sheets.look import column_letters

    return column_letters(number + 1)
