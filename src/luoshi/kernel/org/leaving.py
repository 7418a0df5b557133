"""Somebody leaves: the person and the roles end on that day, what others rely on falls to the head of the unit, history stays."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal
from luoshi.base.registry import Shelf
from luoshi.kernel.org.deputies import end_with
from luoshi.kernel.org.models import Holding, Person
from luoshi.kernel.org.roles import NOT_OWNING
from luoshi.kernel.org.selectors import HOLDINGS, holders
from luoshi.kernel.org.services import must_administer

HEADING = ("unit_leader", "team_leader")
STAYING = ("worker", "outsider", *NOT_OWNING)
LOOKS_BACK = timedelta(days=7)

WhenLeft = Callable[[Person, Person | None, datetime], object]
when_left: Shelf[WhenLeft] = Shelf("what is handed over when somebody leaves")
"""Called as `(person, heir, at)` once the person is gone, in one transaction; may be called again and must then change nothing."""


@transaction.atomic
def leave(*, actor: Actor, at: datetime, command: uuid.UUID, person: Person, until: date) -> None:
    """The person is here up to the day before `until`. Roles end that day; those that others rely on fall to the head of the unit.

    Worker, outsider, inspector and the administrators' roles end without an heir: they must not gather in one hand. What the person held
    is handed over when the day has come; absences and standing in for others end that day. Refused: a day on or before the first.
    """
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(person.pk, until), outcome=("person", person.pk)):
        return
    if until <= person.since:
        raise Refusal(
            _("%(name)s came on %(day)s: the leaving date must be later.") % {"name": person.name, "day": person.since}, field="until"
        )
    Person.objects.filter(pk=person.pk).update(until=until)
    person.until = until
    fallen = _end_holdings(person, until, local_date(at))
    end_with(person, until)
    changed(HOLDINGS)
    if until <= local_date(at):
        _hand_over(person, at)
    record(
        actor=actor,
        at=at,
        verb="person.left",
        subject=("person", person.pk),
        on=local_date(at),
        unit=person.unit_id,
        payload={"until": str(until), "fallen": fallen},
    )


def heir_of(person: Person, unit: int, on: date) -> Person | None:
    """The head of the unit who is here on this day: the nearest leader of the unit, its team, or above."""
    return next((one for one in holders(unit, HEADING, on) if one.pk != person.pk), None)


def hand_over_of_the_day(at: datetime) -> int:
    """For the jobs process: what people held whose leaving day has come. Looks a week back, in case the house was closed."""
    on = local_date(at)
    gone = list(Person.objects.filter(until__gt=on - LOOKS_BACK, until__lte=on).order_by("id"))
    for person in gone:
        with transaction.atomic():
            _hand_over(person, at)
    return len(gone)


def _end_holdings(person: Person, until: date, today: date) -> list[dict[str, object]]:
    later = Holding.objects.select_for_update().filter(Q(until__isnull=True) | Q(until__gt=until), person=person)
    fallen = []
    for holding in later.order_by("id"):
        if holding.role not in STAYING:
            heir = heir_of(person, holding.unit_id, max(until, today))
            if heir is not None and _give(heir, holding, until):
                fallen.append({"role": holding.role, "unit": holding.unit_id, "heir": heir.pk})
        if holding.since >= until:
            holding.delete()
        else:
            Holding.objects.filter(pk=holding.pk).update(until=until)
    return fallen


def _give(heir: Person, holding: Holding, until: date) -> bool:
    """The heir holds the role for as long as it was given, unless already holding it."""
    since = max(until, holding.since, heir.since)
    still = Q(until__isnull=True) | Q(until__gt=since)
    if (holding.until is not None and holding.until <= since) or Holding.objects.filter(
        still, person=heir, role=holding.role, unit=holding.unit_id
    ).exists():
        return False
    Holding.objects.create(person=heir, role=holding.role, unit_id=holding.unit_id, since=since, until=holding.until)
    return True


def _hand_over(person: Person, at: datetime) -> None:
    heir = heir_of(person, person.unit_id, local_date(at))
    for hand in when_left:
        hand(person, heir, at)
