"""Concluding a consultation: every item has its outcome, and the minutes are frozen."""

import hashlib
import json
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.mechanisms.consultations.minutes import minutes_of
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.mechanisms.consultations.reach import run_by
from luoshi.mechanisms.consultations.waiting import STAMP


@transaction.atomic
def conclude(*, actor: Actor, at: datetime, command: uuid.UUID, consultation: int, missing_note: str = "") -> str:
    """The minutes are frozen with their digest, which is answered. Nothing of it is changed afterwards.

    Refused: an item without an outcome, by its number; one that was never held, unless every matter went its own way; an office that was
    asked and of which nobody was there, unless it is said why.
    """
    if commands.begin(actor=actor, at=at, command=command, fields=(consultation, missing_note), outcome=("consultation", consultation)):
        return Consultation.objects.get(pk=consultation).digest
    on = local_date(at)
    one = run_by(actor, consultation, on)
    fits(Consultation, missing_note=missing_note)
    _all_decided(one)
    if one.held_at and not missing_note.strip():
        _all_offices_there(one)
    one.missing_note, one.concluded_at = missing_note.strip(), at
    one.minutes = minutes_of(one)
    one.digest = digest_of(one.minutes)
    one.save()
    changed(STAMP)
    payload = {"digest": one.digest, "note": one.missing_note}
    record(actor=actor, at=at, verb="consultation.concluded", subject=("consultation", one.pk), on=on, unit=one.office_id, payload=payload)
    return one.digest


def digest_of(minutes: object) -> str:
    """The digest of minutes, whatever order their fields are read back in."""
    return hashlib.sha256(json.dumps(minutes, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _all_decided(one: Consultation) -> None:
    open_ = list(one.items.filter(decision="").order_by("ordinal").values_list("matter__number", flat=True))
    if open_:
        raise Refusal(_("Without an outcome: %(numbers)s. Decide each of them, then conclude.") % {"numbers": "、".join(open_)})
    if not one.held_at and one.items.exclude(decision="overtaken").exists():
        raise Refusal(_("It has not been held."))


def _all_offices_there(one: Consultation) -> None:
    asked = dict(one.invitations.values_list("unit", "unit__name"))
    there = set(one.invitations.filter(present=True).values_list("unit", flat=True))
    missing = [name for unit, name in asked.items() if unit not in there]
    if missing:
        names = {"names": "、".join(missing)}
        raise Refusal(_("Nobody was there of: %(names)s. Say why it was decided without them.") % names, field="missing_note")


def unchanged(one: Consultation) -> bool:
    """Do the minutes still give the digest that was written down when they were frozen?"""
    return bool(one.digest) and digest_of(one.minutes) == one.digest
