"""Saying whether one comes to a consultation, or who comes instead."""

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
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.models import Person
from luoshi.mechanisms.consultations.models import Invitation
from luoshi.mechanisms.consultations.reach import held_fast, runs, speaks_for
from luoshi.mechanisms.consultations.services.asking import Asked, ask
from luoshi.mechanisms.consultations.waiting import STAMP


@transaction.atomic
def reply(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    consultation: int,
    person: int,
    comes: bool,
    reason: str = "",
    instead: Person | None = None,
) -> None:
    """Somebody who is asked comes, or does not with a reason; another may come instead and then speaks for the same office.

    By oneself, by who stands in, or entered by the office that calls. Refused: no reason for not coming, oneself or somebody already
    asked as the other, after it was held.
    """
    fields = (consultation, person, comes, reason, instead.pk if instead else None)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("consultation", consultation)):
        return
    on = local_date(at)
    one = held_fast(actor, consultation, on)
    if not (speaks_for(actor, person) or runs(actor, one.office_id, on)):
        raise Unseen
    row = Invitation.objects.filter(consultation=one, person=person).select_related("unit").first()
    if row is None:
        raise Unseen
    if one.held_at:
        raise Refusal(_("It has been held already."))
    fits(Invitation, reason=reason)
    if not comes and not reason.strip():
        raise Refusal(_("Write why you cannot come."), field="reason")
    changed(STAMP)
    if instead and not comes:
        if Invitation.objects.filter(consultation=one, person=instead).exists():
            raise Refusal(_("%(name)s is asked already: name somebody else or nobody.") % {"name": instead.name}, field="instead")
        ask(actor, at, command, one, [Asked(instead, row.why, row.unit)])
    row.answer, row.answered_at = ("comes" if comes else "cannot"), at
    row.reason, row.instead = ("" if comes else reason.strip()), (None if comes else instead)
    row.save()
    payload = {"person": person, "comes": comes, "reason": row.reason, "instead": row.instead_id}
    behalf = person if actor.person != person else None
    record(
        actor=actor, at=at, verb="consultation.replied", subject=("consultation", one.pk), on=on, unit=one.office_id, behalf=behalf,
        payload=payload,
    )  # fmt: skip
