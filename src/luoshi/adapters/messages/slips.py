"""What goes on paper for people who are reached in no other way: what waits, its number, until when; nothing a leader may not read."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.adapters.messages.models import SLIP, Message
from luoshi.adapters.messages.outbox import OPEN
from luoshi.adapters.messages.still import held, matter_of, over
from luoshi.adapters.messages.wording import said
from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.selectors import Row
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.roles import LEADING
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.selectors import units_held, workforce
from luoshi.kernel.org.tree import tree

MOST_LINES = 8


@dataclass(frozen=True)
class Line:
    """One thing that waits: kind, title, number, due. Title and number are empty where the leader may not read it."""

    what: str
    title: str
    number: str
    due: datetime | None


@dataclass(frozen=True)
class Slip:
    """One person's slip."""

    id: int
    name: str
    staff_no: str
    unit: str
    lines: Sequence[Line]
    more: int


def led(actor: Actor, on: date) -> list[tuple[Unit, int]]:
    """The units for which this person may print."""
    return units_held(actor, LEADING, on)


def slips(actor: Actor, unit: Unit, on: date, printed: uuid.UUID | None = None) -> list[Slip]:
    """Slips for the people of this unit and those below: the unprinted ones, or again those printed under this command.

    Unseen outside of what the person leads. What is no longer true is left out.
    """
    if not covers(actor, unit.pk, on, LEADING):
        raise Unseen
    people = {person.pk: person for person in workforce(on, tree(on).below([unit.pk]))}
    rows: dict[int, list[Message]] = {}
    for row in _rows(people, printed):
        rows.setdefault(row.person_id or 0, []).append(row)
    drawn = [_slip(actor, people[pk], rows[pk], on) for pk in people if pk in rows]
    return [slip for slip in drawn if slip.lines]


def _rows(people: Iterable[int], printed: uuid.UUID | None) -> QuerySet[Message]:
    found = Message.objects.filter(channel=SLIP, person__in=list(people)).order_by("due_at", "id")
    return found.filter(printed_as=printed) if printed else found.filter(OPEN)


def _slip(actor: Actor, person: Person, rows: Sequence[Message], on: date) -> Slip:
    holds = held(person, on)
    gone = set(over(rows, person, on, holds))
    latest = {row.url: row for row in rows if row.pk not in gone}  # one line for one thing, however often it was said
    kept = list(latest.values())
    lines = [_line(actor, row, holds, on) for row in kept[:MOST_LINES]]
    return Slip(person.pk, person.name, person.staff_no, person.unit.name, lines, max(len(kept) - MOST_LINES, 0))


def _line(actor: Actor, row: Message, holds: dict[int, Row], on: date) -> Line:
    matter = matter_of(row.url)
    if matter is None:
        return Line(said(row.what), row.title, "", row.due_at)
    try:
        shown = sheet(actor, matter, on).matter
    except Unseen:
        shown = None
    if shown is None or shown.confidential:
        return Line(_("Something waits for you: sign in to read it"), "", "", None)
    return Line(said(row.what), row.title, shown.number, shown.due_at if matter in holds else row.due_at)
