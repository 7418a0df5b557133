"""Looking up people, units and places, and who stands above or for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from luoshi.base.actor import Actor
from luoshi.base.copies.kept import kept
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.held import HOLDINGS, administrators_apart, grants, in_force
from luoshi.kernel.org.models import Holding, Person, Place, Rota, Unit
from luoshi.kernel.org.roles import LEADING, NOT_OWNING, READING, VERIFYING
from luoshi.kernel.org.scope import by_tree, scope
from luoshi.kernel.org.shifts import Shift, Term, comes_next, on_now, read_hours
from luoshi.kernel.org.standing_in import stand_in
from luoshi.kernel.org.tree import STAMP as TREE
from luoshi.kernel.org.tree import tree


def actor_of(person: Person, on: date) -> Actor:
    """This person with the holdings of this day, and with those of whoever this person stands in for."""
    held = Holding.objects.filter(in_force(on), person=person).order_by("id").values_list("role", "unit_id", "unit__receives_for_id")
    return stand_in(Actor(person.pk, person.name, grants(held, apart=administrators_apart(on)), person.unit_id), on)


def person_by_staff_no(staff_no: str, on: date) -> Person | None:
    """Somebody who is here on this day, by staff number."""
    return Person.objects.filter(in_force(on), staff_no=staff_no.strip()).first()


def person_by_id(pk: int) -> Person:
    return Person.objects.select_related("unit").get(pk=pk)


def people_chosen(ids: Iterable[int]) -> list[Person]:
    """These persons, by staff number."""
    return list(Person.objects.filter(pk__in=list(ids)).select_related("unit").order_by("staff_no"))


def unit_by_code(code: str) -> Unit:
    """A unit by its code; Unseen when there is none."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Unseen
    return unit


def unit_by_id(pk: int) -> Unit:
    return Unit.objects.get(pk=pk)


def all_units(on: date) -> list[tuple[Unit, int]]:
    """Every unit in the tree of this day with its depth, parents before children."""
    now = tree(on)
    out: list[tuple[Unit, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in now.children.get(parent, ()):
            out.append((now.units[unit], depth))
            walk(unit, depth + 1)

    walk(None, 0)
    return out


def place_by_code(code: str, on: date) -> Place:
    """The place with this code on its wall; Unseen when there is none."""
    place = Place.objects.filter(in_force(on), code=code.upper()).select_related("unit").first()
    if place is None:
        raise Unseen
    return place


def places(on: date) -> list[Place]:
    """Every place in use, by unit and name."""
    return list(Place.objects.filter(in_force(on)).select_related("unit").order_by("unit_id", "name", "id"))


def office_for(unit: int, on: date) -> int:
    """The office that takes what is raised here: one that receives for the unit or the nearest above, else the nearest with a handler."""
    of = tree(on)
    line = of.above(unit) or [unit]
    receiving = {
        office.receives_for_id: office.pk
        for office in sorted(of.units.values(), key=lambda one: -one.pk)
        if office.receives_for_id and office.pk in of.parent
    }
    handling = kept(HOLDINGS, on, lambda: _handling(on))
    for one in line:
        if one in receiving:
            return receiving[one]
        if one in handling:
            return one
    return line[-1]


def _handling(on: date) -> frozenset[int]:
    return frozenset(Holding.objects.filter(in_force(on), role="handler").values_list("unit_id", flat=True))


def number_prefix(unit: int, on: date) -> Unit:
    """The unit whose short name opens the number: the nearest above with one, else the root."""
    of = tree(on)
    line = of.above(unit) or [unit]
    return next((of.units[one] for one in line if of.units[one].short_name), of.units[line[-1]])


def holders(unit: int | None, roles: Iterable[str], on: date) -> list[Person]:
    """Who holds one of these roles on this unit or above it, nearest first; each role by the tree that it follows."""
    found: list[tuple[int, Holding]] = []
    for name, some in by_tree(tuple(roles)):
        rank = {one: place for place, one in enumerate(tree(on, name).above(unit))}
        here = Person.objects.filter(in_force(on))
        rows = Holding.objects.filter(in_force(on), role__in=some, unit__in=list(rank), person__in=here)
        found += [(rank[row.unit_id], row) for row in rows.select_related("person__unit")]
    return list({row.person_id: row.person for _steps, row in sorted(found, key=lambda one: (one[0], one[1].pk))}.values())


def leaders(unit: int | None, on: date) -> list[Person]:
    """The line that an overdue matter climbs from this unit."""
    return holders(unit, LEADING, on)


def verifiers(unit: int, on: date, never: Iterable[int | None]) -> list[Person]:
    """Who may verify what was done in this unit, without those who did it."""
    barred = set(never)
    found = kept((HOLDINGS, TREE), ("verifying", unit, on), lambda: holders(unit, VERIFYING, on))
    return [person for person in found if person.pk not in barred]


def workforce(on: date, of: Iterable[int]) -> list[Person]:
    """Everybody whose home is one of these units, by unit and staff number."""
    return list(Person.objects.filter(in_force(on), unit__in=list(of)).select_related("unit").order_by("unit_id", "staff_no"))


@dataclass(frozen=True)
class Turn:
    """How a team stands in its rota: the shift that runs now, or the next."""

    now: Shift | None
    next: Shift | None


def turn(unit: int, at: datetime, on: date) -> Turn | None:
    """The shift of a team at this moment; None for a unit without a shift pattern."""
    near = Q(until__isnull=True) | Q(until__gte=on)
    rotas = Rota.objects.filter(near, unit=unit).select_related("pattern").order_by("-since")
    terms = [term_of(rota) for rota in rotas]
    now = on_now(terms, at)
    if now is None and not any(term.since <= on and (term.until is None or on < term.until) for term in terms):
        return None
    return Turn(now, comes_next(terms, at))


def term_of(rota: Rota) -> Term:
    """A rota as the rules of shifts read it; one of older days without a pattern keeps the usual hours."""
    letters = read_hours(rota.pattern.letters) if rota.pattern else None
    return Term(rota.cycle, rota.anchor, rota.lead, rota.since, rota.until, letters)


def holdings(on: date, words: str, limit: int) -> list[tuple[int, str, str, str, str, date]]:
    """The roles in force beside plain worker, of the people that these words find: id, staff number, name, role, unit, since."""
    rows = Holding.objects.filter(in_force(on)).exclude(role="worker").filter(_found("person__", words))
    ordered = rows.order_by("person__staff_no", "role", "unit_id")
    return list(ordered.values_list("id", "person__staff_no", "person__name", "role", "unit__name", "since")[:limit])


def everybody(on: date, words: str, limit: int) -> list[tuple[int, str, str, str, str]]:
    """The people that these words find by staff number, name or unit: id, staff number, name, post, unit."""
    rows = Person.objects.filter(in_force(on)).filter(_found("", words)).annotate(unit_name=F("unit__name")).order_by("staff_no")
    return list(rows.values_list("id", "staff_no", "name", "post", "unit_name")[:limit])


def _found(path: str, words: str) -> Q:
    return (
        Q(**{f"{path}staff_no": words}) | Q(**{f"{path}name__contains": words}) | Q(**{f"{path}unit__name__contains": words})
        if words
        else Q()
    )


def house_name(on: date) -> str:
    """The name of the enterprise: that of the root unit."""
    of = tree(on)
    return next((of.units[root].name for root in of.children.get(None, ())), "")


def able(on: date) -> QuerySet[Person]:
    """Who may be given work on this day: everybody who is here, but those whose role forbids it."""
    barred = Holding.objects.filter(in_force(on), role__in=NOT_OWNING).values("person")
    return Person.objects.filter(in_force(on)).exclude(pk__in=barred)


def owners(unit: int, office: int, on: date, limit: int) -> list[Person]:
    """Who can be given work found in this unit: the office's people, who has a role there, then the others. To be read, never saved."""
    return kept((HOLDINGS, TREE), ("owning", unit, office, on, limit), lambda: _owners(unit, office, on, limit))


def _owners(unit: int, office: int, on: date, limit: int) -> list[Person]:
    of = tree(on)
    top = number_prefix(unit, on).pk
    units_ = of.below([top]) | of.below([office])
    found = able(on).filter(unit__in=units_).select_related("unit")
    has_a_role = Exists(Holding.objects.filter(in_force(on), person=OuterRef("pk")).exclude(role="worker"))
    nearest = Case(When(unit=office, then=0), When(has_a_role, then=1), When(unit=unit, then=2), default=3, output_field=IntegerField())
    return list(found.annotate(nearness=nearest).order_by("nearness", "unit_id", "staff_no")[:limit])


def units_read(actor: Actor, on: date) -> list[tuple[Unit, int]]:
    """The units whose matters this person reads, as an indented list."""
    return units_held(actor, READING, on)


def units_held(actor: Actor, roles: Iterable[str], on: date) -> list[tuple[Unit, int]]:
    """The units that one of these roles reaches, as an indented list."""
    reached = scope(actor, on, roles)
    found = [(unit, depth) for unit, depth in all_units(on) if unit.pk in reached]
    shallowest = min((depth for _unit, depth in found), default=0)
    return [(unit, depth - shallowest) for unit, depth in found]


def line_above(actor: Actor, unit: int, on: date) -> list[Unit]:
    """The superiors of a unit that this person reads, highest first."""
    of = tree(on)
    readable = scope(actor, on)
    return [of.units[one] for one in reversed(of.above(unit)[1:]) if one in readable]
