"""What was known at the end of a day: the last word of a timeline up to then, where the columns only tell how it stands now."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db.models import Case, DateField, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, When

Known = Callable[[QuerySet[Any], date], QuerySet[Any]]


def last_said(events: Callable[[], QuerySet[Any]], *, link: str, done: Collection[str], undone: Collection[str], at: str, on: str) -> Known:
    """Annotates `known_at` and `known_on`: when it was done, as the timeline told at the end of that day; nothing where it was undone.

    `events` have the columns act, at and on, and `link` to the row. `at` and `on` are the row's own columns, believed where no event
    had been written by then but they tell of a day that had come: history brought in without a timeline.
    """

    def known(rows: QuerySet[Any], as_of: date) -> QuerySet[Any]:
        said = events().filter(**{link: OuterRef("pk")}, act__in=[*done, *undone], on__lte=as_of).order_by("-at", "-pk")
        silent = Q(known_act__isnull=True, **{f"{on}__lte": as_of})
        return rows.annotate(known_act=Subquery(said.values("act")[:1])).annotate(
            known_at=Case(
                When(known_act__in=list(done), then=Subquery(said.values("at")[:1])),
                When(silent, then=F(at)),
                default=None,
                output_field=DateTimeField(null=True),
            ),
            known_on=Case(
                When(known_act__in=list(done), then=Subquery(said.values("on")[:1])),
                When(silent, then=F(on)),
                default=None,
                output_field=DateField(null=True),
            ),
        )

    return known
