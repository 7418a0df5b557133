"""Asking somebody to a consultation: checked, written, given the dossier to read, told."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.matters.recusal import recused
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.selectors import able
from luoshi.kernel.org.standing_in import deputy_of
from luoshi.mechanisms.consultations import outcome
from luoshi.mechanisms.consultations.models import Consultation, Invitation
from luoshi.mechanisms.consultations.reach import runs
from luoshi.mechanisms.consultations.times import reply_due


@dataclass(frozen=True)
class Asked:
    """Somebody to be asked and why; `unit` is the office they speak for, where it is not their own."""

    person: Person
    why: str = ""
    unit: Unit | None = None


def ask(actor: Actor, at: datetime, command: uuid.UUID, consultation: Consultation, people: Iterable[Asked]) -> list[int]:
    """Write the invitations of those who are not asked yet, let them read what is put to it, tell them. The ids of the persons.

    Refused: somebody who is not here or never holds work, who is away then, whom one of the matters is about.
    """
    known = set(Invitation.objects.filter(consultation=consultation).values_list("person", flat=True))
    undecided = consultation.items.filter(decision="").values("matter")
    list(Matter.objects.select_for_update().filter(pk__in=undecided).order_by("pk"))  # all at once, before the ledger is held
    new = list({one.person.pk: one for one in people if one.person.pk not in known}.values())
    _fit(new, consultation, at)
    for one in new:
        fits(Invitation, why=one.why)
        unit = one.unit.pk if one.unit else one.person.unit_id
        Invitation.objects.create(consultation=consultation, person=one.person, unit_id=unit, why=one.why.strip(), asked_at=at)
        read(actor, at, command, consultation, one.person)
        let_know(consultation, one.person.pk, at, at)
    return [one.person.pk for one in new]


def read(actor: Actor, at: datetime, command: uuid.UUID, consultation: Consultation, person: Person) -> None:
    """Whoever is asked reads the dossier of each item that is not decided; who names somebody instead lets the house open it."""
    opens = actor if runs(actor, consultation.office_id, local_date(at)) else HOUSE
    for matter in consultation.items.filter(decision="").order_by("ordinal").values_list("matter", flat=True):
        outcome.copy_in(opens, at, uuid.uuid5(command, f"reads {matter} {person.pk}"), matter, person)


def let_know(consultation: Consultation, person: int, asked_at: datetime, at: datetime) -> None:
    """Tell one person that they are asked, once for each planned moment."""
    key = f"consulted {consultation.pk} {person} {consultation.planned_at.isoformat()}"
    due = reply_due(asked_at, consultation.planned_at)
    tell(Notice(key, "consulted", person, spoken(consultation), f"/w/consultations/{consultation.pk}", due, "consultation"), at)


def spoken(consultation: Consultation) -> str:
    """Its title, or its number alone where one of the matters is about somebody."""
    return consultation.number if consultation.items.filter(matter__reserved=True).exists() else consultation.title


def _fit(people: Sequence[Asked], consultation: Consultation, at: datetime) -> None:
    on = local_date(max(consultation.planned_at, at))
    here = set(able(on).filter(pk__in=[one.person.pk for one in people]).values_list("pk", flat=True))
    matters = list(Matter.objects.filter(pk__in=consultation.items.values("matter"), reserved=True))
    for one in people:
        person = one.person
        if person.pk not in here:
            raise Refusal(
                _("%(name)s cannot be asked: not here then, or in a role that never holds work.") % {"name": person.name}, field="people"
            )
        deputy = deputy_of(person.pk, on)
        if deputy:
            words = {"name": person.name, "deputy": deputy.name}
            raise Refusal(_("%(name)s is away then; %(deputy)s stands in: ask %(deputy)s.") % words, field="people")
        if any(recused(matter, person, on) for matter in matters):
            raise Refusal(_("%(name)s is concerned by one of the matters and takes no part.") % {"name": person.name}, field="people")
