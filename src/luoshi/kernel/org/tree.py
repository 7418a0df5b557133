"""The tree of units on a day, held in memory and renewed when its stamp moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.copies.kept import kept
from luoshi.kernel.org.models import Branch, Unit

ADMINISTRATIVE, PARTY, UNION = "administrative", "party", "union"
TREES: dict[str, object] = {ADMINISTRATIVE: _("Administrative tree"), PARTY: _("Party tree"), UNION: _("Union tree")}
STAMP = "tree"


@dataclass(frozen=True)
class Tree:
    """Parents and children of the units that hang in the tree on one day, and the units themselves (to be read, never saved)."""

    parent: dict[int, int | None]
    children: dict[int | None, list[int]]
    units: dict[int, Unit]

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

    def walk(self, roots: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """Every unit with its depth, those above before those below; from these roots on, or the whole tree."""
        out: list[tuple[int, int]] = []
        todo = [(unit, 0) for unit in reversed(list(self.children.get(None, ()) if roots is None else roots))]
        while todo:
            unit, depth = todo.pop()
            out.append((unit, depth))
            todo.extend((child, depth + 1) for child in reversed(self.children.get(unit, ())))
        return out

    def covers(self, roots: Iterable[int], unit: int | None) -> bool:
        """Does this unit lie under one of these? One that hangs nowhere in this tree lies under nobody, as in `below`."""
        return unit in self.parent and not set(roots).isdisjoint(self.above(unit))


def tree(on: date, name: str = ADMINISTRATIVE) -> Tree:
    """The tree of this day."""
    return kept(STAMP, (name, on), lambda: _load(on, name))


def _load(on: date, name: str) -> Tree:
    edges = Branch.objects.filter(tree=name, since__lte=on).filter(Q(until__isnull=True) | Q(until__gt=on))
    parent: dict[int, int | None] = {}
    children: dict[int | None, list[int]] = {}
    for unit, above in edges.order_by("unit_id").values_list("unit_id", "parent_id"):
        parent[unit] = above
        children.setdefault(above, []).append(unit)
    return Tree(parent, children, Unit.objects.in_bulk())
