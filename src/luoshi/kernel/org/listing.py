"""The lists on which administrators build the enterprise: found by number, code or name, a page at a time, for administrators only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.models import Branch, Equipment, Holding, Party, Person, Place, Unit
from luoshi.kernel.org.places import DEEPEST
from luoshi.kernel.org.rights import must_look
from luoshi.kernel.org.tree import tree

PAGE, MOST = 50, 500
T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list; the keys to ask for those before and after, empty where there are none."""

    rows: Sequence[T]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Keys:
    """What was asked for: words, and the key after or before which the page begins or ends."""

    words: str = ""
    after: str = ""
    before: str = ""


def here_or_coming(on: date) -> Q:
    """Rows that have not ended by this day."""
    return Q(until__isnull=True) | Q(until__gt=on)


def units_page(actor: Actor, keys: Keys, on: date) -> Page[tuple[Unit, int]]:
    """The units of this day as a tree, each with its depth."""
    must_look(actor)
    of = tree(on)
    found = [(of.units[pk], depth) for pk, depth in of.walk()]
    if keys.words:
        found = [(unit, 0) for unit, _depth in found if keys.words in unit.name or keys.words.upper() == unit.code.upper()]
    codes = [unit.code for unit, _depth in found]
    first = codes.index(keys.after) + 1 if keys.after in codes else 0
    if keys.before in codes:
        first = max(codes.index(keys.before) - PAGE, 0)
    rows = found[first : first + PAGE]
    more = first + PAGE < len(found)
    return Page(rows, rows[0][0].code if rows and first else "", rows[-1][0].code if rows and more else "")


def people_page(actor: Actor, keys: Keys, on: date, unit: Unit | None = None) -> Page[Person]:
    """Who is here or will be, by staff number; of this unit and below where one is given. A whole staff number finds that one alone."""
    must_look(actor)
    of = tree(on)
    rows = Person.objects.filter(here_or_coming(on)).prefetch_related("unit", "party")
    if unit is not None:
        rows = rows.filter(unit__in=of.below([unit.pk]) or [unit.pk])
    if keys.words:
        exact = list(rows.filter(staff_no=keys.words))
        if exact:
            return Page(exact)
        units = [one.pk for one in of.units.values() if keys.words in one.name]
        named = Q(name__contains=keys.words) | Q(staff_no__startswith=keys.words)
        rows = rows.filter(named | Q(unit__in=units) if units else named)
    return _keyed(rows, "staff_no", keys)


def holdings_page(actor: Actor, keys: Keys, on: date, role: str = "") -> Page[Holding]:
    """The roles in force or to come, the latest given first; worker, which everybody is, stands in the list of people."""
    must_look(actor)
    rows = Holding.objects.filter(here_or_coming(on)).exclude(role="worker").select_related("person", "unit")
    if role:
        rows = rows.filter(role=role)
    if keys.words:
        rows = rows.filter(Q(person__staff_no=keys.words) | Q(person__name__contains=keys.words) | Q(unit__name__contains=keys.words))
    after, before = (int(key) if key.isdecimal() and len(key) < 19 else 0 for key in (keys.after, keys.before))
    if before:
        found = list(reversed(rows.filter(pk__gt=before).order_by("pk")[: PAGE + 1]))
        return Page(found[-PAGE:], str(found[-PAGE:][0].pk) if len(found) > PAGE else "", str(found[-1].pk) if found else "")
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(shown, str(shown[0].pk) if after and shown else "", str(shown[-1].pk) if len(found) > PAGE else "")


def places_page(actor: Actor, keys: Keys, on: date) -> Page[tuple[Place, int]]:
    """The places with what lies inside, by code; those found by words without."""
    must_look(actor)
    return _nested(Place.objects.filter(here_or_coming(on)).select_related("unit"), keys)


def equipment_page(actor: Actor, keys: Keys, on: date) -> Page[tuple[Equipment, int]]:
    """The machines with their parts, by code; those found by words without."""
    must_look(actor)
    return _nested(Equipment.objects.filter(here_or_coming(on)).select_related("unit", "place"), keys)


def parties_page(actor: Actor, keys: Keys, on: date) -> Page[Party]:
    """The outside parties, by code."""
    must_look(actor)
    rows = Party.objects.filter(here_or_coming(on)).select_related("unit")
    return _keyed(rows.filter(_called(keys.words)), "code", keys)


def _called(words: str) -> Q:
    return Q(name__contains=words) | Q(code__startswith=words.upper()) if words else Q()


def _keyed(rows: QuerySet[M], key: str, keys: Keys) -> Page[M]:
    """A page by a unique column, forwards from `after` or backwards from `before`."""
    if keys.before:
        found = list(reversed(rows.filter(**{f"{key}__lt": keys.before}).order_by(f"-{key}")[: PAGE + 1]))
        shown = found[-PAGE:]
        return Page(shown, getattr(shown[0], key) if len(found) > PAGE else "", getattr(shown[-1], key) if shown else "")
    found = list((rows.filter(**{f"{key}__gt": keys.after}) if keys.after else rows).order_by(key)[: PAGE + 1])
    shown = found[:PAGE]
    return Page(shown, getattr(shown[0], key) if keys.after and shown else "", getattr(shown[-1], key) if len(found) > PAGE else "")


def _nested(rows: QuerySet[Any], keys: Keys) -> Page[tuple[Any, int]]:
    """A page of those that lie in nothing, each followed by what it holds; at most MOST rows at each level."""
    if keys.words:
        flat = _keyed(rows.filter(_called(keys.words)), "code", keys)
        return Page([(row, 0) for row in flat.rows], flat.before, flat.after)
    top = _keyed(rows.filter(parent__isnull=True), "code", keys)
    inside: dict[int, list[Any]] = {}
    level: Sequence[Any] = top.rows
    for _depth in range(DEEPEST):
        level = list(rows.filter(parent__in=[one.pk for one in level]).order_by("code")[:MOST]) if level else []
        for one in level:
            inside.setdefault(one.parent_id, []).append(one)
    out: list[tuple[Any, int]] = []
    todo = [(one, 0) for one in reversed(top.rows)]
    while todo:
        one, depth = todo.pop()
        out.append((one, depth))
        todo.extend((child, depth + 1) for child in reversed(inside.get(one.pk, ())))
    return Page(out, top.before, top.after)


# one of them


def person_called(actor: Actor, staff_no: str) -> Person:
    """Somebody by staff number, whether here or gone; Unseen when there is nobody."""
    must_look(actor)
    return _one(Person.objects.select_related("unit", "party").filter(staff_no=staff_no))


def place_called(actor: Actor, code: str) -> Place:
    """A place by its code, in use or ended; Unseen when there is none."""
    must_look(actor)
    return _one(Place.objects.select_related("unit", "parent").filter(code=code.upper()))


def equipment_called(actor: Actor, code: str) -> Equipment:
    """A machine by its code, in use or ended; Unseen when there is none."""
    must_look(actor)
    return _one(Equipment.objects.select_related("unit", "parent", "place").filter(code=code.upper()))


def party_called(actor: Actor, code: str) -> Party:
    """An outside party by its code, there or ended; Unseen when there is none."""
    must_look(actor)
    return _one(Party.objects.select_related("unit").filter(code=code.upper()))


def holdings_of(actor: Actor, person: Person, on: date) -> list[Holding]:
    """The roles of a person that last or come."""
    must_look(actor)
    return list(Holding.objects.filter(here_or_coming(on), person=person).select_related("unit").order_by("since", "id"))


def edges_of(actor: Actor, unit: Unit) -> list[Branch]:
    """Where a unit has hung, hangs and will hang, in every tree, the latest first."""
    must_look(actor)
    return list(Branch.objects.filter(unit=unit).select_related("parent").order_by("tree", "-since"))


def moves_to_come(actor: Actor, name: str, on: date) -> list[Branch]:
    """What will hang elsewhere in this tree from a later day on, soonest first."""
    must_look(actor)
    rows = Branch.objects.filter(tree=name, since__gt=on, until__isnull=True).select_related("unit", "parent")
    return list(rows.order_by("since", "unit__code"))


def versions(actor: Actor, name: str, limit: int = MOST) -> list[tuple[date, int]]:
    """The days on which something moved in this tree, the latest first, each with how much."""
    must_look(actor)
    days: dict[date, set[int]] = {}
    for unit, since, until in Branch.objects.filter(tree=name).values_list("unit_id", "since", "until"):
        for day in (since, until):
            if day is not None:
                days.setdefault(day, set()).add(unit)
    return [(day, len(units)) for day, units in sorted(days.items(), reverse=True)[:limit]]


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Unseen
    return found


def counts(actor: Actor, on: date) -> dict[str, int]:
    """How many there are of each, for the page with the doors."""
    must_look(actor)
    lists: Iterable[tuple[str, type[Model]]] = (("people", Person), ("places", Place), ("equipment", Equipment), ("parties", Party))
    out = {name: model._default_manager.filter(here_or_coming(on)).count() for name, model in lists}
    held = Holding.objects.filter(here_or_coming(on)).exclude(role="worker").count()
    return {**out, "units": len(tree(on).parent), "holdings": held}
