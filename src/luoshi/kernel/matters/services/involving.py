"""Putting somebody beside the owner without a step of the workflow: a consultation invites this way."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import PARTS, Event, Involved, Matter
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.recusal import recused
from luoshi.kernel.matters.services.notifying import tell_person
from luoshi.kernel.org.models import Person


@transaction.atomic
def involve(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, person: Person, part: str) -> None:
    """This person answers for it too (`co_responsible`) or is kept informed (`copied`), and reads it from now on; once is enough.

    By who handles at its office or holds it, or the house. Refused: somebody it is about. Unseen for what is not there for this person.
    """
    if commands.begin(actor=actor, at=at, command=command, fields=(matter, person.pk, part), outcome=("matter", matter)):
        return
    on, row = local_date(at), Matter.objects.select_for_update().filter(pk=matter).first()
    if row is None or part not in dict(PARTS) or not _may(actor, row, on):
        raise Unseen
    if recused(row, person, on):
        raise Refusal(
            _("%(name)s cannot have to do with it: it is about them or somebody above them.") % {"name": person.name}, field="who"
        )
    if not Involved.objects.get_or_create(matter=row, person=person, part=part, defaults={"since": at})[1]:
        return
    detail = {"who": person.name, "part": part}
    said = Event.objects.create(
        matter=row, act="involve", before=row.state, after=row.state, round=row.round, person_id=actor.person, at=at, on=on, detail=detail
    )
    record(
        actor=actor,
        at=at,
        verb="matter.stepped",
        subject=("matter", row.pk),
        on=on,
        unit=row.unit_id,
        payload={"step": "involve", **detail},
    )
    tell_person(row, "copied" if part == "copied" else "answerable", person, f"e{said.pk}", at, but=actor)


def _may(actor: Actor, row: Matter, on: object) -> bool:
    if actor is HOUSE:
        return True
    handling = [one.pk for one in handlers_of(row, row.office_id, on)]  # type: ignore[arg-type]
    return bool(actor.selves & {*handling, row.holder_id, row.owner_id} - {None})
