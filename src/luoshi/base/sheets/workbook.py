"""The values of a ledger row by row, with the file's own row numbers: .xlsx by calamine, .csv by its marks, never by a guess."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.base.sheets.look import MOST_COLUMNS, MOST_ROWS, Look, bounded, contents, look, too_long
from luoshi.base.sheets.package import MOST_BYTES, is_workbook

Line = tuple[int, list[object]]


@dataclass
class Sheet:
    """One sheet: `rows` are (row number, values from column A on); `look` is empty for a text file."""

    name: str
    rows: list[Line]
    look: Look = field(default_factory=Look)
    from_1904: bool = False


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook in the order of their tabs; a text file is one sheet. Refused: anything else, with what to do about it."""
    size = path.stat().st_size
    if size == 0:
        raise Refusal(_("The file is empty."))
    if size > MOST_BYTES:
        raise Refusal(_("The file is larger than 50 MB. Split the ledger and take the parts in one after the other."))
    if is_workbook(path):
        yield from _book(path)
    else:
        yield Sheet("", list(_text_rows(_decoded(path.read_bytes()))))


def _book(path: Path) -> Iterator[Sheet]:
    with zipfile.ZipFile(path) as archive:
        parts, from_1904 = contents(archive)
    if not parts:
        raise Refusal(_("The workbook has no visible sheet."))
    for part in parts:
        seen = bounded(look(path, part))
        yield Sheet(part.name, _values(path, part.name, seen) if seen.last_row else [], seen, from_1904)


def _values(path: Path, name: str, seen: Look) -> list[Line]:
    """Only here the whole sheet is read, after its outermost cell is known to be near."""
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refusal(_("The workbook is damaged. Open it in Excel or WPS, save it as a new .xlsx and choose that.")) from error
    lead: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
    most = max(MOST_COLUMNS - len(lead), 0)
    return [(row, lead + list(cells[:most])) for row, cells in enumerate(sheet.iter_rows(), start=1) if any(cell != "" for cell in cells)]


def _decoded(content: bytes) -> str:
    """A mark at the start, else strict UTF-8, else strict GB18030. A statistical guess takes Chinese for Korean."""
    marks = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
    marked = next(((content[len(mark) :], code) for mark, code in marks if content.startswith(mark)), None)
    if marked is None and b"\0" in content:
        raise Refusal(_("This is neither an Excel workbook nor a text file. Save the ledger as .xlsx and choose that."))
    for body, code in [marked] if marked else [(content, "utf-8"), (content, "gb18030")]:
        try:
            return body.decode(code)
        except UnicodeDecodeError:
            continue
    raise Refusal(_("The signs of this text file cannot be read. Save the ledger as .xlsx and choose that."))


def _text_rows(text: str) -> Iterator[Line]:
    """Rows are counted as a spreadsheet program shows them: a line feed inside quotation marks makes no new row."""
    head = text[:4096].split("\n", 1)[0]
    mark = max((",", "\t", ";"), key=head.count)
    csv.field_size_limit(10_000_000)
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), start=1):
            if any(cells):
                if row > MOST_ROWS:
                    too_long(row)
                yield row, list(cells[:MOST_COLUMNS])
    except csv.Error as error:
        raise Refusal(_("A quotation mark in this text file is never closed. Save the ledger as .xlsx and choose that.")) from error
