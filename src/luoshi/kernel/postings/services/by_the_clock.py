"""What happens when nobody answers: the nearest leader over the unit that it speaks to is told, once."""

from datetime import date, datetime

from django.db import transaction

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import leaders
from luoshi.kernel.postings.kinds import when_told
from luoshi.kernel.postings.models import PostingVoice


def tell_unanswered(at: datetime) -> int:
    """Tell a leader of each question and objection that was not answered in time; how many were told of."""
    late = PostingVoice.objects.filter(answered_at__isnull=True, told_at__isnull=True, due_at__lt=at)
    return sum(_tell(voice, at) for voice in late.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _tell(voice: int, at: datetime) -> int:
    found = PostingVoice.objects.select_for_update(of=("self",)).select_related("posting")
    row = found.filter(pk=voice, answered_at__isnull=True, told_at__isnull=True).first()
    if row is None:
        return 0
    on = local_date(at)
    row.told, row.told_at = _leader(row, on), at
    row.save(update_fields=["told", "told_at"])
    for hears in when_told:
        hears(row, at)
    payload = {"voice": voice, "leader": row.told and row.told.pk}
    record(
        actor=HOUSE, at=at, verb="posting.told", subject=("posting", row.posting_id), on=on, unit=row.posting.audience_id, payload=payload
    )
    return 1


def _leader(row: PostingVoice, on: date) -> Person | None:
    """The nearest over the unit that it speaks to, who may answer there; neither who posted it nor who asked."""
    barred = (row.posting.confirmed_by_id, row.person_id)
    return next((person for person in leaders(row.posting.audience_id, on) if person.pk not in barred), None)
