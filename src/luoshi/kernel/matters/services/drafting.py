"""A proposed answer that the office's form opens with: written where it was decided, sent by who answers."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.matters.relations import may_see
from luoshi.kernel.org.tree import tree

DRAFT = "draft_answer"


@transaction.atomic
def propose_answer(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, text: str) -> None:
    """Keep this as the answer that is proposed to the office; the last one counts. Refused: no words, or a matter that is answered.

    Unseen for what this person may not see.
    """
    if commands.begin(actor=actor, at=at, command=command, fields=(matter, text), outcome=("matter", matter)):
        return
    on, row = local_date(at), Matter.objects.select_for_update().filter(pk=matter).first()
    last = Action.objects.filter(matter=matter).select_related("owner").order_by("-ordinal").first()
    if row is None or not may_see(actor, row, last, tree(on), on):
        raise Unseen
    if row.answered_at is not None:
        raise Refusal(_("It is answered already."), field="answer")
    if not text.strip():
        raise Refusal(_("Write the answer: the raiser waits for it."), field="answer")
    said = {"person_id": actor.person, "at": at, "on": on, "text": text.strip()}
    Event.objects.create(matter=row, act=DRAFT, before=row.state, after=row.state, round=row.round, **said)
    record(
        actor=actor,
        at=at,
        verb="matter.stepped",
        subject=("matter", row.pk),
        on=on,
        unit=row.unit_id,
        payload={"step": DRAFT, "text": text},
    )
