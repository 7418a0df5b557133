"""What a leader looks at first: how much is open where, who has waited longest, in whose hands the time was, what has to be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, DateTimeField, F, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.kernel.matters.desk import seen
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.selectors import Filters, Row, desk, in_list, rows, units_of
from luoshi.kernel.matters.sheet import Stay
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.tree import tree


@dataclass(frozen=True)
class Load:
    """How much of one kind is open, late and waiting to be checked, and since when the oldest is open."""

    open: int = 0
    late: int = 0
    checking: int = 0
    oldest: datetime | None = None

    def __add__(self, other: "Load") -> "Load":
        since = [one for one in (self.oldest, other.oldest) if one]
        return Load(self.open + other.open, self.late + other.late, self.checking + other.checking, min(since, default=None))


def load_by_unit(actor: Actor, kind: str, roots: Iterable[int], at: datetime) -> dict[int, Load]:
    """For each unit below these that has something open: the numbers that its list shows. Three statements, however many units."""
    found: dict[int, dict[str, int]] = {}
    oldest: dict[int, datetime] = {}
    for view in ("open", "late", "checking"):
        listed = in_list(actor, Filters(kind, view, units=tuple(roots)), at).order_by().values("unit_id")
        for unit, n, since in listed.annotate(n=Count("pk"), since=Min("raised_at")).values_list("unit_id", "n", "since"):
            found.setdefault(unit, {})[view] = n
            if view == "open":
                oldest[unit] = since
    return {unit: Load(**each, oldest=oldest.get(unit)) for unit, each in found.items()}


def lines_below(roots: Iterable[int], on: date) -> list[tuple[int, set[int], bool]]:
    """The lines of a table over these units: each unit directly below with all under it, and the unit itself alone; `own` marks those."""
    of, lines = tree(on), list[tuple[int, set[int], bool]]()
    for root in roots:
        for child in of.children.get(root, ()):
            lines.append((child, of.below([child]), False))
        lines.append((root, {root}, True))
    return lines


def longest_waiting(actor: Actor, roots: Iterable[int], at: datetime, limit: int) -> list[tuple[Row, list[Stay]]]:
    """Who has waited longest for an answer below these units, each with who held it how long; parts wait with the whole."""
    open_ = _below(actor, roots, at).filter(closed_at__isnull=True, answered_at__isnull=True, parent__isnull=True)
    found = rows(open_.order_by("raised_at", "id"), limit)
    unnamed = {(row.id, row.raiser_id) for row in found if row.confidential}
    stays: dict[int, list[Stay]] = {}
    held = Custody.objects.filter(matter__in=[row.id for row in found]).order_by("since", "id")
    columns = ("matter", "person", "unit__name", "person__name", "since", "until", "why")
    for pk, person, unit, name, since, until, why in held.values_list(*columns):
        stays.setdefault(pk, []).append(Stay(unit, None if (pk, person) in unnamed else name, since, until, why))
    return [(row, stays.get(row.id, [])) for row in found]


def hands(actor: Actor, roots: Iterable[int], at: datetime, days: int, limit: int) -> list[tuple[str, timedelta, int]]:
    """In which units' hands the time of the last days was, for what was open then below these units: unit, time, how many matters.

    Without what this person must never see; while a raiser who is not to be named had the word, it counts where it was found.
    """
    since = at - timedelta(days=days)
    lived = Q(matter__closed_at__isnull=True) | Q(matter__closed_on__gte=local_date(since))
    matters = within(ranges(_units(actor, roots, at)), "matter__unit_id") & ~Q(matter__in=_kept_from(actor, local_date(at)))
    overlapping = Q(since__lt=at) & (Q(until__isnull=True) | Q(until__gt=since))
    end = Least(Coalesce("until", _moment(at)), _moment(at))
    unnamed = When(matter__confidential=True, person=F("matter__raiser"), then=F("matter__unit__name"))
    spent = Custody.objects.filter(lived, matters, overlapping).order_by().values(where=Case(unnamed, default=F("unit__name")))
    found = spent.annotate(time=Sum(end - Greatest(F("since"), _moment(since))), n=Count("matter", distinct=True))
    return sorted(found.values_list("where", "time", "n"), key=lambda line: -line[1])[:limit]


def to_decide(actor: Actor, on: date, limit: int) -> list[Row]:
    """Whose it is has to be decided by this person."""
    if actor.person is None:
        return []
    units = desk(actor, on)
    mine = Q(holder=actor.person)
    if units:
        mine |= within(ranges(units), "holder_unit_id") & Q(holder__isnull=True)
    disputed = seen(Matter.objects.filter(closed_at__isnull=True, state="disputed"), actor, on)
    return rows(disputed.filter(mine).order_by("due_at", "id"), limit)


def effects_failed(actor: Actor, roots: Iterable[int], at: datetime, days: int, limit: int) -> list[Row]:
    """What was put right and did not hold when it was looked at, in the last days below these units."""
    since = local_date(at - timedelta(days=days))
    said = Event.objects.filter(act="effect_fails", on__gte=since).values("matter")
    return rows(_below(actor, roots, at).filter(pk__in=said).order_by("-id"), limit)


def _kept_from(actor: Actor, on: date) -> QuerySet[Matter]:
    return Matter.objects.filter(hidden(actor, on), reserved=True)


def _below(actor: Actor, roots: Iterable[int], at: datetime) -> QuerySet[Matter]:
    return seen(Matter.objects.filter(within(ranges(_units(actor, roots, at)), "unit_id")), actor, local_date(at))


def _units(actor: Actor, roots: Iterable[int], at: datetime) -> set[int]:
    return units_of(actor, Filters("", units=tuple(roots)), local_date(at))


def _moment(at: datetime) -> Value:
    return Value(at, output_field=DateTimeField())
