"""Finding matters by words: the search names the subjects, newest first, and the rows are read by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.search.selectors import find, holding
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.selectors import PAGE, Filters, Row, in_list, rows, units_of
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
    units, limit = scope(actor, local_date(at)), REACH if kind else PAGE + 1
    if units:
        ids = find(words, ranges(units), before=before, limit=limit)
    else:
        ids = holding(words, Matter.objects.filter(raiser=actor.person, raiser__isnull=False), before=before, limit=limit)
    found = (Matter.objects.filter(kind=kind) if kind else Matter.objects.all()).exclude(hidden(actor, local_date(at)))
    return _page(rows(found.filter(pk__in=ids).order_by("-id"), PAGE + 1), ids, limit)


def find_in_list(actor: Actor, filters: Filters, words: str, at: datetime, before: int | None = None) -> Found:
    """What a list holds of matters with these words. The newest 500 with the words are looked at for one page; it goes on below them."""
    ids = find(words, ranges(units_of(actor, filters, local_date(at))), before=before, limit=REACH)
    return _page(rows(in_list(actor, filters, at).filter(pk__in=ids).order_by("-id"), PAGE + 1), ids, REACH)


def _page(got: list[Row], ids: Sequence[int], limit: int) -> Found:
    """A full page goes on below its last row; a page that ran out of words to look at goes on below the last of them."""
    if len(got) > PAGE:
        return Found(got[:PAGE], got[PAGE - 1].id)
    return Found(got, ids[-1] if len(ids) == limit else None)
