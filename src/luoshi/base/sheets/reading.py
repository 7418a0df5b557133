"""From file to typed entries: the head is found, furniture is skipped, each cell is read as what its column wants."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.base.sheets.cells import plain, read_cell, written
from luoshi.base.sheets.head import Head, bare, find_head, no_head
from luoshi.base.sheets.look import MOST_COLUMNS, column_letters
from luoshi.base.sheets.moments import Unreadable, year_of
from luoshi.base.sheets.register import Column, Entry, Fault, Register
from luoshi.base.sheets.workbook import Line, Sheet, sheets

TOTALS = {"合计", "总计", "小计", "共计", "累计", "total", "totals", "subtotal", "sum"}
NOTES = ("注", "备注:", "说明", "填表说明", "填报说明", "注意", "note:", "notes:")
SIGNATURES = (
    "制表",
    "审核",
    "批准",
    "审批",
    "编制",
    "填表人",
    "填报人",
    "制单",
    "复核",
    "负责人:",
    "preparedby",
    "checkedby",
    "approvedby",
)
LONGEST_MARK = 60  # what is longer is no heading, total or note
ERRORS_IN_CELLS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass
class Reading:
    """A ledger as read: its head, its entries, what was skipped and why (counts by kind)."""

    sheet: Sheet
    head: Head
    entries: list[Entry] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)


def read_ledger(path: Path, register: Register, *, mapping: Mapping[str, str] | None = None, title: str = "") -> Reading:
    """The ledger in this file. Refused: a file that is none, or one without a head. Faults of the head stand in `head.faults`."""
    best: Reading | None = None
    for sheet in sheets(path):
        head = find_head(sheet, register, mapping or {}, title)
        if head is not None and (best is None or len(head.places) > len(best.head.places)):
            best = Reading(sheet, head)
        if head is not None and not head.faults:
            break
    if best is None:
        raise no_head(register)
    _Rows(best, register).read()
    if not best.entries and not best.head.faults:
        raise Refusal(_("Below the head there is no row to take in."))
    return best


class _Rows:
    """Goes through the rows below the head."""

    def __init__(self, reading: Reading, register: Register) -> None:
        self.reading, self.head, self.sheet = reading, reading.head, reading.sheet
        self.columns = [(column, self.head.places[column.name]) for column in register.columns if column.name in self.head.places]
        self.required = [column for column in register.columns if column.required and column.name in self.head.places]
        self.dated = [place for column, place in self.columns if column.kind in ("day", "moment")]
        self.called = self.head.called
        self.names = {one.place: bare(one.written.rsplit(" / ", 1)[-1]) for one in self.head.headings if one.name}
        look = self.sheet.look
        self.blind, self.broken, self.wide = look.blind, look.broken, dict(look.wide)

    def read(self) -> None:
        for row, cells in self._below():
            furniture = self._furniture(cells)
            if furniture:
                self.reading.skipped[furniture] = self.reading.skipped.get(furniture, 0) + 1
                if furniture == "blank" and (row in self.wide or self._formulas(row)):
                    self._stray(row)
            else:
                self.reading.entries.append(self._entry(row, cells))
            self.wide.pop(row, None)
        for row in sorted(self.wide):
            if row > self.head.last:
                self._stray(row)
        self.reading.entries.sort(key=lambda entry: entry.row)

    def _below(self) -> Iterator[Line]:
        return ((row, cells) for row, cells in self.sheet.rows if row > self.head.last)

    def _furniture(self, cells: list[object]) -> str:
        """What a row is when it is no data: blank, head, total, note or signature; "" for data. A row with a serial number is data."""
        serial = self.head.serial
        texts = {place: written(cell) for place, cell in enumerate(cells) if cell != "" and place != serial}
        texts = {place: text for place, text in texts.items() if text}
        if not any(place in texts for _column, place in self.columns) and len(texts) == 0:
            mark = plain(written(cells[serial])) if serial is not None and serial < len(cells) else ""
            return _word(mark) or "blank"
        if serial is not None and serial < len(cells) and written(cells[serial]):
            mark = written(cells[serial])
            if mark.isdecimal():
                return ""
            texts[serial] = mark
        if sum(len(text) <= LONGEST_MARK and bare(text) == self.names.get(place) for place, text in texts.items()) * 2 > len(self.names):
            return "head"
        first = texts[min(texts)]
        if any(_total(text) for text in texts.values()) and all(_total(text) or _numeric(text) for text in texts.values()):
            return "total"
        if len(texts) == 1 and not _numeric(first):
            return _word(plain(first))
        if _signs(first) and all(_signs(text) or len(text) <= 12 for text in texts.values()) and self._lacking(texts):
            return "signature"
        return ""

    def _lacking(self, texts: Mapping[int, str]) -> bool:
        return not self.required or any(self.head.places[column.name] not in texts for column in self.required)

    def _formulas(self, row: int) -> bool:
        return any((row, place + 1) in self.blind for _column, place in self.columns)

    def _stray(self, row: int) -> None:
        entry = Entry(row, {}, headings=self.called)
        self._places_out(entry)
        for column, place in self.columns:
            if (row, place + 1) in self.blind:
                entry.wrong(column.name, *_no_result())
        self.reading.entries.append(entry)

    def _places_out(self, entry: Entry) -> None:
        if entry.row in self.wide:
            letters = column_letters(self.wide[entry.row])
            entry.errors.append(
                Fault(
                    entry.row,
                    letters,
                    _("something stands in column %(letters)s, beyond the first %(most)s columns")
                    % {"letters": letters, "most": MOST_COLUMNS},
                    _("delete it, or move it nearer"),
                )
            )

    def _entry(self, row: int, cells: list[object]) -> Entry:
        entry = Entry(row, {}, headings=self.called)
        self._places_out(entry)
        years: frozenset[int] | None = None
        for column, place in self.columns:
            raw = cells[place] if place < len(cells) else ""
            text = written(raw)
            if text:
                entry.written[column.name] = text
            if (row, place + 1) in self.broken or text in ERRORS_IN_CELLS:
                entry.wrong(column.name, _("the formula in this cell gives an error"), _("correct the formula, or write the value itself"))
            elif (row, place + 1) in self.blind:
                entry.wrong(column.name, *_no_result())
            elif text:
                if years is None and place in self.dated:
                    years = self._years(cells)
                self._cell(entry, column, raw, years or frozenset())
            elif column.required:
                entry.wrong(column.name, _("%(label)s is empty") % {"label": self.called[column.name]}, _("fill it in"))
        return entry

    def _cell(self, entry: Entry, column: Column, raw: object, years: frozenset[int]) -> None:
        try:
            read = read_cell(column, raw, from_1904=self.sheet.from_1904, years=years)
        except Unreadable as wrong:
            entry.wrong(column.name, wrong.problem, wrong.remedy)
            return
        entry.values[column.name] = read.value
        if read.hour_unknown:
            entry.hour_unknown.add(column.name)
        if read.doubt:
            entry.doubtful(column.name, read.doubt)

    def _years(self, cells: list[object]) -> frozenset[int]:
        """The year for a day written without one: that of the row's other dates, else of the titles."""
        own = {
            year_of(cells[place], from_1904=self.sheet.from_1904) for place in self.dated if place < len(cells) and written(cells[place])
        }
        own.discard(None)
        return frozenset(year for year in own if year) if len(own) == 1 else self.head.years


def _no_result() -> tuple[str, str]:
    return _("the formula in this cell has no result"), _("open the file in Excel or WPS and save it, or write the value itself")


def _total(text: str) -> bool:
    return len(text) <= LONGEST_MARK and plain(text) in TOTALS


def _numeric(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d,]*\.?\d+%?", plain(text)))


def _word(text: str) -> str:
    if text in TOTALS:
        return "total"
    if text.startswith(NOTES):
        return "note"
    return "signature" if _signs(text) else ""


def _signs(text: str) -> bool:
    bald = plain(text)
    return bald.startswith(SIGNATURES) and (":" in bald or bald in SIGNATURES or bald.rstrip("人") in SIGNATURES)
