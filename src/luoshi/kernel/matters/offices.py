"""Which units are offices, who handles there, and which of them a matter about somebody may go to."""

from datetime import date

from luoshi.base.copies.kept import kept
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import not_recused, recipients
from luoshi.kernel.org.models import Holding, Person, Unit
from luoshi.kernel.org.selectors import HOLDINGS, in_force, office_for
from luoshi.kernel.org.tree import tree


def handlers(unit: int, on: date) -> list[Person]:
    """Who handles at this office, by staff number. To be read, never saved."""
    return kept(HOLDINGS, ("handlers", on), lambda: _handlers(on)).get(unit, [])


def is_office(unit: int, on: date) -> bool:
    return bool(handlers(unit, on))


def offices(on: date) -> list[Unit]:
    """Every unit with somebody who handles, by code."""
    found = kept(HOLDINGS, ("handlers", on), lambda: _handlers(on))
    return sorted((unit for pk, unit in tree(on).units.items() if pk in found), key=lambda unit: unit.code)


def handlers_of(matter: Matter, unit: int, on: date) -> list[Person]:
    """Who handles at this office and may have to do with this matter; for what is about conduct, its named recipients."""
    if matter.conduct:
        return not_recused(matter, recipients(matter.unit_id, on), on)
    return not_recused(matter, handlers(unit, on), on)


def office_of(matter: Matter, on: date) -> int:
    """The office that takes it: the usual one, or the nearest above with somebody whom it is not about."""
    line = tree(on).above(matter.unit_id) or [matter.unit_id]
    usual = office_for(matter.unit_id, on)
    if not matter.reserved:
        return usual
    for office in dict.fromkeys(office_for(unit, on) for unit in line):
        if handlers_of(matter, office, on):
            return office
    return line[-1]


def elsewhere(matter: Matter, on: date) -> tuple[int, int | None]:
    """Who has it when whoever held it must not: its office, another one where everybody handling there is barred, or a recipient."""
    if matter.conduct:
        free = handlers_of(matter, matter.office_id, on)
        return (free[0].unit_id, free[0].pk) if free else (matter.office_id, None)
    if not handlers_of(matter, matter.office_id, on):
        matter.office_id = office_of(matter, on)
    return matter.office_id, None


def _handlers(on: date) -> dict[int, list[Person]]:
    rows = Holding.objects.filter(in_force(on), role="handler", person__in=Person.objects.filter(in_force(on)))
    found: dict[int, list[Person]] = {}
    for row in rows.select_related("person__unit").order_by("unit_id", "person__staff_no"):
        found.setdefault(row.unit_id, []).append(row.person)
    return found
