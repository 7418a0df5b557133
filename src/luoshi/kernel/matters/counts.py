"""The numbers beside words: how many a list holds. All of one page in one statement, none beyond 1,000."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet, Subquery, TextField

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import MOMENT, compiled
from luoshi.kernel.matters.desk import MOST, Number
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.selectors import WORDING, Filters, in_list, in_view
from luoshi.kernel.org.models import Person

VIEWS = ("open", "late", "checking")


class Split(Subquery):
    """How many of the soonest due 1,000 rows of a query there are, are late, and wait to be checked: three numbers as one text.

    They are taken soonest due first because the indexes of what is open stand in this order: else SQLite, which knows no sizes, takes the
    index of all that ever was.
    """

    template = (
        "(SELECT COUNT(*) || ' ' || COUNT(CASE WHEN counted.late THEN 1 END) || ' ' || COUNT(CASE WHEN counted.checking THEN 1 END)"
        " FROM (%(subquery)s) counted)"
    )
    output_field = TextField()

    def __init__(self, open_: QuerySet[Matter], filters: Filters, at: datetime) -> None:
        late, checking = (ExpressionWrapper(in_view(replace(filters, view=name), at), BooleanField()) for name in VIEWS[1:])
        super().__init__(open_.order_by("due_at").annotate(late=late, checking=checking).values("late", "checking")[:MOST])


def view_counts(actor: Actor, filters: Filters, at: datetime) -> dict[str, int]:
    """How many of what is asked for are open, late and waiting to be checked; 1,000 stands for that many or more."""
    if actor.person is None:
        return dict.fromkeys(VIEWS, 0)  # a guest has none of anything
    of_view = replace(filters, view="open")
    which = ("view counts", actor, of_view, local_date(at))
    row = compiled(WORDING, which, lambda: _of_person(actor, Split(_asked(actor, of_view, at), of_view, MOMENT))).first(at=at)
    numbers = [int(word) for word in row[0].split()] if row and row[0] else [0] * len(VIEWS)  # what can hold nothing has no count
    return dict(zip(VIEWS, numbers if numbers[0] < MOST else _apart(actor, filters, at), strict=True))


def _apart(actor: Actor, filters: Filters, at: datetime) -> Sequence[int]:
    """Each number by itself, where more are open than are looked at together."""
    views = [replace(filters, view=name) for name in VIEWS]
    which = ("views apart", actor, *views, local_date(at))
    numbers = (Number(_asked(actor, one, at).order_by("due_at")) for one in views)
    row = compiled(WORDING, which, lambda: _of_person(actor, *numbers)).first(at=at)
    return [many or 0 for many in row] if row else [0] * len(views)


def _asked(actor: Actor, filters: Filters, at: datetime) -> QuerySet[Matter]:
    return in_list(actor, filters, MOMENT, local_date(at))


def _of_person(actor: Actor, *columns: Subquery) -> QuerySet[Person, Any]:
    return Person.objects.filter(pk=actor.person or 0).values_list(*columns)
