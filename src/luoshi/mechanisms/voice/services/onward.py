"""A recipient has work done about what came without a name: an ordinary matter, in the recipient's own words."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.relations import may_see, standing
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.voice.models import Onward


@transaction.atomic
def pass_on(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, kind: str, unit: Unit, text: str) -> int:
    """Raise an ordinary matter as the recipient, whose own words these are; its id. Whoever owns it then learns nothing of the voice.

    Unseen for whoever is no recipient. Refused: no words, the words as they were sent, a kind that nobody raises.
    """
    known = commands.begin(actor=actor, at=at, command=command, fields=(matter, kind, unit.pk, text), outcome=("matter", 0))
    if known:
        return known.id
    row, on = Matter.objects.select_for_update().filter(pk=matter).first(), local_date(at)
    if row is None or not is_nameless(row) or not may_see(actor, row, None, tree(on), on):
        raise Unseen
    if "recipient" not in standing(actor, row, None, tree(on), on).are:
        raise Unseen
    declared = kinds.get(kind)
    if declared is None or not declared.nameless:
        raise Refusal(_("Choose what it is."), field="kind")
    if not text.strip():
        raise Refusal(_("Write in your own words what is to be done: others read it."), field="text")
    sent = Event.objects.filter(matter=row, act="raise").values_list("text", flat=True).first() or ""
    if _core(sent) and _core(sent) in _core(text):
        raise Refusal(_("These are the words as they were sent: write your own, so that nobody is known by theirs."), field="text")
    raiser = Person.objects.get(pk=actor.person or 0)
    became = raise_matter(
        actor=actor, at=at, command=uuid.uuid5(command, "onward"), kind=kind, unit=unit, place=None, text=text, raiser=raiser
    )
    Onward.objects.create(matter=row, became_id=became)
    record(actor=actor, at=at, verb="voice.passed_on", subject=("matter", row.pk), on=on, unit=row.unit_id, payload={"became": became})
    commands.finish(actor=actor, command=command, outcome=("matter", became))
    return became


def _core(text: str) -> str:
    """The words without spaces and marks."""
    return "".join(sign for sign in text if sign.isalnum())
