"""How much waits for a person, whatever it comes from: matters, and what mechanisms lay on the shelf beside them."""

from datetime import date, datetime
from typing import Any

from luoshi.base.actor import Actor
from luoshi.kernel.matters.desk import MOST, numbers, queries
from luoshi.web.shelves import Todo, todo_sources


def count_waiting(actor: Actor, on: date) -> int:
    """The number beside "to do" on every page: exactly what the to-do page lists, counted no further than 1,000."""
    if actor.person is None:
        return 0
    together = numbers(actor, on, "all that waits", lambda: [*queries(actor, on), *_queries(actor, on)])
    return min(sum(together) + _counted_apart(actor, on), MOST)


def count_others(actor: Actor, on: date) -> int:
    """How much waits besides matters."""
    together = any(source.queries for source in todo_sources)
    return (sum(numbers(actor, on, "other things", lambda: _queries(actor, on))) if together else 0) + _counted_apart(actor, on)


def _queries(actor: Actor, on: date) -> list[Any]:
    return [query for source in todo_sources if source.queries for query in source.queries(actor, on)]


def _counted_apart(actor: Actor, on: date) -> int:
    return sum(source.count(actor, on) for source in todo_sources if source.queries is None)


def others(actor: Actor, at: datetime, limit: int) -> list[tuple[str, Todo]]:
    """What waits besides matters, each with what it is."""
    return [(str(source.label), one) for source in todo_sources for one in source.rows(actor, at, limit)]
