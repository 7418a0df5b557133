"""Shredding: what entries say about somebody is destroyed for good; that they were written, when and by whom stays in the chain."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.models import LedgerEntry, LedgerPayload
from luoshi.base.ledger.services import record
from luoshi.base.ledger.verbs import verbs
from luoshi.base.ledger.verification import SHREDDED
from luoshi.base.refusal import Refusal

LONGEST_REASON = 300


@transaction.atomic
def shred(*, actor: Actor, at: datetime, command: uuid.UUID, subject: tuple[str, int], reason: str) -> int:
    """Destroy what the entries about this subject say where it is about people; answers the entry that tells so, with their places.

    The caller has asked whether this person may. It cannot be undone; a backup made before still holds it. Refused: without a reason,
    where nothing is left to destroy, and while an entry about it waits to be chained: only a later entry may excuse a gap.
    """
    known = commands.begin(actor=actor, at=at, command=command, fields=(subject, reason), outcome=("ledger entry", 0))
    if known:
        return known.id
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refusal(_("Say why in at most %(n)s characters: it stands in the ledger for good.") % {"n": LONGEST_REASON}, field="reason")
    about = LedgerEntry.objects.filter(subject_kind=subject[0], subject=subject[1])
    if about.filter(seq__isnull=True).exists():
        raise Refusal(_("An entry about it was written just now and is not chained yet: try again in a few seconds."))
    personal = [one.name for one in verbs if one.personal and one.name != SHREDDED]
    told = LedgerPayload.objects.filter(entry__in=about.filter(verb__in=personal))
    places = sorted(place for place in told.values_list("entry__seq", flat=True) if place is not None)
    if not places:
        raise Refusal(_("The ledger says nothing about anybody there, or it was destroyed before."))
    told.delete()
    payload = {"entries": places, "reason": reason.strip()}
    entry = record(actor=actor, at=at, verb=SHREDDED, subject=subject, on=local_date(at), payload=payload)
    commands.finish(actor=actor, command=command, outcome=("ledger entry", entry))
    return entry
