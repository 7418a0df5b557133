"""Who is meant by what people write: a staff number, a name, or both as copied from a spreadsheet."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.selectors import in_force
from luoshi.kernel.org.tree import tree


def named_here(words: Iterable[str], unit: Unit | None, on: date) -> dict[str, list[Person]]:
    """For each of these, everybody who can be meant: by staff number; by name below the unit where one is given, else in the whole house.

    Two statements for any number of them. A line may hold number and name in any order, and more.
    """
    wanted = {line.strip(): line.split() for line in words}
    parts = {part for line in wanted.values() for part in line}
    found = Person.objects.filter(in_force(on)).filter(Q(staff_no__in=parts) | Q(name__in=parts)).select_related("unit")
    below = tree(on).below([unit.pk]) if unit else set()
    by_number: dict[str, Person] = {}
    by_name: dict[str, list[Person]] = {}
    for person in found.order_by("staff_no"):
        by_number[person.staff_no] = person
        by_name.setdefault(person.name, []).append(person)
    return {line: _meant(split, by_number, by_name, below) for line, split in wanted.items()}


def unit_named(words: str, on: date) -> list[Unit]:
    """The units that a code, a name or a short name means on this day."""
    of = tree(on)
    code = [unit for unit in of.units.values() if unit.code == words]
    return code or [unit for unit in of.units.values() if words and words in (unit.name, unit.short_name) and unit.pk in of.parent]


def _meant(parts: list[str], by_number: dict[str, Person], by_name: dict[str, list[Person]], below: set[int]) -> list[Person]:
    for part in parts:
        if part in by_number:
            return [by_number[part]]
    same = next((by_name[part] for part in parts if part in by_name), [])
    near = [person for person in same if person.unit_id in below]
    return near or same
