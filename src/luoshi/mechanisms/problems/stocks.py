"""Which problems are open at a moment, each real one once, and who is charged with the days it is held."""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from luoshi.kernel.matters.acts import TAKING_BACK
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Custody, Event, Matter

MERGED = "merged"


def problems() -> QuerySet[Matter]:
    """Every problem; the parts into which one was divided are not problems of their own."""
    merged = Exists(Event.objects.filter(matter=OuterRef("pk"), act="merge"))
    return Matter.objects.filter(Q(parent__isnull=True) | merged, kind="problem")


def open_at(rows: QuerySet[Any], moment: datetime, now: bool) -> QuerySet[Any]:
    """Those of these problems that were open at this moment, as the timeline tells, without those merged into another one.

    What was closed by then and is closed still was closed then: only the others' timelines are read.
    """
    said = Event.objects.filter(matter=OuterRef("pk")).order_by("-at", "-pk")
    if now:
        alone = Q(parent__isnull=True) | (Q(linked__in=TAKING_BACK) & ~Q(state=MERGED))
        return rows.annotate(linked=_linked(said)).filter(alone, closed_at__isnull=True)
    said = said.filter(at__lt=moment)
    ended = [state.name for state in kinds["problem"].workflow.states if state.closed]
    then = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=moment), raised_at__lt=moment)
    then = then.annotate(state_then=Subquery(said.values("after")[:1]), linked=_linked(said))
    stood = Q(state_then__isnull=True) | ~Q(state_then__in=[*ended, MERGED])
    return then.filter(stood, Q(linked__isnull=True) | ~Q(linked="merge"))


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
