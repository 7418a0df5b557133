"""Where the same comes again and again: places and machines with two or more matters in some days, and those matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.selectors import Row, rows
from luoshi.kernel.org.scope import ranges, scope, within

BY = ("place", "equipment")
LEAST, MOST = 2, 100


@dataclass(frozen=True)
class Repeated:
    """One place or machine: how many came up there, how many were linked as the same again, how many are open, the last day."""

    code: str
    name: str
    unit: str
    times: int
    linked: int
    still_open: int
    last_on: date


@dataclass(frozen=True)
class Again:
    """One matter of such a place or machine, and the number of the closed one that it was linked to."""

    row: Row
    of: str


def repeats(actor: Actor, by: str, since: date, on: date) -> list[Repeated]:
    """The places, or the machines, with two or more matters raised from this day on in the person's units: most first, a hundred at most.

    What the person must never see, what was withdrawn, and what was merged into another one or is a part of one does not count.
    """
    found: QuerySet[Any, Any] = _counted(actor, by, since, on).order_by().values_list(f"{by}__code", f"{by}__name", f"{by}__unit__name")
    counts = {
        "times": Count("pk"),
        "linked": Count("pk", filter=Q(again_of__isnull=False)),
        "still_open": Count("pk", filter=Q(closed_at__isnull=True)),
        "last_on": Max("raised_on"),
    }
    lines = found.annotate(**counts).filter(times__gte=LEAST).order_by("-times", "-last_on", f"{by}__code")
    return [Repeated(*line) for line in lines[:MOST]]


def repeated_at(actor: Actor, by: str, code: str, since: date, on: date) -> list[Again]:
    """The matters of one place or machine, newest first, a hundred at most. Unseen where this person sees none."""
    found = _counted(actor, by, since, on).filter(**{f"{by}__code": code})
    listed = rows(found.order_by("-raised_at", "-id"), MOST)
    if not listed:
        raise Unseen
    return [Again(row, of) for row, of in _linked(actor, listed, on)]


def _linked(actor: Actor, listed: Sequence[Row], on: date) -> list[tuple[Row, str]]:
    kept = Matter.objects.filter(hidden(actor, on), reserved=True)
    said = Matter.objects.filter(pk__in=[row.id for row in listed], again_of__isnull=False).exclude(again_of__in=kept)
    numbers = dict(said.values_list("pk", "again_of__number"))
    return [(row, numbers.get(row.id, "")) for row in listed]


def _counted(actor: Actor, by: str, since: date, on: date) -> QuerySet[Matter]:
    """What counts: of the kinds that can be linked as the same again, in the person's units, each real matter once."""
    repeating = [kind.name for kind in kinds if any(step.act == "again" for step in kind.workflow.steps.values())]
    found = Matter.objects.filter(within(ranges(scope(actor, on)), "unit_id"), kind__in=repeating, raised_on__gte=since)
    found = found.filter(parent__isnull=True, conduct=False, **{f"{by}__isnull": False}).exclude(closing="withdrawn")
    return found.exclude(hidden(actor, on))
