"""Who stands in for whom on a day, held in memory: a request asks nothing for it, with a deputy or without."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from luoshi.base.actor import Actor, Grant
from luoshi.base.copies.kept import kept
from luoshi.kernel.org.held import HOLDINGS, grants, in_force
from luoshi.kernel.org.models import Deputy, Holding, Person
from luoshi.kernel.org.roles import NOT_OWNING, NOT_PASSED
from luoshi.kernel.org.tree import STAMP as TREE

STAMP = "deputies"


@dataclass(frozen=True)
class _StandIn:
    """The persons somebody stands in for on a day, and what they hold."""

    persons: tuple[int, ...]
    grants: tuple[Grant, ...]


def stand_in(actor: Actor, on: date) -> Actor:
    """The same actor, with the persons this one stands in for today and what they hold. An administrator or inspector gets none of it."""
    if actor.person is None or actor.holds(*NOT_OWNING):
        return actor
    found = _of_the_day(on).get(actor.person)
    if found is None:
        return actor
    return replace(actor, grants=tuple(dict.fromkeys((*actor.grants, *found.grants))), stands_for=found.persons)


def away(on: date) -> Mapping[int, int]:
    """Who is away on this day, and who stands in: ids by ids."""
    return {person: deputy for deputy, found in _of_the_day(on).items() for person in found.persons}


def deputy_of(person: int, on: date) -> Person | None:
    """Who stands in for this person on this day; None when nobody does."""
    deputy = away(on).get(person)
    return Person.objects.select_related("unit").filter(pk=deputy).first() if deputy else None


def _of_the_day(on: date) -> Mapping[int, _StandIn]:
    return kept((STAMP, HOLDINGS, TREE), ("standing in", on), lambda: _load(on))


def _load(on: date) -> Mapping[int, _StandIn]:
    here = Person.objects.filter(in_force(on))
    rows = list(
        Deputy.objects.filter(since__lte=on, until__gt=on, person__in=here, deputy__in=here)
        .order_by("deputy_id", "person_id")
        .values_list("deputy_id", "person_id")
    )
    if not rows:
        return {}
    held: dict[int, list[tuple[str, int, int | None]]] = {}
    passing = Holding.objects.filter(in_force(on), person__in=[person for _deputy, person in rows]).exclude(role__in=NOT_PASSED)
    for person, role, unit, receives_for in passing.order_by("id").values_list("person_id", "role", "unit_id", "unit__receives_for_id"):
        held.setdefault(person, []).append((role, unit, receives_for))
    out: dict[int, _StandIn] = {}
    for deputy, person in rows:
        before = out.get(deputy, _StandIn((), ()))
        out[deputy] = _StandIn((*before.persons, person), (*before.grants, *grants(held.get(person, ()))))
    return out


def meeting(since: date, until: date) -> Q:
    """Deputies whose days meet `[since, until)`."""
    return Q(since__lt=until, until__gt=since)


def deputies_of(person: int, on: date) -> list[Deputy]:
    """The absences of this person that last or come, soonest first."""
    return list(Deputy.objects.filter(person=person, until__gt=on).select_related("person__unit", "deputy__unit").order_by("since", "id"))


def stood_in_for(person: int, on: date) -> list[Deputy]:
    """For whom this person stands in or will, soonest first."""
    return list(Deputy.objects.filter(deputy=person, until__gt=on).select_related("person__unit", "deputy__unit").order_by("since", "id"))


def absences(units: set[int], on: date, limit: int) -> list[Deputy]:
    """The absences of the people of these units that last or come, soonest first."""
    rows = Deputy.objects.filter(until__gt=on, person__unit__in=units).select_related("person__unit", "deputy__unit")
    return list(rows.order_by("since", "person__staff_no", "id")[:limit])
