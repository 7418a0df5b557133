"""Figures for programs: the one official value with its definition, period and unit, its lines, and the records behind it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET, Meta, UnsetType

from luoshi.adapters.api.web.declared import Asking, Call, Endpoint, Said, given
from luoshi.adapters.api.web.shapes import Moment
from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.metrics.figures import PAGE, Amount, Answering, Period, figures, may_ask, shown_to, units_of
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import units_read
from luoshi.kernel.org.tree import tree

if TYPE_CHECKING:
    from luoshi.kernel.metrics.reach import Reach
    from luoshi.kernel.org.models import Unit

LARGEST = 2**63 - 1
EARLIEST = date(1900, 1, 1)


class When(Asking, frozen=True):
    """Of which unit, of which period, and as known when. Without a unit: the widest that the key's person reads."""

    unit: (
        Annotated[
            str, Meta(min_length=1, max_length=60, description="The code of a unit; what hangs below it belongs to it.", examples=["WATER"])
        ]
        | UnsetType
    ) = UNSET
    since: Annotated[date, Meta(description="The first day of the period.", examples=["2026-10-01"])] | UnsetType = UNSET
    until: Annotated[date, Meta(description="The day after the last of the period.", examples=["2026-11-01"])] | UnsetType = UNSET
    as_of: Annotated[date, Meta(description="As it was known at the end of this day; before today.")] | UnsetType = UNSET


class Apart(When, frozen=True):
    """By what it is told apart."""

    by: Annotated[Literal["unit", "topic", "person", "why", "month"], Meta(description="By what the lines are told apart.")] = "unit"


class Behind(When, frozen=True):
    """Which records behind the number."""

    only: Annotated[Literal["yes", "no", "all"], Meta(description="Those that count, the others, or all.")] = "all"
    before: Annotated[int, Meta(ge=1, le=LARGEST, description="The page below this key; `next` says which.")] | UnsetType = UNSET


class Defined(Said, frozen=True):
    """A figure and what it means."""

    name: Annotated[str, Meta(examples=["problems.found"])]
    label: str
    measure: Annotated[str, Meta(description="What it is counted in.")]
    scale: Annotated[str, Meta(description="count, share (0 to 1), days, or held (days that add up).")]
    counted: str
    base: Annotated[str | None, Meta(description="What the denominator of a share counts.")]
    not_counted: str
    by: Annotated[list[str], Meta(description="By what it can be told apart.")]
    url: str


class AllOfThem(Said, frozen=True):
    """The figures there are."""

    figures: list[Defined]


class Part(Said, frozen=True):
    """One line: its value, and of how many records it is made."""

    key: str
    label: str
    value: float | int | None
    count: int
    of: int | None
    low: Annotated[float | None, Meta(description="Lower end of the 95 % interval.")]
    high: float | None


class Number(Said, frozen=True):
    """A value that answers for itself."""

    definition: Defined
    unit: str
    unit_name: str
    since: date | None
    until: Annotated[date | None, Meta(description="The first day after the period.")]
    as_of: Annotated[date | None, Meta(description="As known at the end of this day; null: as of now.")]
    known_at: Moment
    value: float | int | None
    reason: Annotated[str, Meta(description="Why there is no value.")]
    count: int
    of: int | None
    left_out: int
    low: float | None
    high: float | None
    parts: list[Part]
    records: Annotated[str, Meta(description="Where the records behind it are listed.")]


class Record(Said, frozen=True):
    """One record behind a number."""

    id: int
    number: str
    title: str
    unit: str
    at: Moment
    page: str


class Records(Said, frozen=True):
    """A page of records, newest first. `hidden`: so many count and are not shown to this key."""

    items: list[Record]
    hidden: int
    next: str | None


def _all(call: Call) -> AllOfThem:
    if not call.actor.holds(*READING):
        raise Unseen
    return AllOfThem([_defined(one) for one in figures])


def _defined(one: Answering) -> Defined:
    base = str(one.base.counted) if one.scale == "share" else None
    url = f"/api/figures/{one.name}"
    return Defined(
        one.name, str(one.label), str(one.measure), one.scale, str(one.counted), base, str(one.not_counted), list(one.ways()), url
    )


def _asked(call: Call) -> tuple[Answering, "Unit", "Reach", Period, date | None]:
    """The figure, where, of which period, as of when. Unseen for a unit that this person does not read, like one that is not there."""
    when, found = call.query, figures.get(call.named["name"])
    if found is None:
        raise Unseen
    unit, where = units_of(given(when.unit) or _widest(call))
    if unit is None or where is None or not may_ask(call.actor, unit.pk, call.on):
        raise Unseen
    as_of, since, until = given(when.as_of), given(when.since), given(when.until)
    if as_of is not None and not EARLIEST <= as_of < call.on:
        raise Refusal(_("Choose a day before today."), field="as_of")
    if since and until and since >= until:
        raise Refusal(_("The period ends before it begins."), field="until")
    return found, unit, where, Period(since, until), as_of


def _widest(call: Call) -> str:
    readable = units_read(call.actor, call.on) if call.actor.holds(*READING) else []
    if not readable:
        raise Unseen
    return min(readable, key=lambda pair: pair[1])[0].code


def _number(call: Call) -> Number:
    found, unit, where, period, as_of = _asked(call)
    by = call.query.by
    if by not in found.ways():
        raise Refusal(_("There is none of this name. These there are: %(names)s.") % {"names": ", ".join(found.ways())}, field="by")
    told = found.amount(where, period, as_of, call.at)
    parts = [_part(one, one.key, one.label) for one in found.by(by, where, period, as_of, call.at)]
    return Number(
        _defined(found), unit.code, unit.name, period.since, period.until, as_of, local(call.at), told.value, str(told.reason), told.count,
        told.of, told.left_out, told.low, told.high, parts, _records_url(found, unit, period, as_of),
    )  # fmt: skip


def _part(one: Amount, key: str, label: object) -> Part:
    return Part(str(key or ""), str(label), one.value, one.count, one.of, one.low, one.high)


def _records_url(found: Answering, unit: "Unit", period: Period, as_of: date | None, **more: Any) -> str:
    asked = {"unit": unit.code, "since": period.since, "until": period.until, "as_of": as_of, **more}
    return f"/api/figures/{found.name}/records?{urlencode({name: value for name, value in asked.items() if value})}"


def _records(call: Call) -> Records:
    found, unit, where, period, as_of = _asked(call)
    which: Behind = call.query
    only = "all" if found.scale in ("count", "held") else which.only
    shown = shown_to(call.actor, found, where, period, call.on, as_of=as_of, at=call.at, only=only, before=given(which.before))
    listed, units = shown.records[:PAGE], tree(call.on).units
    items = [Record(one.id, one.number or "", one.title or "", units[one.unit].code, local(one.at), one.url) for one in listed]
    more = len(shown.records) > PAGE
    url = _records_url(found, unit, period, as_of, only=which.only, before=listed[-1].key) if more else None
    return Records(items, shown.hidden, url)


ENDPOINTS = (
    Endpoint(
        "GET", "figures", "api-figures", "figures", gettext_lazy("The figures there are, and what each means"), _all, AllOfThem, hidden=True
    ),
    Endpoint(
        "GET",
        "figures/<str:name>",
        "api-figure",
        "figures",
        gettext_lazy("A figure of a unit and a period, with its lines"),
        _number,
        Number,
        query=Apart,
        hidden=True,
    ),
    Endpoint(
        "GET",
        "figures/<str:name>/records",
        "api-figure-records",
        "figures",
        gettext_lazy("The records behind a figure, as far as I may see them"),
        _records,
        Records,
        query=Behind,
        hidden=True,
    ),
)
