"""How much waits for a person, whatever it comes from: matters, and what mechanisms lay on the shelf beside them."""

from collections.abc import Mapping
from datetime import date, datetime

from luoshi.base.actor import Actor
from luoshi.kernel.matters.desk import MOST, Asked, asked_for, numbers
from luoshi.web.shelves import Todo, TodoSource, todo_sources

BESIDE = "beside: "


def count_waiting(actor: Actor, on: date) -> int:
    """The number beside "to do" on every page: exactly what the to-do page lists, counted no further than 1,000."""
    return whole(count_each(actor, on))


def whole(each: Mapping[str, int]) -> int:
    """All of it as one number."""
    return min(sum(each.values()), MOST)


def count_each(actor: Actor, on: date) -> dict[str, int]:
    """How much waits for each reason and from each source: in one statement, but for sources that count for themselves."""
    if actor.person is None:
        return {}
    apart = {BESIDE + source.name: source.count(actor, on) for source in todo_sources if source.queries is None}
    return {**numbers(actor, on, "all that waits", lambda: {**asked_for(actor, on), **_together(actor, on)}), **apart}


def _together(actor: Actor, on: date) -> dict[str, Asked]:
    return {BESIDE + source.name: _asked(source, actor, on) for source in todo_sources if source.queries}


def others(actor: Actor, at: datetime, limit: int, each: Mapping[str, int]) -> list[tuple[str, Todo]]:
    """What waits besides matters, each with what it is; a source that has nothing for this person is not asked."""
    found = [source for source in todo_sources if each.get(BESIDE + source.name)]
    return [(str(source.label), one) for source in found for one in source.rows(actor, at, limit)]


def _asked(source: TodoSource, actor: Actor, on: date) -> Asked:
    return lambda: source.queries(actor, on) if source.queries else []
