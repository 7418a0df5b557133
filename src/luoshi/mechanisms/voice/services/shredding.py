"""When its time is over, what came without a name is shredded: words, photographs, receipt. That it was there still counts."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.files.models import StoredFile
from luoshi.base.files.services import path_of
from luoshi.base.ledger.models import Command, LedgerEntry, LedgerPayload
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.models import Action, Event, EventPhoto, Matter
from luoshi.mechanisms.voice.models import Receipt

LEAST_DAYS, MOST_DAYS = 90, 365


def shred_old(at: datetime) -> int:
    """Shred what was answered, or taken back, so many days ago. How many matters lost their words."""
    on = local_date(at)
    days = min(max(book(on).count("voice.kept"), LEAST_DAYS), MOST_DAYS)
    before = on - timedelta(days=days)
    answered = Receipt.objects.filter(matter__answered_on__lte=before) | Receipt.objects.filter(
        matter__closed_on__lte=before, matter__answered_on__isnull=True
    )
    gone = [pk for pk in answered.order_by("id").values_list("matter_id", flat=True) if _shred(pk, at)]
    if gone and connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(gone)


@transaction.atomic
def _shred(matter: int, at: datetime) -> bool:
    """One matter: the story keeps its lines without their words, the ledger its chain without what was said.

    False while an entry of it is not chained yet: the next round takes it.
    """
    on = local_date(at)
    row = Matter.objects.select_for_update().get(pk=matter)
    said = LedgerEntry.objects.filter(subject_kind="matter", subject=row.pk, ledgerpayload__isnull=False)
    entries = list(said.order_by("seq").values_list("seq", flat=True))
    if None in entries:
        return False
    events = Event.objects.filter(matter=row)
    shots = list(EventPhoto.objects.filter(event__in=events).values_list("file_id", "file__digest"))
    EventPhoto.objects.filter(event__in=events).delete()
    StoredFile.objects.filter(pk__in=[pk for pk, _digest in shots]).delete()
    for _pk, digest in shots:
        if not StoredFile.objects.filter(digest=digest).exists():
            transaction.on_commit(lambda digest=digest: path_of(digest).unlink(missing_ok=True))  # type: ignore[misc]
    events.update(text="", detail={"nameless": "yes"})
    Action.objects.filter(matter=row).update(text="", done_text="", contingency="")
    Command.objects.filter(outcome_kind="matter", outcome=row.pk).delete()
    Receipt.objects.filter(matter=row).delete()
    LedgerPayload.objects.filter(entry__in=list(said.values_list("pk", flat=True))).delete()
    record(actor=HOUSE, at=at, verb="ledger.shredded", subject=("matter", row.pk), on=on, unit=row.unit_id, payload={"entries": entries})
    return True
