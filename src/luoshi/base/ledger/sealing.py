"""The sealer: chains what was written since the last time, in the order of the transactions that wrote it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, QuerySet

from luoshi.base.ledger.chain import Fact, link
from luoshi.base.ledger.models import LedgerEntry, LedgerHead
from luoshi.base.ledger.services import locked_head

AT_ONCE = 5_000
COLUMNS = tuple(Fact.__dataclass_fields__)


def seal_all() -> int:
    """Chain everything that can be chained now; answers how many entries."""
    many = 0
    while found := seal_some():
        many += found
    return many


def seal_some(most: int = AT_ONCE) -> int:
    """Chain up to `most` entries in one transaction of its own; answers how many.

    An entry is taken once every transaction that began before its own has ended: what is committed later stands later in the chain, so
    there is no gap and nothing twice, whatever is aborted beside it. Two sealers at once wait for each other at the head row.
    """
    if not unchained().exists():
        return 0
    with transaction.atomic():
        head = locked_head()
        rows = list(_ended().values_list("pk", *COLUMNS)[:most])
        places, seq, digest = [], head.entries, head.digest
        for pk, *values in rows:
            seq += 1
            digest = link(digest, seq, Fact(*values))
            places.append((seq, digest, pk))
        _place(places)
        LedgerHead.objects.filter(pk=head.pk).update(entries=seq, digest=digest)
    return len(rows)


def unchained() -> QuerySet[LedgerEntry]:
    """What stands in no chain yet, in the order in which it will."""
    return LedgerEntry.objects.filter(seq__isnull=True).order_by(F("transaction").asc(nulls_first=True), "id")


def waiting_since() -> datetime | None:
    """When the oldest entry was written that is not chained yet; None where everything is."""
    return unchained().values_list("recorded_at", flat=True).first()


def _ended() -> QuerySet[LedgerEntry]:
    """Those before which nothing can come any more. The bound is read first: what ended before it is seen by every later statement."""
    if connection.vendor != "postgresql":
        return unchained()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (bound,) = cursor.fetchone()
    return unchained().exclude(transaction__gte=bound)


def _place(places: Sequence[tuple[int, str, int]]) -> None:
    """The one change that the triggers let through: place and digest of an entry that has none."""
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE ledger_entry SET seq = %s, digest = %s WHERE id = %s AND seq IS NULL", places)
