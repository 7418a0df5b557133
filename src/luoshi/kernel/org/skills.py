"""What people know: written down by a leader or an administrator, asked for when a consultation lacks it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Person, Skill
from luoshi.kernel.org.roles import ADMINISTERING, LEADING
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.tree import tree


@transaction.atomic
def add_skill(*, actor: Actor, at: datetime, command: uuid.UUID, person: Person, name: str, since: date) -> Skill:
    """From `since` on this person can be asked for it. Refused: an empty name, or one that stands there already."""
    _must_lead(actor, person, local_date(at))
    known = commands.begin(actor=actor, at=at, command=command, fields=(person.pk, name, since), outcome=("skill", 0))
    if known:
        return Skill.objects.get(pk=known.id)
    name = " ".join(name.split())
    fits(Skill, name=name)
    if not name:
        raise Refusal(_("Write what this person knows."), field="name")
    if Skill.objects.filter(Q(until__isnull=True) | Q(until__gt=since), person=person, name=name).exists():
        raise Refusal(_("This stands there already."), field="name")
    skill = Skill.objects.create(person=person, name=name, since=since)
    payload = {"person": person.pk, "name": name}
    record(actor=actor, at=at, verb="skill.added", subject=("skill", skill.pk), on=local_date(at), unit=person.unit_id, payload=payload)
    commands.finish(actor=actor, command=command, outcome=("skill", skill.pk))
    return skill


@transaction.atomic
def end_skill(*, actor: Actor, at: datetime, command: uuid.UUID, skill: int, until: date) -> None:
    """Nobody is asked for it from `until` on; one that began that day or later is taken out. Refused: it has ended."""
    if commands.begin(actor=actor, at=at, command=command, fields=(skill, until), outcome=("skill", skill)):
        return
    row = Skill.objects.select_related("person").filter(pk=skill).first()
    if row is None:
        raise Unseen
    _must_lead(actor, row.person, local_date(at))
    if row.until is not None:
        raise Refusal(_("This has ended already."))
    if until <= row.since:
        row.delete()
    else:
        Skill.objects.filter(pk=skill).update(until=until)
    unit = row.person.unit_id
    record(actor=actor, at=at, verb="skill.ended", subject=("skill", skill), on=local_date(at), unit=unit, payload={"until": str(until)})


def skills_of(person: int, on: date) -> list[tuple[int, str, date]]:
    """What this person knows on this day: id, name, since."""
    return list(Skill.objects.filter(in_force(on), person=person).order_by("name").values_list("id", "name", "since"))


def skill_names(on: date, words: str = "", after: str = "", limit: int = 100) -> list[tuple[str, int]]:
    """Every name in use with how many know it, by name."""
    rows = Skill.objects.filter(in_force(on), name__gt=after, person__in=Person.objects.filter(in_force(on)))
    if words:
        rows = rows.filter(name__contains=words)
    return list(rows.values("name").annotate(many=Count("id")).order_by("name").values_list("name", "many")[:limit])


def who_knows(name: str, on: date, *, near: int | None = None, never: Iterable[int] = (), limit: int = 50) -> list[Person]:
    """Who is here and knows it; those nearest in the tree to the unit `near` first, then by staff number."""
    here = Person.objects.filter(in_force(on), skills__in=Skill.objects.filter(in_force(on), name=name)).exclude(pk__in=list(never))
    found = list(here.select_related("unit").order_by("staff_no").distinct())
    if near is None:
        return found[:limit]
    of = tree(on)
    line = {unit: steps for steps, unit in enumerate(of.above(near))}

    def steps(person: Person) -> int:
        return next((line[unit] for unit in of.above(person.unit_id) if unit in line), len(line))

    return sorted(found, key=steps)[:limit]


@dataclass(frozen=True)
class Lack:
    """A skill that nobody of those asked has, and who could be invited for it."""

    name: str
    who: list[Person]


def lacking(wanted: Iterable[str], people: Iterable[int], on: date, *, near: int | None = None, limit: int = 5) -> list[Lack]:
    """Which of these skills none of these people has, each with whom to invite; nearest to `near` first."""
    names, asked = list(dict.fromkeys(wanted)), list(people)
    there = set(Skill.objects.filter(in_force(on), person__in=asked, name__in=names).values_list("name", flat=True))
    return [Lack(name, who_knows(name, on, near=near, never=asked, limit=limit)) for name in names if name not in there]


def _must_lead(actor: Actor, person: Person, on: date) -> None:
    if not (actor is HOUSE or actor.holds(*ADMINISTERING) or covers(actor, person.unit_id, on, LEADING)):
        raise Unseen
