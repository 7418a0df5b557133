"""How long it takes: the age by which half, or nine in ten, are answered, and the share answered in a number of working days."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.copies.kept import kept
from luoshi.base.parameters.declared import shelf
from luoshi.base.parameters.selectors import STAMP, history
from luoshi.kernel.metrics.answering import Amount, Answering, Moment, Only, Period, Sieve
from luoshi.kernel.metrics.cohorts import shared
from luoshi.kernel.metrics.durations import quantile
from luoshi.kernel.metrics.figures import Figure
from luoshi.kernel.metrics.known import Known
from luoshi.kernel.metrics.reach import Where
from luoshi.kernel.org.calendar import office_calendar

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Duration(Answering):
    """Elapsed days from `begin` to `end` by which a share of `quantile` of the records raised in the period is answered.

    Those still open count with the time they have waited so far. `known` tells the end as it stood at the end of a day (`known_at`);
    `otherwise` annotates `ended_at`, where something ended without an answer. No value while fewer are answered.
    """

    _: KW_ONLY
    of: Figure
    begin: str = "raised_at"
    end: str = "answered_at"
    quantile: float = 0.5
    known: Known | None = None
    otherwise: Callable[[QuerySet[Any], date | None], QuerySet[Any]] | None = None
    scale: str = "days"

    @property
    def base(self) -> Figure:
        return self.of

    def rows(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        rows = self.of.rows_of(where, period, when.as_of)
        rows = self.known(rows, when.as_of) if when.as_of and self.known else rows
        if self.otherwise:
            return self.otherwise(rows, when.as_of)
        return rows.annotate(ended_at=Value(None, output_field=DateTimeField(null=True)))

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        return rows.order_by().values_list(*group, self.begin, self._end(when), "ended_at")

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        done = [(end - begin) / DAY for begin, end, _ended in found if end]
        others = [(ended - begin) / DAY for begin, end, ended in found if ended and not end]
        waits = [max((when.end - begin) / DAY, 0.0) for begin, end, ended in found if not end and not ended]
        days = quantile(self.quantile, done, waits, others)
        return Amount(days, len(done), len(found), reason="" if days is not None else self._why(len(found)))

    def _why(self, of: int) -> str:
        if not of:
            return _("there are no records in this period")
        if self.quantile == 0.5:
            return _("fewer than half are answered so far")
        return _("fewer than %(n)s in 100 are answered so far") % {"n": round(100 * self.quantile)}

    def _end(self, when: Moment) -> str:
        return "known_at" if when.as_of and self.known else self.end

    def picked(self, rows: QuerySet[Any], only: Only, when: Moment) -> QuerySet[Any]:
        return rows if only == "all" else rows.filter(**{f"{self._end(when)}__isnull": only == "no"})

    def narrowed(self, condition: Q) -> "Duration":
        return replace(self, of=self.of.narrowed(condition))


@dataclass(frozen=True)
class Within(Answering):
    """The share of the records raised in the period that was answered within so many working days after the day it was raised.

    `parameter` names how many, as in force on the day it was raised; `days` says it here. Records whose time is not over are left out
    and counted, answered or not: the quick ones alone would flatter.
    """

    _: KW_ONLY
    of: Figure
    end_on: str = "answered_on"
    parameter: str = ""
    days: int | None = None
    known: Known | None = None
    scale: str = "share"

    @property
    def base(self) -> Figure:
        return self.of

    def rows(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        rows = self.of.rows_of(where, period, when.as_of)
        return self.known(rows, when.as_of) if when.as_of and self.known else rows

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        return rows.order_by().values_list(*group, *self._days(when)).annotate(n=Count("pk"))

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        side, in_time, decided, young = self._sides(when), 0, 0, 0
        for raised, answered, n in found:
            told = side(raised, answered)
            in_time, decided, young = in_time + n * (told == "yes"), decided + n * (told != "young"), young + n * (told == "young")
        return shared(in_time, decided, young)

    def sieve(self, only: Only, when: Moment) -> Sieve:
        side = self._sides(when)

        def keeps(raised: date, answered: date | None) -> bool:
            told = side(raised, answered)
            return told == only or (only == "all" and told != "young")

        return Sieve(self._days(when), keeps)

    def narrowed(self, condition: Q) -> "Within":
        return replace(self, of=self.of.narrowed(condition))

    def limit(self, on: date) -> int:
        """How many working days what was raised on this day had."""
        return self._limits()(on)

    def _days(self, when: Moment) -> list[str]:
        return [self.of.on_column(when.as_of), "known_on" if when.as_of and self.known else self.end_on]

    def _limits(self) -> Callable[[date], int]:
        if self.days is not None:
            given = self.days
            return lambda _on: given
        declared = shelf[self.parameter]
        values, default = kept(STAMP, ("all values of", self.parameter), lambda: _values(self.parameter)), int(declared.default)
        return lambda on: next((n for since, until, n in values if since <= on and (until is None or on < until)), default)

    def _sides(self, when: Moment) -> Callable[[date, date | None], str]:
        limits, last_day_over = self._limits(), local_date(when.end) - DAY
        calendar = office_calendar(last_day_over)
        dues: dict[date, date] = {}

        def side(raised: date, answered: date | None) -> str:
            due = dues.get(raised) or dues.setdefault(raised, calendar.add_workdays(raised, limits(raised)))
            if due > last_day_over:
                return "young"
            return "yes" if answered and answered <= due else "no"

        return side


def _values(name: str) -> list[tuple[date, date | None, int]]:
    return [(since, until, int(value)) for one, value, since, until, _source in history() if one == name]
