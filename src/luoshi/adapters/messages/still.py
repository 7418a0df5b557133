"""Is it still so? What says "now with you" is dropped when it waits neither for the person nor at the own desk any more."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from luoshi.adapters.messages.models import Message
from luoshi.kernel.matters.selectors import Row, held_by, held_by_office, kept_from
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import actor_of

HOLDING = ("to_you", "to_office", "answered", "asked", "soon", "urged")
MOST = 500


def matter_of(url: str) -> int | None:
    """The matter that a link leads to."""
    found = re.match(r"/w/matters/(\d{1,18})(?:[/#?]|$)", url)
    return int(found[1]) if found else None


def held(person: Person, on: date) -> dict[int, Row]:
    """What waits for this person today, by name or at the own desk, by id."""
    who = actor_of(person, on)
    return {row.id: row for row in (*held_by_office(who, on, MOST), *held_by(who, on, MOST))}


def over(rows: Sequence[Message], person: Person, on: date, holds: dict[int, Row] | None = None) -> list[int]:
    """The rows that are no longer true, or lead to what must be kept from this person. Where more than 500 wait, no more is called over."""
    kept = kept_from(actor_of(person, on), {matter for row in rows if (matter := matter_of(row.url)) is not None}, on)
    barred = [row.pk for row in rows if matter_of(row.url) in kept]
    asked = [(row.pk, matter) for row in rows if row.what in HOLDING and (matter := matter_of(row.url)) is not None]
    if not asked:
        return barred
    holds = held(person, on) if holds is None else holds
    return list({*barred, *(_missing(asked, holds) if len(holds) < MOST else [])})


def _missing(asked: Iterable[tuple[int, int]], holds: dict[int, Row]) -> list[int]:
    return [pk for pk, matter in asked if matter not in holds]
