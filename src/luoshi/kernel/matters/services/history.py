"""Matters that happened before the house was there: taken in from an old ledger in one short transaction.

What is history is marked: it is never reminded of, escalated or told for what passed before. What is still open starts the clock of its
station on the day it is taken in; its age still counts from the day it was raised.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local, local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.base.search.services import index_many
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.services.raising import make_findable, reserve_numbers
from luoshi.kernel.org.calendar import read_calendar
from luoshi.kernel.org.selectors import office_for

AT_ONCE = 1000


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
    *, actor: Actor, at: datetime, command: uuid.UUID, kind: str, rows: Sequence[Past], unit: int | None, digest: str
) -> int:
    """All of these rows as matters of this kind, or none; how many. One ledger entry names the file by its digest.

    Refused: a row that somebody took in meanwhile. The search is brought up afterwards, in short pieces.
    """
    staged = _Staged(kind, rows, at, command)
    with transaction.atomic():
        known = commands.begin(actor=actor, at=at, command=command, fields=(kind, digest, len(rows)), outcome=("import", 0))
        if known:
            return known.id
        _still_new(kind, [row.ledger_key for row in rows])
        first = staged.write()
        payload = {"kind": kind, "digest": digest, "rows": len(rows), "first": first}
        record(actor=actor, at=at, verb="matters.imported", subject=("matter", first), on=local_date(at), unit=unit, payload=payload)
        commands.finish(actor=actor, command=command, outcome=("import", len(rows)))
    staged.make_findable()
    return len(rows)


@transaction.atomic
def complete_history(*, actor: Actor, at: datetime, kind: str, rows: Sequence[tuple[int, Past]], digest: str) -> int:
    """What an old ledger has added since to rows taken in from it: owner, result, answer, rating; how many.

    Refused: a row that somebody has worked on here meanwhile.
    """
    for pk, row in rows:
        matter = Matter.objects.select_for_update().get(pk=pk)
        if Event.objects.filter(matter=matter).exclude(act="raise").exclude(detail__imported=True).exists():
            raise Refusal(_("%(number)s has been worked on here meanwhile: read the file again.") % {"number": matter.number})
        _complete(matter, row, kind, at)
    if rows:
        payload = {"kind": kind, "digest": digest, "rows": len(rows), "completed": [pk for pk, _row in rows]}
        record(actor=actor, at=at, verb="matters.imported", subject=("matter", rows[0][0]), on=local_date(at), payload=payload)
    return len(rows)


def _complete(matter: Matter, row: Past, kind: str, at: datetime) -> None:
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


class _Staged:
    """The rows as the tables want them, made ready before the transaction begins."""

    def __init__(self, kind: str, rows: Sequence[Past], at: datetime, command: uuid.UUID) -> None:
        self.kind, self.rows, self.at, self.command = kinds[kind], rows, at, command
        values = book(local_date(at))
        calendar = read_calendar(values.time("calendar.day_start"), values.time("calendar.day_end"))
        self.open = self.kind.history
        days = values.count(self.open.due) if self.open.due else None
        self.due, self.days = (calendar.due(at, days) if days is not None else None), days
        self.closed = next(state for state in self.kind.workflow.states if state.closed)
        self.offices = {unit: office_for(unit, local_date(at)) for unit in {row.unit for row in rows}}
        self.matters = [self._matter(row) for row in rows]
        self.numbers: list[str] = []
        self.first = 0

    def write(self) -> int:
        """Everything in the order of the file; the id of the first."""
        months = Counter((row.unit, f"{local(row.raised_at):%y%m}") for row in self.rows)
        given = reserve_numbers(months, local_date(self.at))
        self.numbers = [next(given[row.unit, f"{local(row.raised_at):%y%m}"]) for row in self.rows]
        self.first = ids = _reserve_ids(Matter, len(self.rows))
        _insert(
            Matter,
            [{**row, "id": ids + n, "number": number} for n, (row, number) in enumerate(zip(self.matters, self.numbers, strict=True))],
        )
        _insert(Event, [event for n, row in enumerate(self.rows) for event in self._events(row, ids + n)], ids=True)
        held = [self._custody(row, ids + n) for n, row in enumerate(self.rows) if not row.answered_at]
        _insert(Custody, held, ids=True)
        return ids

    def make_findable(self) -> None:
        """Into the search, some at a time, so that nobody waits for it."""
        for start in range(0, len(self.rows), AT_ONCE):
            some = range(start, min(start + AT_ONCE, len(self.rows)))
            with transaction.atomic():
                index_many((self.first + n, self.rows[n].unit, self._said(n)) for n in some)

    def _said(self, n: int) -> str:
        row = self.rows[n]
        return "\n".join(part for part in (self.numbers[n], row.ledger_no, row.title, row.raiser_words, row.text, row.answer) if part)

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
            "rating": row.rating, "ledger_no": row.ledger_no, "ledger_key": row.ledger_key, "imported": self.command,
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


def _reserve_ids(model: type[models.Model], many: int) -> int:
    """The first of so many ids in a row that nobody else gets."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            (sequence,) = cursor.fetchone()
            cursor.execute("SELECT nextval(%s)", [sequence])
            (first,) = cursor.fetchone()
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + many])
            return int(first)
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}"')  # noqa: S608 — the name comes from the model
        (first,) = cursor.fetchone()
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return max(int(first), last[0] + 1 if last else 1)


def _insert(model: type[models.Model], rows: Iterable[dict[str, Any]], *, ids: bool = False) -> None:
    """Plain rows into a table, each field as the model keeps it."""
    fields = [one for one in model._meta.concrete_fields if not (ids and one.primary_key)]
    names = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    empty = [one.get_db_prep_save(one.get_default(), connection) for one in fields]
    prepared = [
        [
            one.get_db_prep_save(row[one.name], connection) if one.name in row else default
            for one, default in zip(fields, empty, strict=True)
        ]
        for row in rows
    ]
    if not prepared:
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})", prepared)  # noqa: S608 — names come from the model
