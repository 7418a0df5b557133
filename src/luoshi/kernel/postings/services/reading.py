"""Opening a posting is reading it: one mark for each person of the audience, at the first time."""

import uuid
from datetime import datetime

from django.db import transaction

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Unseen
from luoshi.kernel.postings.models import Posting, PostingRead
from luoshi.kernel.postings.reach import meant, seen_by

SPACE = uuid.UUID("7f2f6a3c-5a3e-4c0f-9d55-706f7374696e")


@transaction.atomic
def mark_read(*, actor: Actor, at: datetime, posting: int, command: uuid.UUID | None = None) -> bool:
    """This person has read it; a second time changes nothing. Without a key the person and the posting are the key.

    Only whom it is meant for is counted, while it hangs: False for others, and for what is not there yet, over or withdrawn.
    """
    on = local_date(at)
    row = Posting.objects.filter(seen_by(actor, on), pk=posting).first()
    if row is None or actor.person is None:
        raise Unseen
    if not (meant(actor, row.audience_id, on) and row.since <= on < row.until and row.withdrawn_at is None):
        return False
    key = command or uuid.uuid5(SPACE, f"{posting} {actor.key}")
    if commands.begin(actor=actor, at=at, command=key, fields=(posting,), outcome=("posting", posting)):
        return True
    PostingRead.objects.bulk_create([PostingRead(posting=row, person_id=actor.person or 0, at=at)], ignore_conflicts=True)
    record(actor=actor, at=at, verb="posting.read", subject=("posting", posting), on=on, unit=row.audience_id, payload={})
    return True
