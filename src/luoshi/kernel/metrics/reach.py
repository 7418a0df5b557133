"""Which units belong to a figure on which days: a record counts where its unit hung in the tree on the record's own day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, IntegerField, Q, Value, When

from luoshi.base.copies.kept import kept
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.models import Branch, Unit
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.tree import ADMINISTRATIVE, STAMP

Spell = tuple[date | None, date | None, int]  # [since, until) and the line it counts in: the unit directly below the top
ALWAYS = (None, None)


@dataclass(frozen=True)
class Reach:
    """A unit and what hung below it: for each unit, the spells in which it did. Without `top` the whole house: nothing is filtered.

    A unit's first place in the tree counts backwards and its last forwards, so that history brought in from before the tree was
    written down, and what is closed after a unit was dissolved, count somewhere.
    """

    top: Unit | None
    spells: Mapping[int, tuple[Spell, ...]]

    @property
    def units(self) -> set[int]:
        return set(self.spells)

    def only(self, units: Iterable[int]) -> "Reach":
        """The same, without all other units."""
        chosen = set(units)
        return replace(self, spells={unit: spells for unit, spells in self.spells.items() if unit in chosen})

    def holds(self, unit: str, on: str) -> Q:
        """The filter for rows by the columns of unit and local date: one range of units where nothing ever moved."""
        together: dict[tuple[tuple[date | None, date | None], ...], list[int]] = {}
        for one, spells in self.spells.items():
            together.setdefault(_joined(spells), []).append(one)
        condition = within(ranges(together.pop((ALWAYS,), [])), unit)
        for periods, units in together.items():
            days = Q()
            for since, until in periods:
                days |= (Q(**{f"{on}__gte": since}) if since else Q()) & (Q(**{f"{on}__lt": until}) if until else Q())
            condition |= within(ranges(units), unit) & days
        return condition

    def cuts(self) -> list[date]:
        """The days on which a unit changed its line: between two of them every unit counts in one line."""
        return sorted({day for spells in self.spells.values() if len(spells) > 1 for spell in spells for day in spell[:2] if day})

    def version(self, on: str) -> Case | Value:
        """Between which cuts a row's day lies, as a number to group by."""
        cuts = self.cuts()
        whens = [When(**{f"{on}__lt": day}, then=Value(place)) for place, day in enumerate(cuts)]
        return Case(*whens, default=Value(len(cuts)), output_field=IntegerField()) if cuts else Value(0)

    def line(self, unit: int, version: int) -> int:
        """The line of a unit between two cuts; the unit itself where it hangs nowhere below the top."""
        cuts, spells = self.cuts(), self.spells.get(unit, ())
        if len(spells) == 1:
            return spells[0][2]
        first = cuts[version - 1] if version else None
        for since, until, line in spells:
            if (since is None or (first is not None and since <= first)) and (until is None or first is None or first < until):
                return line
        return unit


Where = Reach | set[int] | None


def reach(code: str | None) -> Reach:
    """The unit with this code and all that hung below it; without a code the whole house. Unseen for an unknown code."""
    if code is None:
        return kept(STAMP, "reach of the house", lambda: Reach(None, _spells(_root())))
    unit = kept(STAMP, "units by code", lambda: {one.code: one for one in all_units().values()}).get(code)
    if unit is None:
        raise Unseen
    return kept(STAMP, ("reach", unit.pk), lambda: Reach(unit, _spells(unit.pk)))


def all_units() -> Mapping[int, Unit]:
    """Every unit there is or was, by id (to be read, never saved)."""
    return kept(STAMP, "all units", lambda: Unit.objects.in_bulk())


def as_reach(where: Where) -> Reach:
    """A set of units as they are taken: on every day, in the lines of the whole house."""
    if where is None or isinstance(where, Reach):
        return reach(None) if where is None else where
    house = reach(None)
    root = kept(STAMP, "root of the house", _root)
    top = all_units()[root] if root else None
    return Reach(top, {one: house.spells.get(one, ((None, None, one),)) for one in where})


def _root() -> int | None:
    return Branch.objects.filter(tree=ADMINISTRATIVE, parent__isnull=True).order_by("since", "id").values_list("unit_id", flat=True).first()


def _spells(top: int | None) -> dict[int, tuple[Spell, ...]]:
    """For each unit the spells below the top, from the trees one after another."""
    found: dict[int, list[Spell]] = {}
    for since, until, lines in _lines(top):
        for unit, line in lines.items():
            before = found.setdefault(unit, [])
            if before and before[-1][1:] == (since, line):
                before[-1] = (before[-1][0], until, line)
            else:
                before.append((since, until, line))
    return {unit: tuple(spells) for unit, spells in found.items()}


def _lines(top: int | None) -> Iterator[tuple[date | None, date | None, dict[int, int]]]:
    """Each stretch of days without a move: from, until, and the line of every unit below the top."""
    moves: dict[date, list[tuple[int, int | None]]] = {}
    parent: dict[int, int | None] = {}
    rows = Branch.objects.filter(tree=ADMINISTRATIVE).order_by("since", "id").values_list("unit_id", "parent_id", "since")
    for unit, above, since in rows:
        if unit in parent:
            moves.setdefault(since, []).append((unit, above))
        else:
            parent[unit] = above
    days: list[date | None] = [None, *sorted(moves), None]
    for first, last in zip(days, days[1:], strict=False):
        parent.update(moves.get(first, ()) if first else ())
        yield first, last, _below(parent, top)


def _below(parent: Mapping[int, int | None], top: int | None) -> dict[int, int]:
    children: dict[int | None, list[int]] = {}
    for unit, above in parent.items():
        children.setdefault(above, []).append(unit)
    lines: dict[int, int] = {} if top is None else {top: top}
    todo = [(child, child) for child in children.get(top, [])]
    while todo:
        unit, line = todo.pop()
        if unit not in lines:
            lines[unit] = line
            todo.extend((child, line) for child in children.get(unit, ()))
    return lines


def _joined(spells: Iterable[Spell]) -> tuple[tuple[date | None, date | None], ...]:
    """The spells without their lines, neighbours made one."""
    out: list[tuple[date | None, date | None]] = []
    for since, until, _line in spells:
        if out and out[-1][1] == since and since is not None:
            out[-1] = (out[-1][0], until)
        else:
            out.append((since, until))
    return tuple(out)
