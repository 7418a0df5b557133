"""Keeping up what can be found: the words of a subject are laid down whole, in the transaction that changed them."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection, transaction

from luoshi.base.search import tables
from luoshi.base.search.grams import grams, normalised
from luoshi.base.search.models import Document

CHUNK = 500
Subject = tuple[int, int, str]


def index(*, subject: int, unit: int, text: str) -> None:
    """Lay down the words of a subject, in place of any it had: give the whole text again when an answer is added. Refuses nothing."""
    body = normalised(text)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(tables.UPSERT, (subject, unit, body, grams(body)))
            return
        cursor.execute(tables.INSERT, (subject, unit, body))
        if not cursor.fetchone():
            before = Document.objects.values_list("body", flat=True).get(pk=subject)
            cursor.execute(tables.UPDATE, (unit, body, subject))
            if before == body:
                return
            cursor.execute(tables.UNGRAM, (subject, " ".join(grams(before))))
        cursor.execute(tables.GRAM, (subject, " ".join(grams(body))))


def index_many(rows: Iterable[Subject]) -> int:
    """Lay down the words of many subjects `(subject, unit, text)`, for imports; how many. The last of a subject's texts stays."""
    source, count = iter(rows), 0
    with transaction.atomic():
        while chunk := list(islice(source, CHUNK)):
            latest = {subject: (subject, unit, normalised(text)) for subject, unit, text in chunk}
            _lay(list(latest.values()))
            count += len(chunk)
    return count


def _lay(rows: Sequence[Subject]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.executemany(tables.UPSERT, [(subject, unit, body, grams(body)) for subject, unit, body in rows])
            return
        known = dict(Document.objects.filter(pk__in=[row[0] for row in rows]).values_list("id", "body"))
        fresh = [row for row in rows if row[0] not in known]
        changed = [row for row in rows if row[0] in known]
        Document.objects.bulk_create(Document(id=subject, unit=unit, body=body) for subject, unit, body in fresh)
        cursor.executemany(tables.UPDATE, [(unit, body, subject) for subject, unit, body in changed])
        cursor.executemany(tables.UNGRAM, [(subject, " ".join(grams(body))) for subject, body in known.items()])
        cursor.executemany(tables.GRAM, [(subject, " ".join(grams(body))) for subject, _unit, body in rows])
