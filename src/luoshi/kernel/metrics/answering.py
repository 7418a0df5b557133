"""What every figure can be asked, whatever its kind: the number, the lines beside it and the records behind it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from django.db import connection
from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet

from luoshi.base.clock import at_local
from luoshi.kernel.metrics.breakdown import Breakdown
from luoshi.kernel.metrics.reach import Where, as_reach

if TYPE_CHECKING:
    from luoshi.kernel.metrics.figures import Figure
    from luoshi.kernel.metrics.lines import Lines

Only = Literal["yes", "no", "all"]
FACE_AND_KEY = 7


@dataclass(frozen=True)
class Period:
    """`[since, until)` of local dates; None is open."""

    since: date | None = None
    until: date | None = None

    def holds(self, column: str) -> Q:
        condition = Q()
        if self.since:
            condition &= Q(**{f"{column}__gte": self.since})
        if self.until:
            condition &= Q(**{f"{column}__lt": self.until})
        return condition


EVER = Period()


@dataclass(frozen=True)
class Amount:
    """A number: `count` of `of` records, the interval where there is one, how many are left out; a value of None has a reason."""

    value: int | float | None
    count: int
    of: int | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class Part(Amount):
    """One line of the table beside a figure. `own`: the records of the unit itself, not of those below it."""

    key: str = ""
    label: str = ""
    own: bool = False


@dataclass(frozen=True)
class Record:
    """One record that a figure counts: enough to be recognised and opened.

    `discreet`: who raised it is not named; `days`: how long it was held, where the figure tells days of holding.
    """

    id: int
    number: str
    title: str
    url: str
    at: datetime
    unit: int
    key: int
    discreet: bool = False
    days: float | None = None


@dataclass(frozen=True)
class Sieve:
    """Columns of a row, and whether a row with such values is kept."""

    columns: Sequence[str]
    keeps: Callable[..., bool]


@dataclass(frozen=True)
class Moment:
    """What is known when: as it stands at `at`, or as it stood at the end of the local day `as_of`."""

    as_of: date | None = None
    at: datetime | None = None

    @property
    def end(self) -> datetime:
        """The moment up to which time has passed. ValueError when neither was given."""
        over = at_local(self.as_of + timedelta(days=1), 0) if self.as_of else None
        return self.earliest(over)

    def earliest(self, *others: datetime | None) -> datetime:
        """The earliest of these moments and the one given. ValueError when there is none."""
        known = [moment for moment in (*others, self.at) if moment]
        if not known:
            raise ValueError("how long something waits is known only at a moment: give as_of or at")
        return min(known)


@dataclass(frozen=True)
class Answering(ABC):
    """A figure of any kind: its words, how its value is shown (`scale`), which records are listed (`shows`).

    A scale is count, share, days (until something happened) or held (days that add up).

    `yes` and `no` name the records that count and the others, `set_aside` why some can be left out.
    """

    name: str
    label: object
    measure: object
    counted: object = ""
    not_counted: object = ""
    yes: object = ""
    no: object = ""
    set_aside: object = ""
    scale: str = "count"
    shows: Only = "all"

    @property
    @abstractmethod
    def base(self) -> "Figure":
        """The figure whose rows this one reads."""

    @abstractmethod
    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        """One query: the group columns, then what `judge` needs."""

    @abstractmethod
    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        """The number from what `payload` found."""

    @abstractmethod
    def narrowed(self, condition: Q) -> "Answering":
        """The same figure of fewer records."""

    def rows(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        """The rows this figure is about, as they were known."""
        return self.base.rows_of(where, period, when.as_of)

    def on_day(self, when: Moment) -> str:
        """The column of a row's own day."""
        return self.base.on_column(when.as_of)

    def ways(self) -> dict[str, str]:
        """How it can be told apart, and by which column."""
        return self.base.columns_apart()

    def summed(self) -> tuple[str, ...]:
        """Which kept sums `payload` would count, in its order; none where nothing is kept of this."""
        return ()

    def amount(
        self, where: Where, period: Period, as_of: date | None = None, at: datetime | None = None, lines: "Lines | None" = None
    ) -> Amount:
        """The one official number, whoever asks. `where` None is the whole house, `as_of` what was known at the end of that day.

        Kinds that measure how long something takes need `at` or `as_of`. `lines` are its kept sums where they have been read already.
        """
        when = Moment(as_of, at)
        if kept := self._kept(where, period, when, lines):
            return self.judge([counts for _line, _month, counts in kept.within(period)], when)
        return self.judge(list(self.payload(self.rows(where, period, when), [], when)), when)

    def by(
        self,
        dimension: str,
        where: Where,
        period: Period,
        as_of: date | None = None,
        at: datetime | None = None,
        lines: "Lines | None" = None,
    ) -> list[Part]:
        """The lines by unit, topic, person, reason or month, in one grouped query. Refused where the figure has no such column."""
        when = Moment(as_of, at)
        breakdown = Breakdown(dimension, self, as_reach(where), self.on_day(when))
        if dimension in ("unit", "month") and (kept := self._kept(where, period, when, lines)):
            summed: dict[Any, list[tuple[Any, ...]]] = {}
            for line, month, counts in kept.within(period):
                summed.setdefault(line if dimension == "unit" else month, []).append(counts)
            return self._parts(breakdown, summed, when)
        rows = breakdown.prepared(self.rows(where, period, when))
        width = len(breakdown.columns)
        found: dict[Any, list[tuple[Any, ...]]] = {}
        for row in self.payload(rows, breakdown.columns, when):
            found.setdefault(breakdown.line(row[:width]), []).append(row[width:])
        return self._parts(breakdown, found, when)

    def _parts(self, breakdown: Breakdown, found: dict[Any, list[tuple[Any, ...]]], when: Moment) -> list[Part]:
        judged = {line: self.judge(rows_, when) for line, rows_ in found.items()}
        return [
            Part(**vars(judged[line]), key=key, label=label, own=breakdown.dimension == "unit" and key == breakdown.own)
            for line, key, label in breakdown.named(judged)
        ]

    def _kept(self, where: Where, period: Period, when: Moment, lines: "Lines | None") -> "Lines | None":
        """Its kept sums, where they can tell: as it is known now, of whole months."""
        from luoshi.kernel.metrics.lines import lines_of

        whole = all(day is None or day.day == 1 for day in (period.since, period.until))
        if not self.summed() or when.as_of or not whole:
            return None
        return lines or lines_of(self, where)

    def tally(self, where: Where, period: Period, as_of: date | None, at: datetime | None, only: Only) -> int:
        """How many records stand behind the number."""
        amount = self.amount(where, period, as_of, at)
        whole = amount.count if amount.of is None else amount.of
        return {"yes": amount.count, "no": whole - amount.count, "all": whole}[only]

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
        """The records behind the number, newest first; restricted ones are left out.

        `walked`: there are so many that going back from the newest finds them sooner than looking into each unit.
        """
        when, side = Moment(as_of, at), only or self.shows
        sieve = self.sieve(side, when)
        picked = self.listing(where, period, when, side, before=before, walked=walked)
        if not sieve.columns:
            return list(self.recorded(picked if limit is None else picked[:limit]))
        return list(self.recorded(islice((row for row in picked.iterator() if sieve.keeps(*row[FACE_AND_KEY:])), limit)))

    def listing(
        self, where: Where, period: Period, when: Moment, only: Only, *, before: int | None = None, walked: bool = False
    ) -> QuerySet[Any, Any]:
        """The query of `records`: the columns of a record, then those of the sieve."""
        found = self._walked(where, period, when) if walked else self.rows(where, period, when)
        if self.base.restricted:
            found = found.exclude(self.base.restricted())
        if before is not None:
            found = found.filter(pk__lt=before)
        found = self.picked(found, only, when).order_by("-pk").annotate(row_key=F("pk"), row_discreet=self.base.discretion)
        return found.values_list(*self.base.columns, "row_key", "row_discreet", *self.sieve(only, when).columns)

    def _walked(self, where: Where, period: Period, when: Moment) -> QuerySet[Any]:
        """The same rows; the embedded database, which would take the index of units and sort all of them, is kept from it."""
        if connection.vendor != "sqlite" or where is None:
            return self.rows(where, period, when)
        found = self.rows(None, period, when).annotate(walked_unit=ExpressionWrapper(F(self.base.unit) + 0, output_field=BigIntegerField()))
        return found.filter(as_reach(where).holds("walked_unit", self.on_day(when)))

    def picked(self, rows: QuerySet[Any], only: Only, when: Moment) -> QuerySet[Any]:
        """The rows of one side, as far as a query can tell them."""
        return rows

    def sieve(self, only: Only, when: Moment) -> Sieve:
        """What tells the rest: nothing, in most kinds."""
        return Sieve((), lambda: True)

    def recorded(self, rows: Iterable[Sequence[Any]]) -> Iterator[Record]:
        """Rows of the listing as records."""
        for pk, number, title, at, unit, key, discreet in (row[:FACE_AND_KEY] for row in rows):
            yield Record(pk, number, title, self.base.url.format(id=pk), at, unit, key, bool(discreet))
