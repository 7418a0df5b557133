"""A figure: one declaration gives the number, the table beside it and the records behind it.

A figure counts rows of a query. It does not know what a matter is: the query tells where the unit, the local date and the
record's face stand, so that anything with rows can be counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, F, Q, QuerySet, Value

from luoshi.base.actor import Actor
from luoshi.base.copies.compiled import compiled
from luoshi.base.parameters.selectors import STAMP as VALUES
from luoshi.base.registry import Shelf
from luoshi.kernel.metrics.answering import EVER, Amount, Answering, Moment, Only, Part, Period, Record
from luoshi.kernel.metrics.known import Known
from luoshi.kernel.metrics.lines import Kept
from luoshi.kernel.metrics.reach import Reach, Where, as_reach, reach
from luoshi.kernel.org.held import HOLDINGS
from luoshi.kernel.org.models import Unit
from luoshi.kernel.org.scope import scope
from luoshi.kernel.org.tree import STAMP as TREE

__all__ = ["EVER", "Amount", "Answering", "Figure", "Part", "Period", "Record", "figure", "figures", "may_ask", "shown_to", "units_of"]
PAGE = 50
WORDING = (HOLDINGS, TREE, VALUES)  # what the words of a statement about a person's scope depend on, beside the person and the day
WALKED, WALKED_DAYS = 5_000, 100  # so many records, of a period that ended so lately, are found soon by going back from the newest
FACE = {"id": "id", "number": "number", "title": "title", "at": "raised_at"}


@dataclass(frozen=True)
class Figure(Answering):
    """Counts the rows of `of`. `on` is the column of the local date that decides the period; `unit`, `topic` and `person` are the columns
    by which it is told apart (None: it is not); `topics` names the topics.

    `face` names the columns of id, number, title and moment; `restricted` says which rows count but are never listed, `barred` which are
    not listed to one person, `guarded` what all these have in common, by which they are counted quickly; `known` tells how it stood at
    the end of a day, for what can be undone, `also` what else must hold then.
    `discreet` is the column that says that a raiser is not to be named. `why` is the column of a reason, `reasons` names them. `matters`
    is False where the records are of another kind. `kept` names the kept sum that says the same; a narrowed figure has none.
    """

    _: KW_ONLY
    of: Callable[[], QuerySet[Any]]
    on: str
    unit: str = "unit_id"
    topic: str | None = None
    person: str | None = None
    topics: Callable[[], Mapping[str, object]] | None = None
    why: str | None = None
    reasons: Callable[[], Mapping[str, object]] | None = None
    face: Mapping[str, str] | None = None
    url: str = "/w/matters/{id}"
    matters: bool = True
    restricted: Callable[[], Q] | None = None
    barred: Callable[[Actor, date], Q] | None = None
    guarded: Callable[[], Q] | None = None
    known: Known | None = None
    also: Callable[[date | None], Q] | None = None
    discreet: str | None = None
    kept: Kept | None = None

    @property
    def base(self) -> "Figure":
        return self

    @property
    def columns(self) -> list[str]:
        """The columns of a record: id, number, title, moment, unit."""
        face = {**FACE, **(self.face or {})}
        return [face["id"], face["number"], face["title"], face["at"], self.unit]

    @property
    def discretion(self) -> F | Value:
        """Whether who raised a record is not to be named, as an expression."""
        return F(self.discreet) if self.discreet else Value(False)

    def columns_apart(self) -> dict[str, str]:
        """The ways in which its rows can be told apart, and by which column."""
        columns = {"unit": self.unit, "topic": self.topic, "person": self.person, "why": self.why, "month": self.on}
        return {dimension: column for dimension, column in columns.items() if column}

    def value(self, where: Where, period: Period) -> int:
        """How many. `where` None is the whole house; there is one official value whoever asks."""
        return self.amount(where, period).count

    def on_column(self, as_of: date | None) -> str:
        return "known_on" if as_of and self.known else self.on

    def rows_of(self, where: Where, period: Period, as_of: date | None) -> QuerySet[Any]:
        """The rows counted, as they were known at the end of a day."""
        rows, on = self.of(), self.on_column(as_of)
        if as_of and self.known:
            rows = self.known(rows, as_of)
        rows = rows.filter(period.holds(on), _dated(rows, on))
        if as_of:
            rows = rows.filter(**{f"{on}__lte": as_of})
        if self.also:
            rows = rows.filter(self.also(as_of))
        return rows if where is None else rows.filter(as_reach(where).holds(self.unit, on))

    def payload(self, rows: QuerySet[Any], group: Sequence[str], when: Moment) -> Iterable[tuple[Any, ...]]:
        return rows.order_by().values_list(*group).annotate(n=Count("pk")) if group else [(rows.count(),)]

    def judge(self, found: Sequence[tuple[Any, ...]], when: Moment) -> Amount:
        total = sum(n for (n,) in found)
        return Amount(total, total)

    def picked(self, rows: QuerySet[Any], only: Only, when: Moment) -> QuerySet[Any]:
        return rows.none() if only == "no" else rows

    def narrowed(self, condition: Q) -> "Figure":
        of = self.of
        return replace(self, of=lambda: of().filter(condition), kept=None)

    def summed(self) -> tuple[str, ...]:
        return (self.kept.what,) if self.kept else ()


def _dated(rows: QuerySet[Any], on: str) -> Q:
    """It has a day at all; not said where every row has one, since it would only lead the database astray."""
    try:
        always = not rows.model._meta.get_field(on).null
    except FieldDoesNotExist:
        always = False
    return Q() if always else Q(**{f"{on}__isnull": False})


figures: Shelf[Answering] = Shelf("figures")


def figure(declared: Answering) -> Answering:
    """Lay a figure on the shelf."""
    return figures.put(declared.name, declared)


def units_of(code: str | None) -> tuple[Unit | None, Reach | None]:
    """The unit with this code and what hung below it; (None, None) is the whole house. Unseen for an unknown code."""
    found = reach(code) if code is not None else None
    return (found.top, found) if found else (None, None)


@dataclass(frozen=True)
class Shown:
    """The records behind a number as one person may see them: a page of them, and how many are not shown."""

    records: list[Record]
    hidden: int


def may_ask(actor: Actor, unit: int, on: date) -> bool:
    """Who reads the matters of a unit may ask for its figures."""
    return unit in scope(actor, on)


def never_listed(actor: Actor, figure_: Answering, on: date) -> Q:
    """Which rows count but are not listed to this person, whatever the unit; an empty condition where there are none."""
    base = figure_.base
    return (base.restricted() if base.restricted else Q()) | (base.barred(actor, on) if base.barred else Q())


def shown_to(
    actor: Actor,
    figure_: Answering,
    where: Reach | set[int],
    period: Period,
    on: date,
    *,
    as_of: date | None = None,
    at: datetime | None = None,
    only: Only | None = None,
    before: int | None = None,
    many: int = 0,
) -> Shown:
    """What this person may see of the records, newest first, and the count of the rest: the two add up to the number of records.

    Who may see what is a matter of today's tree, whatever the period. `many` says how many there are, where that is known.
    """
    side = only or figure_.shows
    seen = as_reach(where).only(scope(actor, on))
    lately = period.until is None or period.until > on - timedelta(days=WALKED_DAYS)
    walked = lately and many > WALKED
    if isinstance(where, Reach) and where.top and as_of is None and before is None and seen.units == where.units and settled(figure_):
        return _first_page(actor, figure_, where, period, on, side, walked)
    listable = figure_.narrowed(~never) if (never := never_listed(actor, figure_, on)) else figure_
    records = listable.records(seen, period, as_of=as_of, at=at, only=side, before=before, limit=PAGE + 1, walked=walked)
    if isinstance(where, Reach) and seen.units == where.units:
        return Shown(records, _few(figure_, never).tally(where, period, as_of, at, side) if never else 0)
    return Shown(records, figure_.tally(where, period, as_of, at, side) - listable.tally(seen, period, as_of, at, side))


def settled(figure_: Answering) -> bool:
    """A figure as it was laid on the shelf, whose rows do not depend on the moment: its statements are put together once."""
    return bool(figure_.summed()) and figures.get(figure_.name) is figure_


def _few(figure_: Answering, never: Q) -> Answering:
    """The figure of what is not listed alone."""
    return figure_.narrowed(never & figure_.base.guarded() if figure_.base.guarded else never)


def _first_page(actor: Actor, figure_: Answering, where: Reach, period: Period, on: date, side: Only, walked: bool) -> Shown:
    """The first page of all that is read here, and how many are kept from this person."""
    now, which = Moment(), (figure_.name, where.top.pk if where.top else None, period, actor, on, side, walked)

    def listed() -> QuerySet[Any, Any]:
        never = never_listed(actor, figure_, on)
        return (figure_.narrowed(~never) if never else figure_).listing(where, period, now, side, walked=walked)[: PAGE + 1]

    def kept_back() -> QuerySet[Any, Any]:
        few = _few(figure_, never_listed(actor, figure_, on) or Q(pk__in=()))
        rows = few.picked(few.rows(where, period, now), side, now)
        return rows.order_by().annotate(together=Value(1)).values("together").annotate(n=Count("pk")).values_list("n")

    records = compiled(WORDING, ("figure", "listed", *which), listed).tuples()
    hidden = compiled(WORDING, ("figure", "kept back", *which), kept_back).rows(int)
    return Shown(list(figure_.recorded(records)), sum(hidden))
