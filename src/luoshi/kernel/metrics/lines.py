"""A figure read from the kept sums: its counts by line of the unit and by month, exact to the moment they are read."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import ExtractMonth, ExtractYear

from luoshi.base.copies.compiled import compiled
from luoshi.kernel.metrics.folding import read
from luoshi.kernel.metrics.reach import Reach, Where, as_reach
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.tree import STAMP

if TYPE_CHECKING:
    from luoshi.kernel.metrics.answering import Answering, Period

MOST_SPANS = 200
Month = tuple[int, int]


@dataclass(frozen=True)
class Kept:
    """Which kept sum says the same as a figure: its kind and what is counted; `linked` None takes linked ones too.

    `besides`: rows that no sum tells apart; they are few and counted as they lie.
    """

    kind: str
    what: str
    linked: bool | None = None
    besides: Q | None = None


@dataclass(frozen=True)
class Lines:
    """For each line, the unit directly below the one asked for, and each month: what a figure's payload counts."""

    counts: list[tuple[int, Month, tuple[int, ...]]]

    def within(self, period: "Period") -> Iterator[tuple[int, Month, tuple[int, ...]]]:
        """Those of a period of whole months."""
        first, last = (period.since or date.min), (period.until or date.max)
        for line, (year, month), counts in self.counts:
            if first <= date(year, month, 1) < last:
                yield line, (year, month), counts


def lines_of(figure: "Answering", where: Where) -> Lines | None:
    """The sums of a figure in these units; None where none are kept. Units that moved in the middle of a month are counted as they lie."""
    whats, kept = figure.summed(), figure.base.kept
    if not whats or kept is None:
        return None
    reach = as_reach(where)
    torn = {unit for unit, spells in reach.spells.items() if any(day and day.day != 1 for spell in spells for day in spell[:2])}
    found: dict[tuple[int, Month], list[int]] = {}
    for key, year, what, months in read(kept.kind, whats, _group(reach, torn), _units(reach, torn, where is None), kept.linked):
        for place, n in enumerate(months, 1):
            line = _line(reach, key, date(year, place, 1), where is None) if n else None
            if line is not None:
                _add(found, line, (year, place), [n if one == what else 0 for one in whats])
    for line, month, counts in _besides(figure, kept, reach, torn, where):
        _add(found, line, month, counts)
    return Lines([(line, month, tuple(counts)) for (line, month), counts in found.items()])


def _add(found: dict[tuple[int, Month], list[int]], line: int, month: Month, counts: Iterable[int]) -> None:
    before = found.get((line, month))
    found[line, month] = [one + more for one, more in zip(before, counts, strict=True)] if before else list(counts)


def _besides(
    figure: "Answering", kept: Kept, reach: Reach, torn: Collection[int], where: Where
) -> Iterator[tuple[int, Month, tuple[int, ...]]]:
    """What no sum tells, counted as it lies."""
    from luoshi.kernel.metrics.answering import EVER, Moment
    from luoshi.kernel.metrics.figures import settled

    condition = kept.besides or Q()
    if torn:
        condition |= within(ranges(torn), figure.base.unit)
    if not condition:
        return
    now, on = Moment(), figure.base.on

    def counted() -> Any:
        rows = figure.rows(where, EVER, now).filter(condition)
        rows = rows.annotate(version=reach.version(on), in_year=ExtractYear(on), in_month=ExtractMonth(on))
        return figure.payload(rows, [figure.base.unit, "version", "in_year", "in_month"], now)

    if settled(figure) and (where is None or isinstance(where, Reach)):
        top = reach.top.pk if where is not None and reach.top else None
        found = compiled((STAMP,), ("figure", "besides", figure.name, top), counted).tuples()
    else:
        found = list(counted())
    for unit, version, year, month, *counts in found:
        yield reach.line(unit, version), (year, month), tuple(counts)


def _line(reach: Reach, key: int, day: date, everywhere: bool) -> int | None:
    """The line in which a unit counts in the month of this day; a negative key is a line already."""
    if key < 0:
        return -key
    for since, until, line in reach.spells.get(key, ()):
        if (since is None or since <= day) and (until is None or day < until):
            return line
    return key if everywhere else None


def _group(reach: Reach, torn: Collection[int]) -> str:
    """SQL: the line, as a negative number, of units that always lay in it; any other unit for itself."""
    still: dict[int, list[int]] = {}
    for unit, spells in reach.spells.items():
        if len(spells) == 1 and spells[0][:2] == (None, None) and unit not in torn:
            still.setdefault(spells[0][2], []).append(unit)
    spans = [(line, span) for line, units in still.items() for span in ranges(units)]
    if not spans or len(spans) > MOST_SPANS:
        return "unit_id"
    whens: Any = " ".join(f"WHEN unit_id BETWEEN {int(first)} AND {int(last)} THEN {-int(line)}" for line, (first, last) in spans)
    return f"CASE {whens} ELSE unit_id END"


def _units(reach: Reach, torn: Collection[int], everywhere: bool) -> str:
    """SQL: the units whose sums count."""
    if everywhere:
        return f"NOT {_in(torn)}" if torn else "1 = 1"
    return _in(unit for unit in reach.spells if unit not in torn)


def _in(units: Iterable[int]) -> str:
    return "(" + (" OR ".join(f"unit_id BETWEEN {int(first)} AND {int(last)}" for first, last in ranges(units)) or "1 = 0") + ")"
