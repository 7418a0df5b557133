"""The tree of units on a day, held in memory and renewed when its stamp moves."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.kernel.org.models import Branch, TreeStamp

ADMINISTRATIVE = "administrative"


@dataclass(frozen=True)
class Tree:
    """Parents and children of the units that hang in the tree on one day."""

    parent: dict[int, int | None]
    children: dict[int | None, list[int]]

    def below(self, roots: Iterable[int]) -> set[int]:
        """These units and everything under them."""
        found: set[int] = set()
        todo = [root for root in roots if root in self.parent]
        while todo:
            unit = todo.pop()
            if unit not in found:
                found.add(unit)
                todo.extend(self.children.get(unit, ()))
        return found

    def above(self, unit: int | None) -> list[int]:
        """This unit and its superiors, nearest first."""
        line: list[int] = []
        while unit is not None and unit not in line:
            line.append(unit)
            unit = self.parent.get(unit)
        return line

    def covers(self, roots: Iterable[int], unit: int | None) -> bool:
        return not set(roots).isdisjoint(self.above(unit))


_seen: ContextVar[dict[str, int] | None] = ContextVar("tree stamps seen in this request", default=None)
_kept: dict[tuple[str, date], tuple[int, Tree]] = {}


def tree(on: date, name: str = ADMINISTRATIVE) -> Tree:
    """The tree of this day; one small query a call (a request asks once), the whole tree only after a change."""
    version = _version(name)
    kept = _kept.get((name, on))
    if kept is None or kept[0] != version:
        if len(_kept) > 32:
            _kept.clear()
        kept = _kept[(name, on)] = (version, _load(on, name))
    return kept[1]


@contextmanager
def asked_once() -> Iterator[None]:
    """Within this block the stamp is read once: for one request."""
    before = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(before)


def _version(name: str) -> int:
    seen = _seen.get()
    if seen is not None and name in seen:
        return seen[name]
    version = TreeStamp.objects.filter(tree=name).values_list("version", flat=True).first() or 0
    if seen is not None:
        seen[name] = version
    return version


def forget() -> None:
    """Drop every copy: the tree was changed, or the database under it exchanged."""
    _kept.clear()
    if (seen := _seen.get()) is not None:
        seen.clear()


def _load(on: date, name: str) -> Tree:
    edges = Branch.objects.filter(tree=name, since__lte=on).filter(Q(until__isnull=True) | Q(until__gt=on))
    parent: dict[int, int | None] = {}
    children: dict[int | None, list[int]] = {}
    for unit, above in edges.order_by("unit_id").values_list("unit_id", "parent_id"):
        parent[unit] = above
        children.setdefault(above, []).append(unit)
    return Tree(parent, children)
