"""Matters that happened before the house was there: taken in from an old ledger in one short transaction.

What is history is marked: it is never reminded of, escalated or told for what passed before. What is still open starts the clock of its
station on the day it is taken in; its age still counts from the day it was raised.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import sleep
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local, local_date
from luoshi.base.databases.rows import Rows, references_now, reserve_ids, roomy_cache, without_references
from luoshi.base.jobs.services import give_up_lease, hold_lease
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.base.search.services import index_many
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.services.raising import make_findable, reserve_numbers, words_of
from luoshi.kernel.org.calendar import read_calendar
from luoshi.kernel.org.selectors import office_for

MANY, FEW = 5000, 100
PAUSE = 0.12
FINDABLE_AT_ONCE = 3000
LONGEST = timedelta(minutes=10)


@dataclass
class Past:
    """One row of an old ledger, its people and units already found; words stand where nobody here is meant."""

    ledger_no: str
    ledger_key: str
    title: str
    text: str
    unit: int
    raised_at: datetime
    topic: str = ""
    channel: str = ""
    raiser: int | None = None
    raiser_words: str = ""
    owner: int | None = None
    owner_words: str = ""
    promised_on: date | None = None
    result: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    answerer: str = ""
    rating: str = ""
    hour_unknown: frozenset[str] = field(default_factory=frozenset)


def take_in_history(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    kind: str,
    rows: Sequence[Past],
    unit: int | None,
    digest: str,
    completed: Sequence[tuple[int, Past]] = (),
) -> int:
    """All of these rows as matters of this kind, or none; how many. `completed` are rows taken in before, by id, with what was added since.

    One ledger entry names the file by its digest. Refused: a row that somebody took in or worked on meanwhile, or a ledger that is being
    taken in at this moment. Nobody else waits long for it: what was said is laid down in short pieces that nobody sees, then the matters
    appear at once. The search follows, in pieces too.
    """
    many, key = len(rows) + len(completed), f"history {command}"
    if not hold_lease(name="history", holder=key, at=at, length=LONGEST):
        raise Refusal(_("Another ledger is being taken in: try again in a few minutes."))
    staged = Staged(kind, rows, at, command)
    try:
        with transaction.atomic():
            _still_new(kind, [row.ledger_key for row in rows])
            staged.reserve()
        if staged.in_pieces and rows:
            staged.lay_events_unseen()
        with roomy_cache(), transaction.atomic():
            known = commands.begin(actor=actor, at=at, command=command, fields=(kind, digest, many), outcome=("import", 0))
            if known:
                return known.id
            first = staged.write() if rows else completed[0][0]
            for pk, row in completed:
                _complete(pk, row, kind, at)
            payload = {"kind": kind, "digest": digest, "rows": len(rows), "first": first, "completed": [pk for pk, _row in completed]}
            record(actor=actor, at=at, verb="matters.imported", subject=("matter", first), on=local_date(at), unit=unit, payload=payload)
            commands.finish(actor=actor, command=command, outcome=("import", many))
    except IntegrityError:
        raise Refusal(_("Some of these rows were taken in meanwhile: read the file again.")) from None
    finally:
        give_up_lease(name="history", holder=key)
        staged.matters.unstage()
    make_history_findable(limit=FINDABLE_AT_ONCE)
    return many


def make_history_findable(*, limit: int) -> int:
    """Lay into the search what was taken in and is not there yet, in short pieces, at most so many; how many."""
    done = 0
    while done < limit:
        with transaction.atomic():
            some = list(Matter.objects.filter(findable=False).select_related("place", "raiser").order_by("pk")[:FEW])
            said: dict[int, list[str]] = {}
            for matter, text in Event.objects.filter(matter__in=some).order_by("id").values_list("matter_id", "text"):
                said.setdefault(matter, []).append(text)
            index_many((row.pk, row.unit_id, words_of(row, said.get(row.pk, []))) for row in some)
            Matter.objects.filter(pk__in=[row.pk for row in some]).update(findable=True)
        done += len(some)
        if len(some) < FEW:
            break
        _let_others()
    return done


def sweep_unseen(at: datetime) -> int:
    """Take away what an interrupted import laid down and nobody ever saw; how many lines. Nothing is touched while one is running."""
    if not hold_lease(name="history", holder="sweep", at=at, length=LONGEST):
        return 0
    try:
        lost = Event.objects.filter(~Exists(Matter.objects.filter(pk=OuterRef("matter_id")))).values_list("pk", flat=True)
        return Event.objects.filter(pk__in=list(lost)).delete()[0]
    finally:
        give_up_lease(name="history", holder="sweep")


def _complete(pk: int, row: Past, kind: str, at: datetime) -> None:
    """What an old ledger has added since: owner, result, answer, rating."""
    matter = Matter.objects.select_for_update().get(pk=pk)
    if Event.objects.filter(matter=matter).exclude(act="raise").exclude(detail__imported=True).exists():
        raise Refusal(_("%(number)s has been worked on here meanwhile: read the file again.") % {"number": matter.number})
    before, answered = matter.state, matter.answered_at
    matter.owner_id, matter.promised_on = row.owner or matter.owner_id, row.promised_on or matter.promised_on
    matter.result, matter.rating = row.result or matter.result, row.rating or matter.rating
    if row.answered_at:
        matter.state = next(state.name for state in kinds[kind].workflow.states if state.closed)
        matter.answered_at = matter.closed_at = row.answered_at
        matter.answered_on = matter.closed_on = local_date(row.answered_at)
        matter.due_at, matter.due_workdays, matter.holder, matter.holder_unit = None, None, None, None
        matter.closing = "confirmed" if matter.rating else "imported"
    matter.save()
    if row.answered_at and answered is None:
        Custody.objects.filter(matter=matter, until__isnull=True).update(until=at)
        detail = _said_only({"imported": True, "as_written": row.answerer, "hour": _hour(row, "answered")})
        Event.objects.create(
            matter=matter, act="answer", before=before, after=matter.state, round=matter.round, at=row.answered_at,
            on=local_date(row.answered_at), text=row.answer, detail=detail,
        )  # fmt: skip
        make_findable(matter)


class Staged:
    """The rows as the tables want them, made ready before any transaction begins.

    `in_pieces`: the embedded database has one writer, so what is long goes in beforehand in pieces that nobody waits long for.
    """

    def __init__(self, kind: str, rows: Sequence[Past], at: datetime, command: uuid.UUID) -> None:
        self.kind, self.rows, self.at, self.command = kinds[kind], rows, at, command
        values = book(local_date(at))
        calendar = read_calendar(values.time("calendar.day_start"), values.time("calendar.day_end"))
        self.open = self.kind.history
        days = values.count(self.open.due) if self.open.due else None
        self.due, self.days = (calendar.due(at, days) if days is not None else None), days
        self.closed = next(state for state in self.kind.workflow.states if state.closed)
        self.offices = {unit: office_for(unit, local_date(at)) for unit in {row.unit for row in rows}}
        self.matters = Rows(Matter, (self._matter(row) for row in rows))
        self.events = Rows(Event, (event for n, row in enumerate(rows) for event in self._events(row, n)), ids=False)
        self.custodies = Rows(Custody, (self._custody(row, n) for n, row in enumerate(rows) if not row.answered_at), ids=False)
        self.in_pieces = connection.vendor == "sqlite" and not connection.in_atomic_block
        self.laid = False

    def reserve(self) -> None:
        """Numbers and ids that nobody else gets, whatever becomes of this import."""
        months = Counter((row.unit, f"{local(row.raised_at):%y%m}") for row in self.rows)
        given = reserve_numbers(months, local_date(self.at))
        numbers = [next(given[row.unit, f"{local(row.raised_at):%y%m}"]) for row in self.rows]
        ids = reserve_ids(Matter, len(self.rows))
        self.matters.fill("number", numbers)
        self.matters.fill("id", ids)
        for rows in (self.events, self.custodies):
            rows.refer("matter", ids)

    def lay_events_unseen(self) -> None:
        """What was said, before there is a matter that shows it."""
        with without_references():
            for piece in self.events.pieces(MANY):
                with transaction.atomic():
                    piece.insert()
                _let_others()
        self.matters.stage()
        self.laid = True

    def write(self) -> int:
        """The matters at once, with whatever is not laid down yet; the id of the first."""
        self.matters.insert()
        if not self.laid:
            self.events.insert()
        self.custodies.insert()
        references_now()
        return int(self.matters.value("id", 0))

    def _matter(self, row: Past) -> dict[str, Any]:
        done = row.answered_at is not None
        on = local_date(row.answered_at) if row.answered_at else None
        return {
            "kind": self.kind.name, "title": row.title, "topic": row.topic, "channel": row.channel,
            "state": self.closed.name if done else self.open.name, "unit": row.unit, "raiser": row.raiser, "raiser_words": row.raiser_words,
            "office": self.offices[row.unit], "owner": row.owner, "holder_unit": None if done else self.offices[row.unit],
            "raised_at": row.raised_at, "raised_on": local_date(row.raised_at), "happened_at": row.raised_at,
            "entered_at": row.answered_at or self.at, "due_at": None if done else self.due, "due_workdays": None if done else self.days,
            "promised_on": row.promised_on, "result": row.result, "answered_at": row.answered_at, "answered_on": on,
            "closed_at": row.answered_at, "closed_on": on, "closing": ("confirmed" if row.rating else "imported") if done else "",
            "rating": row.rating, "ledger_no": row.ledger_no, "ledger_key": row.ledger_key, "imported": self.command, "findable": False,
        }  # fmt: skip

    def _events(self, row: Past, matter: int) -> Iterator[dict[str, Any]]:
        told = {"imported": True, "as_written": row.raiser_words, "owner": row.owner_words, "hour": _hour(row, "raised")}
        raised = {"matter": matter, "act": "raise", "after": self.kind.workflow.first.name, "round": 1, "behalf": row.raiser}
        yield {**raised, "at": row.raised_at, "on": local_date(row.raised_at), "text": row.text, "detail": _said_only(told)}
        if row.answered_at:
            told = {"imported": True, "as_written": row.answerer, "hour": _hour(row, "answered")}
            answered = {"matter": matter, "act": "answer", "before": self.open.name, "after": self.closed.name, "round": 1}
            yield {**answered, "at": row.answered_at, "on": local_date(row.answered_at), "text": row.answer, "detail": _said_only(told)}

    def _custody(self, row: Past, matter: int) -> dict[str, Any]:
        return {"matter": matter, "unit": self.offices[row.unit], "since": self.at}


def _hour(row: Past, name: str) -> str:
    return "unknown" if name in row.hour_unknown else ""


def _said_only(detail: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in detail.items() if value}


def _still_new(kind: str, keys: list[str]) -> None:
    for start in range(0, len(keys), 500):
        taken = Matter.objects.filter(kind=kind, ledger_key__in=keys[start : start + 500]).values_list("ledger_no", flat=True).first()
        if taken is not None:
            raise Refusal(_("Number %(number)s was taken in meanwhile: read the file again.") % {"number": taken})


def _let_others() -> None:
    if not connection.in_atomic_block:
        sleep(PAUSE)
