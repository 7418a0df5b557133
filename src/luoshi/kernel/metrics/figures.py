"""A figure: one declaration gives the number, the table beside it and the records behind it.

A figure counts rows of a query. It does not know what a matter is: the query tells where the unit, the local date and the
record's face stand, so that anything with rows can be counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.base.registry import Shelf
from luoshi.kernel.org.models import Unit
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.kernel.org.tree import Tree, tree

PAGE = 50


@dataclass(frozen=True)
class Period:
    """`[since, until)` of local dates; None is open."""

    since: date | None = None
    until: date | None = None

    def holds(self, column: str) -> Q:
        condition = Q()
        if self.since:
            condition &= Q(**{f"{column}__gte": self.since})
        if self.until:
            condition &= Q(**{f"{column}__lt": self.until})
        return condition


EVER = Period()


@dataclass(frozen=True)
class Record:
    """One record that a figure counts: enough to be recognised and opened."""

    id: int
    number: str
    title: str
    url: str
    at: datetime
    unit: int
    key: int


@dataclass(frozen=True)
class Part:
    """One line of the table beside a figure."""

    key: str
    label: str
    value: int
    count: int


@dataclass(frozen=True)
class Figure:
    """Counts the rows of `of`. `unit` and `on` are the columns of the unit and of the local date that decides the period.

    `face` names the columns of id, number, title and moment; `restricted` says which rows count but are never listed.
    """

    name: str
    label: object
    measure: object
    of: Callable[[], QuerySet[Any]]
    on: str
    unit: str = "unit_id"
    face: Mapping[str, str] | None = None
    url: str = "/w/matters/{id}"
    restricted: Callable[[], Q] | None = None
    counted: object = ""
    not_counted: object = ""

    def value(self, units: set[int] | None, period: Period) -> int:
        """How many. `units` None is the whole house; there is one official value whoever asks."""
        return self._rows(units, period).count()

    def by_unit(self, units: set[int] | None, period: Period) -> dict[int, int]:
        """The count of each unit that has any, in one grouped query."""
        found = self._rows(units, period).order_by().values_list(self.unit).annotate(n=Count("pk"))
        return dict(found)

    def by_month(self, units: set[int] | None, period: Period) -> dict[tuple[int, int], int]:
        """The count of each month that has any, by (year, month), in one grouped query."""
        year, month = f"{self.on}__year", f"{self.on}__month"
        found = self._rows(units, period).order_by().values_list(year, month).annotate(n=Count("pk"))
        return {(y, m): n for y, m, n in found}

    def records(self, units: set[int] | None, period: Period, *, before: int | None = None, limit: int | None = None) -> list[Record]:
        """The records behind the number, newest first; restricted ones are left out."""
        found = self._rows(units, period)
        if self.restricted:
            found = found.exclude(self.restricted())
        if before is not None:
            found = found.filter(pk__lt=before)
        face = {"id": "id", "number": "number", "title": "title", "at": "raised_at", **(self.face or {})}
        columns = [face["id"], face["number"], face["title"], face["at"], self.unit]
        picked = found.order_by("-pk").annotate(row_key=F("pk")).values_list(*columns, "row_key")
        picked = picked[:limit] if limit else picked
        return [Record(pk, number, title, self.url.format(id=pk), at, unit, key) for pk, number, title, at, unit, key in picked]

    def _rows(self, units: set[int] | None, period: Period) -> QuerySet[Any]:
        found = self.of().filter(period.holds(self.on), **{f"{self.on}__isnull": False})
        return found if units is None else found.filter(within(ranges(units), self.unit))


figures: Shelf[Figure] = Shelf("figures")


def figure(declared: Figure) -> Figure:
    """Lay a figure on the shelf."""
    return figures.put(declared.name, declared)


def units_of(code: str | None, on: date) -> tuple[Unit | None, set[int] | None]:
    """The unit with this code and all below it; (None, None) is the whole house. Unseen for an unknown code."""
    if code is None:
        return None, None
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Unseen
    return unit, tree(on).below([unit.pk]) | {unit.pk}


def parts(figure_: Figure, unit: Unit | None, units: set[int] | None, period: Period, on: date) -> list[Part]:
    """The table by the units directly below; the unit's own records have a line of their own. The lines add up to the value."""
    of = tree(on)
    counts = figure_.by_unit(units, period)
    top = unit.pk if unit else next(iter(of.children.get(None, [])), None)
    gathered: dict[int, int] = {}
    for one, n in counts.items():
        line = _line_below(of, one, top)
        gathered[line] = gathered.get(line, 0) + n
    named = Unit.objects.in_bulk(gathered)
    return [Part(named[one].code, named[one].name, n, n) for one, n in sorted(gathered.items())]


def _line_below(of: Tree, unit: int, top: int | None) -> int:
    """The unit directly below `top` that this one belongs to; `top` itself for its own records."""
    line = of.above(unit)
    if top in line:
        place = line.index(top)
        return line[place - 1] if place else unit
    return unit


@dataclass(frozen=True)
class Shown:
    """The records behind a number as one person may see them: a page of them, and how many are not shown."""

    records: list[Record]
    hidden: int


def may_ask(actor: Actor, unit: int, on: date) -> bool:
    """Who reads the matters of a unit may ask for its figures."""
    return unit in scope(actor, on)


def shown_to(actor: Actor, figure_: Figure, units: set[int], period: Period, on: date, *, before: int | None = None) -> Shown:
    """What this person may see of the records, newest first, and the count of the rest: the two add up to the value."""
    seen = units & scope(actor, on)
    records = figure_.records(seen, period, before=before, limit=PAGE + 1)
    listed = figure_.value(seen, period)
    if figure_.restricted:
        listed = figure_._rows(seen, period).exclude(figure_.restricted()).count()
    return Shown(records, figure_.value(units, period) - listed)
