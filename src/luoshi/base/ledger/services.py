"""Writing the ledger: one entry for each act, in the transaction of the act; chained at once, or on PostgreSQL a second later."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from luoshi.base.actor import Actor
from luoshi.base.copies.compiled import compiled
from luoshi.base.ledger.chain import START, Fact, body_of, link, seal
from luoshi.base.ledger.models import LedgerEntry, LedgerHead, LedgerPayload, ThisTransaction
from luoshi.base.ledger.verbs import verbs


def record(
    *,
    actor: Actor,
    at: datetime,
    verb: str,
    subject: tuple[str, int],
    on: date,
    payload: Mapping[str, object],
    unit: int | None = None,
    happened_at: datetime | None = None,
    behalf: int | None = None,
) -> int:
    """Append an entry and return its id. Call it last in the transaction: where it chains at once it holds the head row until commit.

    `at` is when we heard, `happened_at` when it happened (a claim where it comes from a phone). KeyError for an undeclared verb.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a ledger entry belongs to the transaction of the act")
    known = verbs[verb]
    salt, body = secrets.token_hex(16), body_of(payload)
    fact = Fact(at, happened_at or at, on, actor.person, behalf, known.name, *subject, unit, seal(salt, body))
    if chains_later():
        entry = LedgerEntry.objects.create(**fact.__dict__, transaction=ThisTransaction())
    else:
        head = locked_head()
        seq, digest = head.entries + 1, link(head.digest, head.entries + 1, fact)
        entry = LedgerEntry.objects.create(seq=seq, digest=digest, **fact.__dict__)
        LedgerHead.objects.filter(pk=head.pk).update(entries=seq, digest=digest)
    LedgerPayload.objects.create(entry=entry, salt=salt, body=body)
    return entry.pk


def chains_later() -> bool:
    """Is the chain made by the sealer? On SQLite, with one writer at a time, it is made at once; on PostgreSQL writers would queue."""
    return connection.vendor == "postgresql" and settings.LEDGER_SEALED


def locked_head() -> LedgerHead:
    """The head of the chain, ours until commit."""
    head = compiled((), "ledger head", _head).first()
    return head or LedgerHead.objects.create(pk=1, entries=0, digest=START)


def _head() -> QuerySet[LedgerHead]:
    return LedgerHead.objects.select_for_update().filter(pk=1)
