"""Noting who opened what is kept about whom, and forgetting it after its days."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.models import Person
from luoshi.web.privacy.models import Opening

NOTED = _("This is noted, and the person can read it.")
SPACE = uuid.UUID("0d5c6d33-7a0e-4a69-9a2b-70726976636f")
KINDS = {  # what was opened, and for which purpose somebody has that page
    "file": (_("Page in administration: unit, post, roles, skills, absences"), _("Keeping people and roles in order")),
    "skills": (_("Who knows something: skills"), _("Finding whom to ask to a consultation")),
    "absences": (_("Absences and who stands in"), _("Knowing who stands in for whom")),
    "export": (_("A list in which the name stands, as a file"), _("Keeping people, roles and opinions in order")),
    "log": (_("This record of who opened what"), _("Checking whether files are opened without need")),
}


def note_openings(*, actor: Actor, at: datetime, people: Collection[int], what: str) -> int:
    """Note that this person has opened what is kept about these; how many of them are new today.

    Once for each reader, subject, kind and day; one ledger entry for one opening, however many people it shows. The own page is no opening.
    Without a person the actor is the house: somebody at the machine itself.
    """
    assert what in KINDS, what
    others = _unnoted(actor, at, people, what)
    return _note(actor=actor, at=at, people=others, what=what) if others else 0


def note_given_out(*, actor: Actor, at: datetime, staff_nos: Collection[str]) -> int:
    """The same for a list given out as a file, by the staff numbers that stand in it."""
    numbers, people = sorted(staff_nos), set[int]()
    for first in range(0, len(numbers), 500):
        people.update(Person.objects.filter(staff_no__in=numbers[first : first + 500]).values_list("pk", flat=True))
    return note_openings(actor=actor, at=at, people=people, what="export")


@transaction.atomic
def _note(*, actor: Actor, at: datetime, people: list[int], what: str) -> int:
    on = local_date(at)
    key = uuid.uuid5(SPACE, f"{on} {what} {people}")
    if commands.begin(actor=actor, at=at, command=key, fields=(), outcome=("person", people[0])):
        return 0
    words = _words(actor)
    rows = [Opening(reader_id=actor.person, reader_words=words, subject_id=one, what=what, on=on, at=at) for one in people]
    Opening.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    subject = ("person", people[0]) if len(people) == 1 else ("people", len(people))
    record(actor=actor, at=at, verb="person.opened", subject=subject, on=on, unit=actor.unit, payload={"what": what, "people": people})
    return len(people)


@transaction.atomic
def note_copied(*, actor: Actor, at: datetime) -> None:
    """Somebody takes along what is held about them: noted once a day."""
    assert actor.person is not None
    on, subject = local_date(at), ("person", actor.person)
    if not commands.begin(actor=actor, at=at, command=uuid.uuid5(SPACE, f"{on} copy"), fields=(), outcome=subject):
        record(actor=actor, at=at, verb="person.copied", subject=subject, on=on, unit=actor.unit, payload={})


def forget_old(at: datetime) -> int:
    """What is older than its days goes; how many went. The ledger keeps that it was so."""
    days = book(local_date(at)).count("privacy.openings_days")
    return Opening.objects.filter(on__lt=local_date(at) - timedelta(days=days)).delete()[0]


def _unnoted(actor: Actor, at: datetime, people: Collection[int], what: str) -> list[int]:
    today = Opening.objects.filter(reader=actor.person, what=what, on=local_date(at))
    known = set((today.filter(subject__in=people) if len(people) < 100 else today).values_list("subject", flat=True))
    return sorted(set(people) - known - {actor.person})


def _words(actor: Actor) -> str:
    """Name, post and unit as they are today: a later post must not change what was noted."""
    one = Person.objects.select_related("unit").filter(pk=actor.person).first() if actor.person else None
    return " · ".join(part for part in (one.name, one.post, one.unit.name) if part) if one else ""
