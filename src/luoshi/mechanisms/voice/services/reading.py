"""Every reading of a voice without a name stands in the ledger."""

from datetime import datetime, timedelta

from django.db import transaction

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.relations import may_see
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.voice.reach import READ

ONE_READING = timedelta(minutes=10)


@transaction.atomic
def note_reading(*, actor: Actor, at: datetime, matter: int) -> bool:
    """Write down that this person reads it now; a page drawn anew within ten minutes is the same reading.

    False for what did not come without a name. Unseen for whoever may not read it.
    """
    row = Matter.objects.filter(pk=matter).first()
    if row is None or actor.person is None or not is_nameless(row):
        return False
    on = local_date(at)
    if not may_see(actor, row, None, tree(on), on):
        raise Unseen
    readings = LedgerEntry.objects.filter(subject_kind="matter", subject=matter, verb=READ, person=actor.person)
    if not readings.filter(recorded_at__gt=at - ONE_READING).exists():
        record(actor=actor, at=at, verb=READ, subject=("matter", matter), on=on, unit=row.unit_id, payload={})
    return True
