"""Which problems are open at a moment, each real one once, and who is charged with the days it is held."""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, When

from luoshi.kernel.matters.acts import TAKING_BACK
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Custody, Event, Matter

MERGED = "merged"


def problems() -> QuerySet[Matter]:
    """Every problem; the parts into which one was divided are not problems of their own."""
    merged = Q(pk__in=Event.objects.filter(act="merge").values("matter_id"))
    return Matter.objects.filter(Q(parent__isnull=True) | merged, kind="problem")


def open_at(rows: QuerySet[Any], moment: datetime, now: bool) -> QuerySet[Any]:
    """Those of these problems that were open at this moment, as the timeline tells, without those merged into another one.

    What is in its first round and was never merged is open until it is closed; only the others' timelines are read.
    """
    merged = Event.objects.filter(act="merge").values("matter_id")
    if now:
        alone = Matter.objects.filter(parent__isnull=False, closed_at__isnull=True, pk__in=merged).exclude(state=MERGED)
        alone = alone.annotate(linked=_linked(_said())).filter(linked__in=TAKING_BACK)
        return rows.filter(Q(parent__isnull=True) | Q(pk__in=alone.values("pk")), closed_at__isnull=True)
    open_still = Q(closed_at__isnull=True) | Q(closed_at__gte=moment)
    plain = Q(round=1) & ~Q(pk__in=merged)
    return rows.filter(plain | Q(pk__in=_as_told(merged, moment).values("pk")), open_still, raised_at__lt=moment)


def _as_told(merged: QuerySet[Any], moment: datetime) -> QuerySet[Matter]:
    """Of the problems that were opened again or merged: those whose timeline tells that they were open, and on their own, then."""
    said = _said().filter(at__lt=moment)
    ended = [state.name for state in kinds["problem"].workflow.states if state.closed]
    told = Matter.objects.filter(Q(round__gt=1) | Q(pk__in=merged), kind="problem", raised_at__lt=moment)
    told = told.annotate(state_then=Subquery(said.values("after")[:1]), linked=_linked(said))
    stood = Q(state_then__isnull=True) | ~Q(state_then__in=[*ended, MERGED])
    return told.filter(stood, Q(linked__isnull=True) | ~Q(linked="merge"))


def _said() -> QuerySet[Event]:
    return Event.objects.filter(matter=OuterRef("pk")).order_by("-at", "-pk")


def overdue_now(rows: QuerySet[Any], moment: datetime, now: bool) -> QuerySet[Any]:
    """Those of these problems that are open and past their deadline at this moment, which is the present."""
    return open_at(rows, moment, True).filter(due_at__lt=moment)


def stretches() -> QuerySet[Custody]:
    """The stretches over which problems were held, with whom each is charged to; a raiser not to be named is charged as the unit."""
    unnamed = Q(matter__confidential=True, person=F("matter__raiser"))
    return Custody.objects.filter(matter__kind="problem").annotate(
        charged_unit=Case(When(unnamed, then=F("matter__unit_id")), default=F("unit_id"), output_field=BigIntegerField()),
        charged_person=Case(When(unnamed, then=None), default=F("person_id"), output_field=BigIntegerField(null=True)),
    )


def _linked(said: QuerySet[Event]) -> Subquery:
    """The last word on merging: "merge" where it stands with another one, another act or nothing where it stands on its own."""
    return Subquery(said.filter(act__in=("merge", *TAKING_BACK)).values("act")[:1])
