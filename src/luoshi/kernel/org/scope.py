"""From holdings to rows: a set of units becomes ranges of unit ids, and ranges become a filter."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from luoshi.base.actor import Actor
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.tree import Tree, tree

Ranges = list[tuple[int, int]]


def ranges(units: Iterable[int]) -> Ranges:
    """Closed ranges of neighbouring ids: units made together cost one range."""
    out: Ranges = []
    for unit in sorted(units):
        if out and unit == out[-1][1] + 1:
            out[-1] = (out[-1][0], unit)
        else:
            out.append((unit, unit))
    return out


def within(spans: Ranges, column: str) -> Q:
    """The filter for rows whose unit lies in these ranges; nothing lies in no range."""
    if not spans:
        return Q(pk__in=())
    condition = Q()
    for first, last in spans:
        condition |= Q(**{column: first}) if first == last else Q(**{f"{column}__gte": first, f"{column}__lte": last})
    return condition


def scope(actor: Actor, on: date, roles: Iterable[str] = READING, of: Tree | None = None) -> set[int]:
    """The units whose matters this person may read by role, today."""
    roots = actor.units(*roles)
    return (of or tree(on)).below(roots) if roots else set()


def covers(actor: Actor, unit: int | None, on: date, roles: Iterable[str] = READING) -> bool:
    """Does one of these roles of the person reach this unit?"""
    roots = actor.units(*roles)
    return bool(roots) and tree(on).covers(roots, unit)
