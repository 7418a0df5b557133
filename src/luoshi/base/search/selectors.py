"""Finding subjects by words, in the units a person may read, newest first, one key after another."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.base.search import tables
from luoshi.base.search.grams import SHORTEST, asked, words_of
from luoshi.base.search.models import Document

Spans = Sequence[tuple[int, int]]
LONGEST = 60


def read_words(query: str) -> list[str]:
    """The words of a query. Refused: a query whose every word is one sign, and one of more than 60 signs."""
    if len(query) > LONGEST:
        raise Refusal(_("Search with at most 60 signs."), field="q")
    words = words_of(query)
    if not any(len(word) >= SHORTEST for word in words):
        raise Refusal(_("Search with at least two signs, for example 泵房 or DN300."), field="q")
    return words


def holding(query: str, subjects: QuerySet[Any], *, before: int | None = None, limit: int) -> list[int]:
    """Which of a few subjects, named by a query of their keys, hold every word of the query: newest first, older than `before`.

    One statement, which looks through the text of each. Refuses what `read_words` refuses.
    """
    found = Document.objects.filter(pk__in=subjects.values("pk"))
    for word in read_words(query):
        found = found.filter(body__contains=word)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk").values_list("pk", flat=True)[:limit])


def find(query: str, spans: Spans, *, before: int | None = None, limit: int) -> list[int]:
    """Subjects whose text holds every word of the query, in these units (closed ranges of ids), newest first, older than `before`.

    One statement. Refuses what `read_words` refuses.
    """
    words = read_words(query)
    if not spans:
        return []
    statement, values = tables.finding(connection.vendor, words, asked(words), spans, before, limit)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
