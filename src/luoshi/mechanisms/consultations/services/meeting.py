"""The meeting itself: who is there, and what each office says about an item."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.activities import services as activities
from luoshi.kernel.org.models import Person
from luoshi.mechanisms.consultations.models import Consultation, Invitation, Word
from luoshi.mechanisms.consultations.reach import item_of, run_by, runs, speaks_for
from luoshi.mechanisms.consultations.waiting import STAMP


@transaction.atomic
def hold(
    *, actor: Actor, at: datetime, command: uuid.UUID, consultation: int, held_at: datetime, present: Sequence[int], place: str = ""
) -> None:
    """It takes place: who of those asked is there. From now on items can be decided, and the days to decide run.

    Refused: a time to come or before it was called, one that was held already, nobody there, somebody who was not asked.
    """
    fields = (consultation, held_at, sorted(present), place)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("consultation", consultation)):
        return
    on = local_date(at)
    one = run_by(actor, consultation, on)
    if one.held_at:
        raise Refusal(_("It has been held already."))
    if held_at < one.called_at.replace(second=0, microsecond=0):
        raise Refusal(_("It was called only after this time."), field="held_on")
    if held_at > at:
        raise Refusal(_("This time has not come yet: record it when it has taken place."), field="held_on")
    asked = {row.person_id: row for row in one.invitations.select_related("person")}
    there = [asked[person] for person in dict.fromkeys(present) if person in asked]
    if len(there) != len(set(present)):
        raise Unseen
    if not there:
        raise Refusal(_("Mark who is there."), field="present")
    changed(STAMP)
    one.place, one.held_at, one.recorder_id = place.strip() or one.place, held_at, actor.person
    one.activity_id = activities.hold(
        actor=actor, at=at, command=uuid.uuid5(command, "activity"), kind="consultation", title=one.title, unit=one.office,
        held_at=held_at, host=one.chair, people=_parts(one, there, actor), place=one.place,
    )  # fmt: skip
    one.told, one.told_at = None, None
    one.save()
    one.invitations.update(present=False)
    one.invitations.filter(person__in=[row.person_id for row in there]).update(present=True)
    payload = {"held": held_at.isoformat(), "present": [row.person_id for row in there]}
    record(
        actor=actor, at=at, happened_at=held_at, verb="consultation.held", subject=("consultation", one.pk), on=on, unit=one.office_id,
        payload=payload,
    )  # fmt: skip


def _parts(one: Consultation, there: Sequence[Invitation], actor: Actor) -> list[tuple[Person, str]]:
    """Who took part as what: the chair, those of the offices, and who wrote it down."""
    people = [(row.person, "chair" if row.person_id == one.chair_id else "office") for row in there]
    if actor.person is not None and actor.person not in [row.person_id for row in there]:
        people.append((Person.objects.get(pk=actor.person), "recorder"))
    return people


@transaction.atomic
def say(*, actor: Actor, at: datetime, command: uuid.UUID, item: int, person: int, text: str, dissent: bool = False) -> int:
    """The word of an office about an item, by whoever is asked for it; a dissent stays in the minutes with the name. Its id.

    By oneself, by who stands in, or written down by the office that calls. It is never edited: say another. Refused: no words, after it
    was concluded. Unseen for somebody who is not asked.
    """
    known = commands.begin(actor=actor, at=at, command=command, fields=(item, person, text, dissent), outcome=("consultation word", 0))
    if known:
        return known.id
    on = local_date(at)
    one, row = item_of(actor, item, on)
    if not (speaks_for(actor, person) or runs(actor, one.office_id, on)):
        raise Unseen
    asked = Invitation.objects.filter(consultation=one, person=person).first()
    if asked is None:
        raise Unseen
    if not text.strip():
        raise Refusal(_("Write what the office says."), field="text")
    entered = actor.person if actor.person != person else None
    word = Word.objects.create(
        item=row, person_id=person, unit_id=asked.unit_id, entered_by_id=entered, text=text.strip(), dissent=dissent, at=at
    )
    payload = {"item": row.pk, "matter": row.matter_id, "person": person, "text": word.text, "dissent": dissent}
    behalf = person if entered else None
    record(
        actor=actor, at=at, verb="consultation.said", subject=("consultation", one.pk), on=on, unit=one.office_id, behalf=behalf,
        payload=payload,
    )  # fmt: skip
    commands.finish(actor=actor, command=command, outcome=("consultation word", word.pk))
    return word.pk
