"""Whom to ask: the skills an item needs, less those of who is asked already, and who has them, the nearest unit first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import not_recused
from luoshi.kernel.org.models import Person, Skill
from luoshi.kernel.org.selectors import able, in_force
from luoshi.kernel.org.skills import lacking
from luoshi.kernel.org.standing_in import away

EACH, LOOKED_AT = 3, 30


@dataclass(frozen=True)
class Suggested:
    """A skill that nobody who is asked has, and who has it."""

    skill: str
    people: Sequence[Person]


def suggest(skills: Collection[str], asked: Collection[int], unit: int, matters: Collection[int], on: date) -> list[Suggested]:
    """For each skill that is missing up to three who have it: here, not away, not concerned by the matters, the nearest to the unit."""
    gone = set(away(on))
    reserved = list(Matter.objects.filter(pk__in=list(matters), reserved=True))
    out = []
    for lack in lacking(skills, asked, on, near=unit, limit=LOOKED_AT):
        fit = set(able(on).filter(pk__in=[one.pk for one in lack.who]).values_list("pk", flat=True)) - gone
        people = [one for one in lack.who if one.pk in fit]
        for matter in reserved:
            people = not_recused(matter, people, on)
        out.append(Suggested(lack.name, people[:EACH]))
    return out


def known_by(people: Collection[int], on: date) -> dict[int, list[str]]:
    """What each of these people knows, for one page in one statement."""
    out: dict[int, list[str]] = {}
    for person, name in Skill.objects.filter(in_force(on), person__in=list(people)).order_by("name").values_list("person", "name"):
        out.setdefault(person, []).append(name)
    return out
