"""Whom a matter must never reach: who it is about and those below them; and what is about conduct but its named recipients.

Every selector of matters goes through `hidden`. What it hides does not exist for that person: not in a list, a search, an export, the
records of a figure or a message. A named recipient answers to no line: what is about conduct is kept from one only if it is about that one.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.copies.kept import kept
from luoshi.kernel.matters.models import Concern, Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.org.models import Holding, Person, Unit
from luoshi.kernel.org.roles import LEADING, RECEIVING
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.selectors import HOLDINGS, actor_of, in_force
from luoshi.kernel.org.tree import STAMP, tree

RECIPIENT = "named_recipient"


def hidden(actor: Actor, on: date) -> Q:
    """The matters that this person must never see, as a filter; nothing is hidden from the house. Who raised one goes on reading it."""
    if actor is HOUSE:
        return Q(pk__in=())
    if actor.person is None:
        return Q(reserved=True)
    barred = _concerned(_about(actor, on)) & ~(addressed(actor, on) & ~_concerned(_about_self(actor)))
    kept_from = Matter.objects.filter(reserved=True).filter(~Q(raiser=actor.person) & (barred | (Q(conduct=True) & ~_let_in(actor, on))))
    return Q(reserved=True, pk__in=kept_from.values("pk"))  # of the row itself only what an index holds


def addressed(actor: Actor, on: date) -> Q:
    """The matters about conduct that are addressed to this person as a named recipient."""
    reached = tree(on).below(actor.units(RECIPIENT))
    return Q(conduct=True) & within(ranges(reached), "unit_id") if reached else Q(pk__in=())


def recused(matter: Matter, person: Person, on: date) -> bool:
    """Must this person have nothing to do with this matter?"""
    if not matter.reserved:
        return False
    who = actor_of(person, on)
    about = _about_self(who) if matter.conduct and tree(on).covers(who.units(RECIPIENT), matter.unit_id) else _about(who, on)
    return Concern.objects.filter(about, matter=matter).exists()


def not_recused(matter: Matter, people: Iterable[Person], on: date) -> list[Person]:
    """Those of these people who may have to do with this matter."""
    return [person for person in people if not recused(matter, person, on)] if matter.reserved else list(people)


def recipients(unit: int, on: date) -> list[Person]:
    """The named recipients of what is about conduct in this unit, nearest first."""
    line = tree(on).above(unit)
    found = Holding.objects.filter(in_force(on), role=RECIPIENT, unit__in=line, person__in=Person.objects.filter(in_force(on)))
    rows = sorted(found.select_related("person__unit"), key=lambda row: (line.index(row.unit_id), row.pk))
    return list({row.person_id: row.person for row in rows}.values())


def set_concern(matter: Matter, whom: Person | Unit) -> None:
    """Write down whom it is about; the caller saves the matter."""
    named = {"person": whom} if isinstance(whom, Person) else {"unit": whom}
    Concern.objects.get_or_create(matter=matter, **named)
    matter.reserved = True


def copy_concerns(of: Matter, to: Matter) -> None:
    """A part is about whom the whole is about."""
    for one in Concern.objects.filter(matter=of) if of.reserved else ():
        Concern.objects.create(matter=to, person_id=one.person_id, unit_id=one.unit_id)


def _about(actor: Actor, on: date) -> Q:
    """Concerns that bar this person: about the person, somebody above, or a unit the person belongs to or has a role in."""
    of = tree(on)
    homes = {actor.unit, *(grant.unit for grant in actor.grants if grant.role not in (RECEIVING, RECIPIENT, "inspector"))}
    over = {unit for home in homes if home is not None for unit in of.above(home)}
    leading = kept((HOLDINGS, STAMP), ("leading", on), lambda: _leading(on))
    bosses = {person for unit in over for person in leading.get(unit, ())}
    return Q(person__in={actor.person, *actor.stands_for, *bosses} - {None}) | Q(unit__in=over)


def _about_self(actor: Actor) -> Q:
    """Concerns that bar even a named recipient, who answers to no line: about the person, or the unit the person heads or handles for."""
    own = {grant.unit for grant in actor.grants if grant.role in (*LEADING, "handler")}
    return Q(person__in={actor.person, *actor.stands_for} - {None}) | Q(unit__in=own)


def _concerned(about: Q) -> Q:
    return Q(Exists(Concern.objects.filter(about, matter=OuterRef("pk"))))


def _leading(on: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for unit, person in Holding.objects.filter(in_force(on), role__in=LEADING).values_list("unit_id", "person_id"):
        found.setdefault(unit, set()).add(person)
    return found


def _let_in(actor: Actor, on: date) -> Q:
    """Who reads what is about conduct: its named recipients, who was given it by name; without a name: the recipients alone."""
    named = Q(owner=actor.person) | Q(holder=actor.person) | Q(entered_by=actor.person)
    return addressed(actor, on) | (named & ~Q(channel=CHANNEL))
