"""Finding the head of a ledger: below titles and notes, one to three rows deep, by the names its columns go by."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.base.sheets.cells import in_both
from luoshi.base.sheets.register import Column, Fault, Register
from luoshi.base.sheets.workbook import Sheet

WITHIN, DEEPEST = 30, 3
SERIALS = {"序号", "no", "no.", "#", "顺序号"}
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|[-./])")


@dataclass(frozen=True)
class Heading:
    """A heading as written, groups and all, and the declared column it was read as ("": none)."""

    place: int
    written: str
    name: str


@dataclass
class Head:
    """Where the head stands and how it was read. `first` and `last` are row numbers; places count from 0."""

    first: int
    last: int
    headings: list[Heading]
    serial: int | None = None
    faults: list[Fault] = field(default_factory=list)
    years: frozenset[int] = frozenset()

    @property
    def places(self) -> dict[str, int]:
        return {one.name: one.place for one in self.headings if one.name}

    @property
    def called(self) -> dict[str, str]:
        return {one.name: one.written for one in self.headings if one.name}


def bare(text: object) -> str:
    """A heading for comparing: half-width, without blanks, colons, asterisks and brackets."""
    return re.sub(r"[\s:*()\[\]{}<>【】〔〕《》“”\"'/、|·_-]", "", unicodedata.normalize("NFKC", str(text))).casefold()


def without_brackets(text: str) -> str:
    """What stands in brackets is mostly advice: 留言时间(必填)."""
    return bare(re.sub(r"[(\[【〔][^)\]】〕]*[)\]】〕]", "", unicodedata.normalize("NFKC", text)))


def find_head(sheet: Sheet, register: Register, mapping: Mapping[str, str], title: str = "") -> Head | None:
    """The best head among the first rows, None where no heading is known. Faults say which required columns are missing.

    Refused: a mapping onto a column that the register does not have.
    """
    known = _known(register)
    chosen = _chosen(register, mapping)
    rows = dict(sheet.rows[: WITHIN + DEEPEST])
    best: tuple[int, int, int] | None = None
    found: Head | None = None
    for start in list(rows)[:WITHIN]:
        for depth in range(1, DEEPEST + 1):
            head = _read(rows, sheet, start, start + depth - 1, known, chosen)
            worth = (len(head.places), -depth, -start)
            if head.places and (best is None or worth > best):
                best, found = worth, head
    if found is None:
        return None
    found = _with_groups(found, rows, sheet, known, chosen)
    found.years = _years(rows, found.first, title, sheet.name)
    found.faults = [_missing(column, found.last) for column in register.columns if column.required and column.name not in found.places]
    return found


def no_head(register: Register) -> Refusal:
    """The sentence for a file without any known heading."""
    sought = _(", ").join(str(column.label) for column in register.columns)
    return Refusal(_("No head of a ledger was found in the first 30 rows. Looked for: %(headings)s.") % {"headings": sought})


def _known(register: Register) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in register.columns:
        names = {column.name, *column.synonyms, *in_both(column.label)}
        for group in in_both(column.group) if column.group else ():
            names |= {f"{group}{one}" for one in (*column.synonyms, *in_both(column.label))}
        for name in names:
            known.setdefault(bare(name), column.name)
    return known


def _chosen(register: Register, mapping: Mapping[str, str]) -> dict[str, str]:
    names = {column.name for column in register.columns}
    unknown = sorted({str(name) for name in mapping.values() if name and name not in names})
    if unknown:
        raise Refusal(_("The mapping names columns that this register does not have: %(names)s") % {"names": ", ".join(unknown)})
    return {bare(heading): name or "" for heading, name in mapping.items()}


def _read(
    rows: Mapping[int, list[object]], sheet: Sheet, start: int, end: int, known: Mapping[str, str], chosen: Mapping[str, str]
) -> Head:
    block = [_spread(rows.get(row, []), row, end, sheet) for row in range(start, end + 1)]
    headings: list[Heading] = []
    taken: set[str] = set()
    serial = None
    for place in range(max(map(len, block), default=0)):
        parts = _parts(block, place)
        if not parts:
            continue
        name = _name(parts, known, chosen)
        if serial is None and not name and bare(parts[-1]) in SERIALS:
            serial = place
        if name in taken:
            name = ""
        taken |= {name}
        headings.append(Heading(place, " / ".join(parts), name))
    return Head(start, end, headings, serial)


def _spread(cells: list[object], row: int, end: int, sheet: Sheet) -> list[str]:
    """A row of the head with what is merged across written into each of its columns."""
    texts = [re.sub(r"\s+", " ", str(cell)).strip() for cell in cells]
    for top, left, _bottom, right in sheet.look.merged:
        if top == row and left <= len(texts) and right > left:
            texts.extend([""] * (right - len(texts)))
            texts[left - 1 : right] = [texts[left - 1]] * (right - left + 1)
    return texts


def _parts(block: list[list[str]], place: int) -> list[str]:
    """The headings above one another in this column. A group without a merge reaches as far as the cells beside it are empty."""
    parts: list[str] = []
    for depth, row in enumerate(block):
        text = row[place] if place < len(row) else ""
        if not text and depth < len(block) - 1 and _at(block[-1], place):
            at = place
            while at > 0 and not text and _at(block[-1], at - 1):
                at -= 1
                text = row[at] if at < len(row) else ""
            if at == place or not _at(block[-1], at):
                text = ""
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return parts


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _name(parts: list[str], known: Mapping[str, str], chosen: Mapping[str, str]) -> str:
    whole = "".join(parts)
    tries = [bare(whole), bare(parts[-1]), without_brackets(parts[-1]), without_brackets(whole)]
    for one in tries[:2]:
        if one in chosen:
            return chosen[one]
    return next((known[one] for one in tries if one in known), "")


def _with_groups(head: Head, rows: Mapping[int, list[object]], sheet: Sheet, known: Mapping[str, str], chosen: Mapping[str, str]) -> Head:
    """A row of groups merged above the head belongs to it, though every heading is known without it; a title merged over all does not."""
    above = head.first - 1
    spans = [(left, right) for top, left, bottom, right in sheet.look.merged if top == above == bottom and right > left]
    if not spans or head.last - above >= DEEPEST or len({text for text in _spread(rows.get(above, []), above, above, sheet) if text}) < 2:
        return head
    wider = _read(rows, sheet, above, head.last, known, chosen)
    return wider if len(wider.places) >= len(head.places) else head


def _years(rows: Mapping[int, list[object]], first: int, *titles: str) -> frozenset[int]:
    """The years that the titles above the head, the sheet's name and the file's name tell."""
    above = [str(cell) for row, cells in rows.items() if row < first for cell in cells if isinstance(cell, str)]
    return frozenset(int(year) for text in (*above, *titles) for year in YEAR.findall(unicodedata.normalize("NFKC", text)))


def _missing(column: Column, row: int) -> Fault:
    names: Iterable[str] = dict.fromkeys((str(column.label), *column.synonyms))
    return Fault(
        row,
        str(column.label),
        _("there is no column “%(label)s”") % {"label": column.label},
        _("looked for: %(names)s; name a heading so, or say which heading is meant") % {"names": _(", ").join(names)},
        column.name,
    )
