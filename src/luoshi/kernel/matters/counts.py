"""The numbers beside words: how many a list holds. All of one page in one statement, none beyond 1,000."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import IntegerField, QuerySet, Subquery

from luoshi.base.actor import Actor
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.selectors import Filters, in_list
from luoshi.kernel.org.models import Person

MOST = 1000


class Counted(Subquery):
    """How many rows a query has, cut off at 1,000: what a number beside a word may cost is bounded.

    The rows are taken soonest due first, because the indexes of what is open stand in this order: else SQLite, which knows no sizes, takes
    the index of all that ever was.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, open_: QuerySet[Matter]) -> None:
        super().__init__(open_.order_by("due_at").values("pk")[:MOST])


def view_counts(actor: Actor, filters: Filters, at: datetime) -> dict[str, int]:
    """How many of what is asked for are open, late and waiting to be checked; 1,000 stands for that many or more."""
    names = ("open", "late", "checking")
    return dict(zip(names, _counted(actor, [in_list(actor, replace(filters, view=name), at) for name in names]), strict=True))


def _counted(actor: Actor, asked: Sequence[QuerySet[Matter]]) -> Sequence[int]:
    """One number for each query, in one statement; a guest has none of anything."""
    row = Person.objects.filter(pk=actor.person).values_list(*map(Counted, asked)).first() if actor.person else None
    return [many or 0 for many in row] if row else [0] * len(asked)  # a query that can hold nothing has no count
