"""Finding matters by words: the search names the subjects, newest first, and the rows are read by key."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import AMONG, MOMENT, compiled
from luoshi.base.search.selectors import find, holding
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.selectors import PAGE, WORDING, Filters, Row, columns_of, in_list, row_of, units_of
from luoshi.kernel.org.scope import ranges, scope

REACH = 500


@dataclass(frozen=True)
class Found:
    """One page of what was found, newest first, and the key under which it goes on (None at the end)."""

    rows: Sequence[Row]
    older: int | None


def find_matters(actor: Actor, words: str, at: datetime, kind: str = "", before: int | None = None) -> Found:
    """Matters whose words hold all of these, of one kind or of every: in the units the person reads, or else the person's own raised ones.

    Refused: words that cannot be searched for.
    """
    on = local_date(at)
    units, limit = scope(actor, on), REACH if kind else PAGE + 1
    if units:
        ids = find(words, ranges(units), before=before, limit=limit)
    else:
        ids = holding(words, Matter.objects.filter(raiser=actor.person, raiser__isnull=False), before=before, limit=limit)
    return _page(_named(("found", actor, kind, on), lambda: _seen(actor, kind, on), ids, at), ids, limit)


def find_in_list(actor: Actor, filters: Filters, words: str, at: datetime, before: int | None = None) -> Found:
    """What a list holds of matters with these words. The newest 500 with the words are looked at for one page; it goes on below them."""
    on = local_date(at)
    ids = find(words, ranges(units_of(actor, filters, on)), before=before, limit=REACH)
    return _page(_named(("found in list", actor, filters, on), lambda: in_list(actor, filters, MOMENT, on), ids, at), ids, REACH)


def _seen(actor: Actor, kind: str, on: date) -> QuerySet[Matter]:
    return (Matter.objects.filter(kind=kind) if kind else Matter.objects.all()).exclude(hidden(actor, on))


def _named(which: Hashable, found: Callable[[], QuerySet[Matter]], ids: Sequence[int], at: datetime) -> list[Row]:
    """Those of these ids that the query holds, newest first, a page and one more."""
    if not ids:
        return []
    asked = compiled(WORDING, which, lambda: columns_of(found().filter(AMONG).order_by("-id"), PAGE + 1))
    return asked.rows(row_of, at=at, keys=ids)


def _page(got: list[Row], ids: Sequence[int], limit: int) -> Found:
    """A full page goes on below its last row; a page that ran out of words to look at goes on below the last of them."""
    if len(got) > PAGE:
        return Found(got[:PAGE], got[PAGE - 1].id)
    return Found(got, ids[-1] if len(ids) == limit else None)
