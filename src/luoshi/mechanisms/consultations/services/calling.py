"""Calling a consultation, asking more people to it, moving it to another moment."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.selectors import able, number_prefix
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.consultations import outcome
from luoshi.mechanisms.consultations.models import Consultation, Invitation, Item
from luoshi.mechanisms.consultations.reach import run_by, runs
from luoshi.mechanisms.consultations.services.asking import Asked, ask, let_know
from luoshi.mechanisms.consultations.waiting import STAMP

__all__ = ["Asked", "call", "invite", "postpone"]
MOST_ITEMS = 20


@transaction.atomic
def call(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    matters: Sequence[int],
    title: str,
    chair: Person,
    planned_at: datetime,
    people: Sequence[Asked],
    reason: str,
    place: str = "",
    skills: Sequence[str] = (),
) -> int:
    """Several offices are called together over one or more matters of one office; its id. The matters wait for the decision from now on,
    who is asked reads them and is told.

    Unseen for a matter one does not handle. Refused: no title or reason, a time that has passed, nobody of another office, a matter of
    another office or already put to a consultation, and whatever the matter's own life refuses.
    """
    fields = (tuple(matters), title, chair.pk, planned_at, reason, place, tuple(skills), [(one.person.pk, one.why) for one in people])
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("consultation", 0))
    if known:
        return known.id
    on = local_date(at)
    rows = _put_forward(actor, matters, on)
    office = rows[0].office
    fits(Consultation, title=title, place=place)
    if not title.strip():
        raise Refusal(_("Write what it is to be about."), field="title")
    if not reason.strip():
        raise Refusal(_("Write why one office alone cannot decide it: those who are asked and the raiser read it."), field="reason")
    _to_come(planned_at, at)
    _another_office(office, people, on)
    _can_chair(chair, on)
    changed(STAMP)
    one = Consultation.objects.create(
        number=_number(office, on), title=title.strip(), office=office, chair=chair, called_by_id=actor.person, place=place.strip(),
        planned_at=planned_at, called_at=at,
    )  # fmt: skip
    wanted = [name.strip() for name in skills if name.strip()]
    for n, matter in enumerate(rows, start=1):
        Item.objects.create(consultation=one, ordinal=n, matter=matter, skills=wanted, put_at=at, put_on=on)
        outcome.put(actor, at, uuid.uuid5(command, f"put {matter.pk}"), matter.pk, reason.strip())
    asked = ask(actor, at, command, one, [Asked(chair), *people])
    payload = {
        "title": one.title,
        "matters": [row.pk for row in rows],
        "people": asked,
        "chair": chair.pk,
        "planned": planned_at.isoformat(),
    }
    subject = ("consultation", one.pk)
    record(actor=actor, at=at, verb="consultation.called", subject=subject, on=on, unit=office.pk, payload=payload)
    commands.finish(actor=actor, command=command, outcome=subject)
    return one.pk


@transaction.atomic
def invite(*, actor: Actor, at: datetime, command: uuid.UUID, consultation: int, people: Sequence[Asked]) -> None:
    """More people are asked; who is asked already stays so. Refused: nobody named, somebody who cannot be asked, a concluded one."""
    fields = (consultation, [(one.person.pk, one.why) for one in people])
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("consultation", consultation)):
        return
    on = local_date(at)
    one = run_by(actor, consultation, on)
    if not people:
        raise Refusal(_("Name whom to ask."), field="people")
    changed(STAMP)
    asked = ask(actor, at, command, one, people)
    subject = ("consultation", one.pk)
    record(actor=actor, at=at, verb="consultation.invited", subject=subject, on=on, unit=one.office_id, payload={"people": asked})


@transaction.atomic
def postpone(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    consultation: int,
    planned_at: datetime,
    reason: str,
    place: str = "",
    chair: Person | None = None,
) -> None:
    """Another moment, place or chair, with the reason; everybody who is asked is told again and may answer anew.

    Refused: one that was held, a time that has passed, no reason. Nothing calls one off: its matters wait for their decisions.
    """
    fields = (consultation, planned_at, reason, place, chair.pk if chair else None)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("consultation", consultation)):
        return
    on = local_date(at)
    one = run_by(actor, consultation, on)
    if one.held_at:
        raise Refusal(_("It has been held: decide what is open and conclude it."), field="planned_on")
    if not reason.strip():
        raise Refusal(_("Write why it is moved: those who are asked read it."), field="reason")
    _to_come(planned_at, at)
    fits(Consultation, place=place)
    changed(STAMP)
    before, one.planned_at, one.place = one.planned_at, planned_at, place.strip() or one.place
    one.told, one.told_at = None, None
    if chair:
        _can_chair(chair, on)
        one.chair = chair
    one.save()
    if chair:
        ask(actor, at, command, one, [Asked(chair)])
    Invitation.objects.filter(consultation=one).update(answer="", reason="", instead=None, answered_at=None, asked_at=at)
    for person in one.invitations.values_list("person", flat=True):
        let_know(one, person, at, at)
    payload = {"before": before.isoformat(), "planned": planned_at.isoformat(), "reason": reason.strip(), "chair": one.chair_id}
    record(actor=actor, at=at, verb="consultation.moved", subject=("consultation", one.pk), on=on, unit=one.office_id, payload=payload)


def _put_forward(actor: Actor, matters: Sequence[int], on: date) -> list[Matter]:
    """The matters in the order given, held in the order of their ids."""
    if not 0 < len(set(matters)) <= MOST_ITEMS:
        raise Refusal(_("Put one to %(n)s matters to one consultation.") % {"n": MOST_ITEMS}, field="others")
    held = Matter.objects.select_for_update(of=("self",)).select_related("office").filter(pk__in=matters).order_by("pk")
    rows = {row.pk: row for row in held}
    if any(pk not in rows or not runs(actor, rows[pk].office_id, on) for pk in matters):
        raise Unseen
    chosen = [rows[pk] for pk in dict.fromkeys(matters)]
    for row in chosen:
        if row.office_id != chosen[0].office_id:
            words = {"number": row.number, "office": row.office.name}
            raise Refusal(_("%(number)s is with %(office)s: put together what one office handles.") % words, field="others")
        if Item.objects.filter(matter=row, decision="").exists():
            raise Refusal(_("%(number)s is put to a consultation already.") % {"number": row.number}, field="others")
    return chosen


def _to_come(planned_at: datetime, at: datetime) -> None:
    if planned_at <= at:
        raise Refusal(_("This time has passed: choose one that is to come."), field="planned_on")
    if (planned_at - at).days > 366:
        raise Refusal(_("Within a year at the latest."), field="planned_on")


def _another_office(office: Unit, people: Sequence[Asked], on: date) -> None:
    own = tree(on).below([office.pk])
    if all((one.unit.pk if one.unit else one.person.unit_id) in own for one in people):
        raise Refusal(
            _("Ask somebody of another office too: alone %(office)s decides by itself.") % {"office": office.name}, field="people"
        )


def _can_chair(chair: Person, on: date) -> None:
    if not able(on).filter(pk=chair.pk).exists():
        raise Refusal(
            _("%(name)s cannot lead it: not here any more, or in a role that never holds work.") % {"name": chair.name}, field="chair"
        )


def _number(office: Unit, on: date) -> str:
    """The short name of the office, the month, and a running number of consultations."""
    Unit.objects.select_for_update().get(pk=office.pk)
    above = number_prefix(office.pk, on)
    head = f"{above.short_name or above.name}-{on:%y%m}-C"
    taken = [
        int(number.rpartition("C")[2]) for number in Consultation.objects.filter(number__startswith=head).values_list("number", flat=True)
    ]
    return f"{head}{max(taken, default=0) + 1:02}"
