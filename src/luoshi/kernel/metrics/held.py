"""How long things were held: the days of stretches `[since, until)` that lie in a period, added up by who held them."""

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from django.db.models import BigIntegerField, Count, F, Func, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _

from luoshi.base.clock import at_local
from luoshi.kernel.metrics.answering import Amount, Moment, Only, Period, Record
from luoshi.kernel.metrics.reach import Where
from luoshi.kernel.metrics.stocks import Standing

DAY = 86_400


class Seconds(Func):
    """A moment as whole seconds since 1970, in both databases."""

    template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
    output_field = BigIntegerField()
    arity = 1

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS bigint)", **more)


def days_of(seconds: int) -> float:
    """Seconds as days with one decimal, halves up."""
    return float((Decimal(seconds) / DAY).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Held(Standing):
    """The days, of 24 hours, that the rows' stretches last within a period; what is still held counts up to now.

    A stretch that is cut by the period counts with the part inside. `thing` is the column of what is held: the records are these things,
    each with its days. The count is of stretches, so that the lines beside it add up to it. Charges are rewritten when it turns out that
    something was not fixed, so they are told for past periods but not as they were known on an earlier day.
    """

    _: KW_ONLY
    begins: str = "since"
    ends: str = "until"
    thing: str
    scale: str = "held"

    def why_not(self, period: Period, when: Moment) -> str:
        if when.as_of and when.end != when.at:
            return _("who is charged is told as it stands now: after “not fixed” it is written anew")
        return super().why_not(period, when)

    def standing(self, moment: datetime, period: Period, when: Moment) -> QuerySet[Any]:
        rows, begins = self.of.of().filter(**{f"{self.begins}__lt": moment}), cast(Func, Seconds(F(self.begins)))
        if period.since:
            first = at_local(period.since, 0)
            rows = rows.filter(Q(**{f"{self.ends}__gt": first}) | Q(**{f"{self.ends}__isnull": True}))
            begins = Greatest(begins, Value(_second(first), BigIntegerField()))
        last = Value(_second(moment), BigIntegerField())
        return rows.annotate(seconds=Least(Coalesce(Seconds(F(self.ends)), last), last) - begins)

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        if not group:
            found = rows.order_by().aggregate(n=Count("pk"), held=Sum("seconds"))
            return [(found["n"], found["held"])]
        return rows.order_by().values_list(*group).annotate(n=Count("pk"), held=Sum("seconds"))

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        return Amount(days_of(sum(held or 0 for _n, held in found)), sum(n for n, _held in found))

    def tally(self, where: Where, period: Period, as_of: date | None, at: datetime | None, only: Only) -> int:
        rows = self.picked(self.rows(where, period, Moment(as_of, at)), only, Moment(as_of, at))
        things: int = rows.order_by().aggregate(n=Count(self.thing, distinct=True))["n"]
        return things

    def records(
        self,
        where: Where,
        period: Period,
        *,
        as_of: date | None = None,
        at: datetime | None = None,
        only: Only | None = None,
        before: int | None = None,
        limit: int | None = None,
        walked: bool = False,
    ) -> list[Record]:
        """What was held, newest first, each with the days it was held here; restricted things are left out."""
        when = Moment(as_of, at)
        rows = self.picked(self.rows(where, period, when), only or self.shows, when)
        if self.base.restricted:
            rows = rows.exclude(self.base.restricted())
        if before is not None:
            rows = rows.filter(**{f"{self.thing}__lt": before})
        face = self.base.columns[:4]
        told = rows.annotate(row_discreet=self.base.discretion).order_by(f"-{self.thing}").values_list(*face, "row_discreet")
        held = told.annotate(held=Sum("seconds"), held_in=Max(self.base.unit))
        return [
            Record(pk, number, title, self.base.url.format(id=pk), begun, unit, pk, bool(discreet), days_of(seconds))
            for pk, number, title, begun, discreet, seconds, unit in (held if limit is None else held[:limit])
        ]

    def narrowed(self, condition: Q) -> "Held":
        return replace(self, of=self.of.narrowed(condition))


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
