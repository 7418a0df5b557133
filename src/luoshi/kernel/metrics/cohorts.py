"""Of those raised in a period, how many: a part of the same records by the same day, and its share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.kernel.metrics.answering import Amount, Answering, Moment, Only, Period
from luoshi.kernel.metrics.figures import Figure
from luoshi.kernel.metrics.known import Known
from luoshi.kernel.metrics.reach import Where
from luoshi.kernel.metrics.shares import LEAST, share


@dataclass(frozen=True)
class Cohort(Answering):
    """Those of a figure's records of which `when` holds, by the figure's own day: of those raised in the period.

    `when` gets the day whose end is asked for, or None for now, and gives the condition; `known` adds the columns it reads for a day.
    `kept` names the kept sum that counts the same.
    """

    _: KW_ONLY
    of: Figure
    when: Callable[[date | None], Q]
    known: Known | None = None
    shows: Only = "yes"
    kept: str = ""

    @property
    def base(self) -> Figure:
        return self.of

    def rows(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        rows = self.of.rows_of(where, period, when.as_of)
        return self.known(rows, when.as_of) if when.as_of and self.known else rows

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        counts = {"n": Count("pk", filter=self.when(when.as_of)), "all_of_them": Count("pk")}
        if not group:
            found = rows.order_by().aggregate(**counts)
            return [(found["n"], found["all_of_them"])]
        return rows.order_by().values_list(*group).annotate(**counts)

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        count, of = sum(n for n, _all in found), sum(n for _n, n in found)
        return Amount(count, count, of)

    def picked(self, rows: QuerySet[Any], only: Only, when: Moment) -> QuerySet[Any]:
        if only == "all":
            return rows
        holds = self.when(when.as_of)
        return rows.filter(holds) if only == "yes" else rows.exclude(holds)

    def narrowed(self, condition: Q) -> "Cohort":
        return replace(self, of=self.of.narrowed(condition))

    def summed(self) -> tuple[str, ...]:
        return (self.kept, self.of.kept.what) if self.kept and self.of.kept else ()


@dataclass(frozen=True)
class Rate(Answering):
    """The share of `whole` that is `part`, 0..1. Refused at declaration: a part by another day, or of other records."""

    _: KW_ONLY
    part: Cohort
    whole: Figure
    scale: str = "share"

    def __post_init__(self) -> None:
        part = self.part.base
        if part.on != self.whole.on:
            raise ValueError(f"{self.name}: {self.part.name} counts by {part.on}, {self.whole.name} by {self.whole.on}: no rate of the two")
        if not isinstance(self.part, Cohort) or part is not self.whole:
            raise ValueError(f"{self.name}: {self.part.name} is no part of {self.whole.name}: its records are others")

    @property
    def base(self) -> Figure:
        return self.whole

    def rows(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        return self.part.rows(where, period, when)

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        return self.part.payload(rows, group, when)

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        counted = self.part.judge(found, when)
        return shared(counted.count, counted.of or 0)

    def picked(self, rows: QuerySet[Any], only: Only, when: Moment) -> QuerySet[Any]:
        return self.part.picked(rows, only, when)

    def narrowed(self, condition: Q) -> "Rate":
        part = self.part.narrowed(condition)
        return replace(self, part=part, whole=part.of)

    def summed(self) -> tuple[str, ...]:
        return self.part.summed()


def shared(count: int, of: int, left_out: int = 0) -> Amount:
    """A share with its interval, or the reason why there is none."""
    found = share(count, of)
    reason = ""
    if not of:
        reason = _("there are no records in this period")
    elif of < LEAST:
        reason = _("fewer than %(n)s records: no share is told") % {"n": LEAST}
    return Amount(found.value, count, of, found.low, found.high, reason, left_out)
