"""Rows of matters for a person: every selector takes the person first and stays inside the person's scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import AMONG, KEY, MOMENT, compiled
from luoshi.base.ledger.models import Command
from luoshi.base.parameters.selectors import STAMP as VALUES
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import addressed, hidden
from luoshi.kernel.org.held import HOLDINGS
from luoshi.kernel.org.roles import LEADING
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.kernel.org.tree import STAMP as TREE
from luoshi.kernel.org.tree import tree

PAGE = 50
WORDING = (HOLDINGS, TREE, VALUES)  # what the words of a statement about a person's scope depend on, beside the person and the day


@dataclass(frozen=True)
class Row:
    """One line of a list: all it needs, nothing fetched later."""

    id: int
    kind: str
    number: str
    title: str
    state: str
    round: int
    channel: str
    topic: str
    raised_at: datetime
    raised_on: date
    entered_at: datetime
    entered_by_id: int | None
    due_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    closing: str
    told: str | None
    unit_id: int
    unit: str
    place: str | None
    raiser: str | None
    raiser_unit: str | None
    raiser_words: str
    raiser_id: int | None
    confidential: bool
    claim: str
    holder: str | None
    holder_unit: str | None
    holder_id: int | None
    waiting: str
    parent_id: int | None


COLUMNS = {
    "told": F("told__name"),
    "unit": F("unit__name"),
    "place": F("place__name"),
    "raiser": F("raiser__name"),
    "raiser_unit": F("raiser__unit__name"),
    "holder": F("holder__name"),
    "holder_unit": F("holder_unit__name"),
}
NAMES = tuple(Row.__dataclass_fields__)


def rows(found: QuerySet[Matter], limit: int) -> list[Row]:
    """The first rows of a query, joined once."""
    return [row_of(*row) for row in columns_of(found, limit)]


def columns_of(found: QuerySet[Matter], limit: int | None = None) -> QuerySet[Matter, Any]:
    """The columns of `Row`, for a statement that is put together once."""
    renamed = {f"x_{name}": column for name, column in COLUMNS.items()}
    return found.annotate(**renamed).values_list(*(f"x_{name}" if name in COLUMNS else name for name in NAMES))[:limit]


def row_of(*columns: Any) -> Row:
    """A row of these columns."""
    return _discreet(Row(*columns))


def _discreet(row: Row) -> Row:
    """Who asked not to be named stands in no list, neither as raiser nor as the one whose word is waited for."""
    if not row.confidential:
        return row
    unnamed = replace(row, raiser=None, raiser_unit=None, raiser_words="")
    return replace(unnamed, holder=None, holder_unit=None) if row.holder_id == row.raiser_id else unnamed


def rows_by_id(ids: Sequence[int]) -> dict[int, Row]:
    """Rows of matters that somebody else has already found readable, by id."""
    if not ids:
        return {}
    found = compiled((), "rows by id", lambda: columns_of(Matter.objects.filter(AMONG))).rows(row_of, keys=ids)
    return {row.id: row for row in found}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; `view` is one of open, late, checking, closed, all."""

    kind: str
    view: str = "open"
    units: tuple[int, ...] = ()
    channel: str = ""
    topic: str = ""
    since: date | None = None
    until: date | None = None
    place: str = ""
    equipment: str = ""


def units_of(actor: Actor, filters: Filters, on: date) -> set[int]:
    """The units a list looks into: what the person reads, narrowed by what was chosen."""
    units = scope(actor, on)
    return units & tree(on).below(filters.units) if filters.units else units


def in_list(actor: Actor, filters: Filters, at: datetime, on: date | None = None) -> QuerySet[Matter]:
    """The matters of one kind in this person's units, narrowed; `on` is the day where the moment is put in later."""
    on = on or local_date(at)
    units = units_of(actor, filters, on)
    found = Matter.objects.filter(_readable(actor, units, filters, on), kind=filters.kind).filter(in_view(filters, at))
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.topic:
        found = found.filter(topic=filters.topic)
    if filters.place:
        found = found.filter(place__code=filters.place)
    if filters.equipment:
        found = found.filter(equipment__code=filters.equipment)
    if filters.since:
        found = found.filter(raised_on__gte=filters.since)
    if filters.until:
        found = found.filter(raised_on__lt=filters.until)
    return found


def _readable(actor: Actor, units: set[int], filters: Filters, on: date) -> Q:
    """In these units and not hidden; and what is about conduct for its named recipients."""
    seen = within(ranges(units), "unit_id") & ~hidden(actor, on)
    return seen | (addressed(actor, on) & ~hidden(actor, on)) if actor.holds("named_recipient") and not filters.units else seen


def page(
    actor: Actor, filters: Filters, at: datetime, *, before: int | None = None, after: int | None = None
) -> tuple[list[Row], int | None, int | None]:
    """A page of a list, newest first, by key: the rows, the key for newer ones, the key for older ones (None where there are none)."""
    side = "after" if after is not None else "before" if before is not None else "newest"
    which, key = ("list", side, actor, filters, local_date(at)), after if after is not None else before
    asked = compiled(WORDING, which, lambda: columns_of(_keyed(in_list(actor, filters, MOMENT, local_date(at)), side), PAGE + 1))
    got = asked.rows(row_of, at=at, key=key)
    more, got = len(got) > PAGE, got[:PAGE]
    if side == "after":
        got = got[::-1]
        return got, (got[0].id if more and got else None), (got[-1].id if got else None)
    return got, (got[0].id if before is not None and got else None), (got[-1].id if more else None)


def _keyed(found: QuerySet[Matter], side: str) -> QuerySet[Matter]:
    if side == "after":
        return found.filter(id__gt=KEY).order_by("id")
    return (found.filter(id__lt=KEY) if side == "before" else found).order_by("-id")


def mine(actor: Actor, limit: int) -> list[Row]:
    """What this person raised: what is the own turn first, then what is open, then what is closed, newest first."""
    if actor.person is None:
        return []
    found = Matter.objects.filter(raiser=actor.person)
    own_turn = Q(holder=actor.person)
    open_ = rows(found.filter(closed_at__isnull=True).order_by("-id"), limit)
    first = [row for row in open_ if row.holder_id == actor.person]
    rest = [row for row in open_ if row.holder_id != actor.person]
    closed = (
        rows(found.filter(closed_at__isnull=False).exclude(own_turn).order_by("-closed_at", "-id"), limit - len(open_))
        if len(open_) < limit
        else []
    )
    return [*first, *rest, *closed]


def given_rise(actor: Actor, activity: int, on: date) -> list[Row]:
    """What an activity gave rise to, in the order it was entered, as far as this person may read it or raised it."""
    own = Q(raiser=actor.person) if actor.person else Q(pk__in=())
    found = Matter.objects.filter((within(ranges(scope(actor, on)), "unit_id") & ~hidden(actor, on)) | own, activity=activity)
    return rows(found.order_by("id"), 1000)


def count_mine(actor: Actor) -> int:
    return Matter.objects.filter(raiser=actor.person).count() if actor.person else 0


def held_by(actor: Actor, on: date, limit: int) -> list[Row]:
    """What this person holds now, soonest due first; the own raised matters that wait for the own word are among them."""
    if actor.person is None:
        return []
    found = Matter.objects.filter(in_hands(actor), closed_at__isnull=True)
    return rows(found.exclude(hidden(actor, on)).order_by("due_at", "id"), limit)


def kept_from(actor: Actor, ids: Collection[int], on: date) -> set[int]:
    """Those of these matters that this person must never see."""
    return set(Matter.objects.filter(hidden(actor, on), pk__in=ids, reserved=True).values_list("pk", flat=True)) if ids else set()


def in_hands(actor: Actor) -> Q:
    """What this person holds, and what those hold whose deputy this is; their own answers are theirs to judge."""
    if not actor.stands_for:
        return Q(holder=actor.person)
    return Q(holder=actor.person) | (Q(holder__in=actor.stands_for) & ~Q(holder=F("raiser")))


def held_by_office(actor: Actor, on: date, limit: int) -> list[Row]:
    """What waits at the offices this person works for, and at the units this person leads, held by nobody by name."""
    units = desk(actor, on)
    if not units:
        return []
    found = Matter.objects.filter(within(ranges(units), "holder_unit_id"), holder__isnull=True, closed_at__isnull=True)
    return rows(found.exclude(hidden(actor, on)).order_by("due_at", "id"), limit)


def next_waiting(actor: Actor, on: date, but: int) -> Row | None:
    """What waits for this person soonest, by name or at the own desk, but this one."""
    waiting = [row for row in (*held_by(actor, on, 2), *held_by_office(actor, on, 2)) if row.id != but]
    return min(waiting, key=lambda row: (row.due_at is None, row.due_at, row.id)) if waiting else None


def desk(actor: Actor, on: date) -> set[int]:
    """The units at which this person takes what is held by nobody by name: the own offices, and what the person leads."""
    return tree(on).below(actor.units("handler")) | set(actor.units(*LEADING)) if actor.grants else set()


def told_to(actor: Actor, on: date, limit: int) -> list[Row]:
    """What is overdue with others and was told to this person."""
    if actor.person is None:
        return []
    found = Matter.objects.filter(told=actor.person, closed_at__isnull=True).exclude(hidden(actor, on))
    return rows(found.order_by("due_at", "id"), limit)


def given_out(actor: Actor, on: date, limit: int) -> list[Row]:
    """What the own offices handle and others hold by name, soonest due first."""
    units = tree(on).below(actor.units("handler"))
    if not units:
        return []
    found = Matter.objects.filter(within(ranges(units), "office_id"), holder__isnull=False, closed_at__isnull=True).exclude(
        holder=actor.person
    )
    return rows(found.exclude(hidden(actor, on)).order_by("due_at", "id"), limit)


def open_in(actor: Actor, unit: int, at: datetime, limit: int) -> list[Row]:
    """What is open with this unit and those below, soonest due first; Unseen outside the person's scope."""
    return rows(_with_us(actor, unit, at).order_by("due_at", "id"), limit)


def longest_waiting(actor: Actor, unit: int, at: datetime) -> Row | None:
    """Who has waited longest in this unit."""
    found = rows(_with_us(actor, unit, at).order_by("raised_at", "id"), 1)
    return found[0] if found else None


def count_open_in(actor: Actor, unit: int, at: datetime) -> int:
    return _with_us(actor, unit, at).count()


def sent_by_guest(command: UUID) -> Matter:
    """The report that was sent with this key before sign-in; Unseen for any other key."""
    matter = _sent_with("guest", command)
    if matter is None:
        raise Unseen
    return matter


def sent_by(actor: Actor, command: UUID, on: date) -> Matter | None:
    """The report that this person sent with this key; of what must be kept from them, whoever they wrote it for, on its day alone."""
    sent = _sent_with(actor.key, command)
    if sent is None or not sent.reserved or sent.raised_on >= on:
        return sent
    return None if Matter.objects.filter(hidden(actor, on), pk=sent.pk).exists() else sent


def _sent_with(who: str, command: UUID) -> Matter | None:
    known = Command.objects.filter(who=who, command=command, outcome_kind="matter").first()
    return Matter.objects.filter(pk=known.outcome).select_related("unit", "office", "place").first() if known else None


def in_view(filters: Filters, at: datetime) -> Q:
    """What this view of a list shows."""
    if filters.view == "all":
        return Q()
    if filters.view == "closed":
        return Q(closed_at__isnull=False)
    condition = Q(closed_at__isnull=True)
    if filters.view == "late":
        condition &= Q(due_at__lt=at)
    if filters.view == "checking":
        flow = kinds[filters.kind].workflow
        condition &= Q(state__in=[state.name for state in flow.states if state.link == "done"])
    return condition


def _with_us(actor: Actor, unit: int, at: datetime) -> QuerySet[Matter]:
    """Open matters found in these units or raised by their people."""
    on = local_date(at)
    below = ranges(tree(on).below([unit]) & scope(actor, on))
    if not below:
        raise Unseen
    raised_here = within(below, "raiser__unit_id") & Q(confidential=False)
    return Matter.objects.filter(within(below, "unit_id") | raised_here, closed_at__isnull=True).exclude(hidden(actor, on))
