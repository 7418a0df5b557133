"""From holdings to rows: a set of units becomes ranges of unit ids, and ranges become a filter."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.db.models import Q

from luoshi.base.actor import Actor
from luoshi.kernel.org.roles import READING, ROLES
from luoshi.kernel.org.tree import ADMINISTRATIVE, Tree, tree

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
    """The units that these roles of the person reach today, each in its own tree; `of` is the administrative one where it is at hand.

    A unit on which a role of another tree is held is reached itself, also where it hangs nowhere in that tree.
    """
    found: set[int] = set()
    for name, some in by_tree(tuple(roles)):
        roots = actor.units(*some)
        if roots:
            found |= (of if of and name == ADMINISTRATIVE else tree(on, name)).below(roots)
            found |= _itself(name, roots, on)
    return found


def covers(actor: Actor, unit: int | None, on: date, roles: Iterable[str] = READING) -> bool:
    """Does one of these roles of the person reach this unit, in its own tree?"""
    for name, some in by_tree(tuple(roles)):
        roots = actor.units(*some)
        if roots and (tree(on, name).covers(roots, unit) or unit in _itself(name, roots, on)):
            return True
    return False


def _itself(name: str, roots: Iterable[int], on: date) -> set[int]:
    """Of a tree other than the administrative one: the units themselves, as long as there are such units."""
    return set() if name == ADMINISTRATIVE else {root for root in roots if root in tree(on).parent}


@cache
def by_tree(roles: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """These roles by the tree that each follows; what is no role, as what an office receives for, follows the administrative one."""
    trees: dict[str, list[str]] = {}
    for role in roles:
        trees.setdefault(ROLES[role].tree if role in ROLES else ADMINISTRATIVE, []).append(role)
    return tuple((name, tuple(some)) for name, some in trees.items())
