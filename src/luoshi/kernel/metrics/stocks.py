"""Figures that stand at a moment: how many were open at the end of a period, and what is counted up to such a moment."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from luoshi.base.clock import at_local, local_date
from luoshi.kernel.metrics.answering import Amount, Answering, Moment, Only, Part, Period
from luoshi.kernel.metrics.figures import Figure
from luoshi.kernel.metrics.lines import Lines
from luoshi.kernel.metrics.reach import Where, as_reach

TOGETHER = 60  # months asked for in one statement


@dataclass(frozen=True)
class Standing(Answering):
    """A figure told as of a moment: the end of the period, of the day `as_of`, or now, whichever comes first.

    Units count by the tree of that moment's day. Months stand beside each other and do not add up where the figure is a stock.
    `begins` is the column of the moment from which a row can count.
    """

    _: KW_ONLY
    of: Figure
    begins: str = "raised_at"

    @property
    def base(self) -> Figure:
        return self.of

    @abstractmethod
    def standing(self, moment: datetime, period: Period, when: Moment) -> QuerySet[Any]:
        """The rows that count at this moment, wherever they are."""

    def on_day(self, when: Moment) -> str:
        return "counted_on"

    def moment(self, period: Period, when: Moment) -> datetime:
        """The moment as of which this is told. ValueError when nothing says until when."""
        return when.earliest(_midnight(period.until), _midnight(when.as_of + timedelta(days=1)) if when.as_of else None)

    def why_not(self, period: Period, when: Moment) -> str:
        """Why there is no value; "" where there is one."""
        begins = _midnight(period.since)
        return _("this period has not begun") if begins and begins > self.moment(period, when) else ""

    def value(self, where: Where, period: Period, at: datetime | None = None) -> int | float | None:
        """The one official number at the end of the period, or at `at` where that comes first."""
        return self.amount(where, period, None, at).value

    def rows(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        moment = self.moment(period, when)
        day = local_date(moment - timedelta(microseconds=1))
        rows = self.standing(moment, period, when).annotate(counted_on=Cast(Value(day), DateField()))
        if self.why_not(period, when):
            return rows.none()
        return rows if where is None else rows.filter(as_reach(where).holds(self.of.unit, "counted_on"))

    def amount(
        self, where: Where, period: Period, as_of: date | None = None, at: datetime | None = None, lines: Lines | None = None
    ) -> Amount:
        why_not = self.why_not(period, Moment(as_of, at))
        return Amount(None, 0, reason=why_not) if why_not else super().amount(where, period, as_of, at)

    def by(
        self,
        dimension: str,
        where: Where,
        period: Period,
        as_of: date | None = None,
        at: datetime | None = None,
        lines: Lines | None = None,
    ) -> list[Part]:
        when = Moment(as_of, at)
        if dimension != "month" or "month" not in self.ways():
            return super().by(dimension, where, period, as_of, at)
        months = [] if self.why_not(period, when) else list(self._months(period, when))
        found: dict[int, list[tuple[Any, ...]]] = {}
        for first in range(0, len(months), TOGETHER):
            for place, *rest in self._together(where, months[first : first + TOGETHER], when):
                found.setdefault(first + place, []).append(tuple(rest))
        return [
            Part(**vars(self.judge(found.get(place, []), when)), key=f"{one.since:%Y-%m}", label=f"{one.since:%Y-%m}")
            for place, one in enumerate(months)
        ]

    def _together(self, where: Where, months: Sequence[Period], when: Moment) -> QuerySet[Any]:
        """One statement for these months: each one's place and what `judge` needs."""
        queries: list[Any] = []
        for place, one in enumerate(months):
            rows = self.rows(where, one, when).annotate(line=Value(place, IntegerField()))
            queries.append(self.payload(rows, ["line"], when))
        return queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]

    def _months(self, period: Period, when: Moment) -> Iterator[Period]:
        """The months of a period up to the moment it is told as of, the first and last of them cut where it is."""
        moment = self.moment(period, when)
        first = period.since or self._first_day()
        while first and at_local(first, 0) < moment:
            after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            yield Period(first, min(after, period.until) if period.until else after)
            first = after

    def _first_day(self) -> date | None:
        begun = self.of.of().aggregate(begun=Min(self.begins))["begun"]
        return local_date(begun).replace(day=1) if begun else None

    def picked(self, rows: QuerySet[Any], only: Only, when: Moment) -> QuerySet[Any]:
        return rows.none() if only == "no" else rows


@dataclass(frozen=True)
class Stock(Standing):
    """How many of a figure's rows stand at a moment: `stands(rows, moment, now)` filters them, `now` says that it is the present.

    `present_only`: what stood on earlier days cannot be told from what was written down, so only the present is told.
    """

    _: KW_ONLY
    stands: Callable[[QuerySet[Any], datetime, bool], QuerySet[Any]]
    present_only: bool = False

    def ways(self) -> dict[str, str]:
        ways = super().ways()
        return {way: column for way, column in ways.items() if way != "month"} if self.present_only else ways

    def why_not(self, period: Period, when: Moment) -> str:
        if self.present_only and self.moment(period, when) != when.at:
            return _("this is told only as it stands now: deadlines move, and not every earlier one is written down")
        return super().why_not(period, when)

    def standing(self, moment: datetime, period: Period, when: Moment) -> QuerySet[Any]:
        return self.stands(self.of.of(), moment, moment == when.at)

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        return rows.order_by().values_list(*group).annotate(n=Count("pk")) if group else [(rows.count(),)]

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        total = sum(n for (n,) in found)
        return Amount(total, total)

    def narrowed(self, condition: Q) -> "Stock":
        return replace(self, of=self.of.narrowed(condition))


def _midnight(day: date | None) -> datetime | None:
    return at_local(day, 0) if day else None
