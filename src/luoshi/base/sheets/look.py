"""A streaming look into the XML of a sheet: how far its cells reach, which formulas carry no value, which heads are merged."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal

MOST_COLUMNS = 100
FARTHEST_COLUMN = 16_384
FARTHEST_ROW = 1_048_576
MOST_PLACES = 25_000_000
MOST_ROWS = 200_000
MOST_MARKS = 5_000
STEP = 1024 * 1024
CELL = re.compile(r"([A-Z]{1,7})([0-9]{1,9})")
SPAN = re.compile(r"([A-Z]{1,3})([0-9]+):([A-Z]{1,3})([0-9]+)")


@dataclass
class Look:
    """What the XML says that values alone do not. Rows and columns are counted from 1."""

    last_row: int = 0
    last_column: int = 0
    wide: dict[int, int] = field(default_factory=dict)
    blind: set[tuple[int, int]] = field(default_factory=set)
    broken: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A sheet by name and where its XML lies in the package."""

    name: str
    path: str


def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """The reverse: 1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def contents(archive: zipfile.ZipFile) -> tuple[list[Part], bool]:
    """The visible sheets in the order of their tabs, and whether the book counts its days from 1904."""
    book = _tree(archive, "xl/workbook.xml")
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
        if one.get("Type", "").endswith("/worksheet")
    }
    parts, from_1904 = [], False
    for one in book.iter():
        kind = one.tag.rsplit("}", 1)[-1]
        if kind == "workbookPr":
            from_1904 = one.get("date1904", "0").lower() in ("1", "true")
        elif kind == "sheet" and one.get("state", "visible") == "visible":
            link = next((value for key, value in one.attrib.items() if key.rsplit("}", 1)[-1] == "id"), "")
            if link in targets:
                parts.append(Part(one.get("name", ""), _path(targets[link])))
    return parts, from_1904


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 — package.py refuses what declares entities
    except (KeyError, ElementTree.ParseError) as error:
        raise Refusal(_("The workbook is damaged. Open it in Excel or WPS, save it as a new .xlsx and choose that.")) from error


def look(path: Path, part: Part) -> Look:
    """Stream through one sheet. Refused: XML that does not hold, or cells so far out that the sheet cannot be held in memory."""
    watcher = _Watcher()
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part.path) as stream:
            while piece := stream.read(STEP):
                watcher.parser.Parse(piece, False)
            watcher.parser.Parse(b"", True)
    except (expat.ExpatError, KeyError) as error:
        raise Refusal(_("The workbook is damaged. Open it in Excel or WPS, save it as a new .xlsx and choose that.")) from error
    watcher.judge()
    return watcher.seen


class _Watcher:
    """Hears each element once; keeps nothing of a cell but where it is and whether it has a value."""

    def __init__(self) -> None:
        self.seen = Look()
        self.row = self.column = 0
        self.kind = ""
        self.has_value = self.has_formula = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = _no_doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.judge()
            self._place(attributes.get("r", ""))
            self.kind, self.has_value, self.has_formula = attributes.get("t", ""), False, False
        elif name == "v":
            if self.has_formula and self.kind != "str":
                self.parser.CharacterDataHandler = self.value
            else:
                self.has_value = True
        elif name == "is":
            self.has_value = True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.judge()
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
            self.has_value = self.has_formula = False
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def value(self, text: str) -> None:
        if text.strip():
            self.has_value = True
            self.parser.CharacterDataHandler = None

    def judge(self) -> None:
        """The cell before is complete: what is there to be said about it?"""
        self.parser.CharacterDataHandler = None
        seen, row, column = self.seen, self.row, self.column
        if self.has_value:
            if row > seen.last_row:
                seen.last_row = row
            if column > seen.last_column:
                seen.last_column = column
                self._bounded()
            if row > MOST_ROWS:
                too_long(row)
            if column > MOST_COLUMNS and len(seen.wide) < MOST_MARKS:
                seen.wide.setdefault(row, column)
            if self.kind == "e" and len(seen.broken) < MOST_MARKS:
                seen.broken.add((row, column))
        elif self.has_formula and len(seen.blind) < MOST_MARKS * 20:
            seen.blind.add((row, column))
        self.has_value = self.has_formula = False

    def _place(self, reference: str) -> None:
        found = CELL.fullmatch(reference)
        if not found:
            self.column += 1
            return
        self.column, self.row = column_number(found[1]), int(found[2])
        if self.column > FARTHEST_COLUMN or self.row > FARTHEST_ROW:
            _too_far(self.row, self.column)

    def _bounded(self) -> None:
        seen = self.seen
        if max(seen.last_row, self.row) * seen.last_column > MOST_PLACES:
            _too_far(self.row, self.column)

    def _merge(self, reference: str) -> None:
        found = SPAN.fullmatch(reference)
        if found and int(found[2]) <= MOST_COLUMNS and len(self.seen.merged) < MOST_MARKS:
            self.seen.merged.append((int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3])))


def bounded(seen: Look) -> Look:
    """Refused: a sheet whose outermost cells span more places than fit into memory."""
    if seen.last_row * seen.last_column > MOST_PLACES:
        _too_far(seen.last_row, seen.last_column)
    return seen


def too_long(row: int) -> None:
    """No ledger of people or matters is so long: what is, is an export of readings, or a stray cell far below."""
    raise Refusal(
        _("The ledger goes on to row %(row)s; at most %(most)s rows come in at once. Delete what stands far below, or split the ledger.")
        % {"row": row, "most": MOST_ROWS}
    )


def _too_far(row: int, column: int) -> None:
    raise Refusal(
        _("There is something in row %(row)s, column %(column)s, far outside the ledger. Delete it, or copy the ledger into a new book.")
        % {"row": row, "column": column_letters(column) if column < 20_000 else column}
    )


def _no_doctype(*_about: object) -> None:
    raise Refusal(_("The workbook is written in a way that no office program writes. Save it anew as .xlsx and choose that."))
