"""Somebody is away: who stands in, from which day to which, and the end of it."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.registry import Shelf
from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Deputy, Holding, Person
from luoshi.kernel.org.roles import ADMINISTERING, LEADING, NOT_OWNING, NOT_PASSED
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.standing_in import STAMP, meeting

WhenNamed = Callable[[Deputy, datetime], object]
when_named: Shelf[WhenNamed] = Shelf("who is told that somebody stands in")
"""Called as `(deputy, at)` in the transaction that named the deputy."""


def may_name_for(actor: Actor, person: Person, on: date) -> bool:
    """The person, a leader over the person's unit, an administrator, the house."""
    return actor is HOUSE or actor.person == person.pk or actor.holds(*ADMINISTERING) or covers(actor, person.unit_id, on, LEADING)


@transaction.atomic
def name_deputy(
    *, actor: Actor, at: datetime, command: uuid.UUID, person: Person, deputy: Person, since: date, until: date, why: str = ""
) -> Deputy:
    """Over `[since, until)` the deputy holds what this person holds, but what NOT_PASSED names, and signs with the own name.

    A deputy names no further one for the absent person. Refused: oneself, days that are over or too many, somebody who is not here or is
    away then, a second deputy for the same days, two who stand in for each other, a deputy who inspects or administers or belongs to an
    outside party, and a leader who would hand on what reaches further than the own units.
    """
    on = local_date(at)
    if not may_name_for(actor, person, on) or person.pk in actor.stands_for:
        raise Unseen
    fields = (person.pk, deputy.pk, since, until, why)
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("deputy", 0))
    if known:
        return Deputy.objects.get(pk=known.id)
    fits(Deputy, why=why)
    list(Person.objects.select_for_update().filter(pk__in=[person.pk, deputy.pk]).order_by("pk"))
    _days(since, until, on)
    _both_here(person, deputy, since, until)
    _nobody_twice(person, deputy, since, until)
    _fit_to_stand_in(actor, person, deputy, since, until)
    made = Deputy.objects.create(person=person, deputy=deputy, since=since, until=until, why=why.strip())
    changed(STAMP)
    for tell in when_named:
        tell(made, at)
    payload = {"person": person.pk, "deputy": deputy.pk, "since": str(since), "until": str(until), "why": why.strip()}
    record(actor=actor, at=at, verb="deputy.named", subject=("deputy", made.pk), on=on, unit=person.unit_id, payload=payload)
    commands.finish(actor=actor, command=command, outcome=("deputy", made.pk))
    return made


@transaction.atomic
def end_deputy(*, actor: Actor, at: datetime, command: uuid.UUID, deputy: int, until: date) -> None:
    """The last day is the day before `until`; what has not begun by then never does. The deputy may hand it back so.

    Refused: a day that is over, or no shortening.
    """
    on = local_date(at)
    if commands.begin(actor=actor, at=at, command=command, fields=(deputy, until), outcome=("deputy", deputy)):
        return
    row = Deputy.objects.select_for_update(of=("self",)).select_related("person").filter(pk=deputy).first()
    if row is None or not (actor.person == row.deputy_id or may_name_for(actor, row.person, on)):
        raise Unseen
    if until < on or row.until <= on:
        raise Refusal(_("This day is over."), field="until")
    if until >= row.until:
        raise Refusal(_("It ends on %(day)s already.") % {"day": row.until}, field="until")
    if until <= row.since:
        row.delete()
    else:
        Deputy.objects.filter(pk=row.pk).update(until=until)
    changed(STAMP)
    payload = {"until": str(until)}
    record(actor=actor, at=at, verb="deputy.ended", subject=("deputy", deputy), on=on, unit=row.person.unit_id, payload=payload)


def _days(since: date, until: date, on: date) -> None:
    longest = book(on).count("deputy.longest")
    if until <= since:
        raise Refusal(_("The last day lies before the first."), field="until")
    if since < on:
        raise Refusal(_("This day is over: choose today or later."), field="since")
    if (until - since).days > longest:
        raise Refusal(
            _("At most %(n)s days at once; name a deputy again afterwards, or let the role be given to somebody else.") % {"n": longest},
            field="until",
        )


def _both_here(person: Person, deputy: Person, since: date, until: date) -> None:
    for one, field in ((person, "person"), (deputy, "deputy")):
        if one.since > since or (one.until is not None and one.until < until):
            raise Refusal(_("%(name)s is not here on all of these days.") % {"name": one.name}, field=field)


def _nobody_twice(person: Person, deputy: Person, since: date, until: date) -> None:
    if person.pk == deputy.pk:
        raise Refusal(_("Nobody stands in for oneself: name somebody else."), field="deputy")
    then = Deputy.objects.filter(meeting(since, until)).select_related("deputy")
    standing = then.filter(person=person).order_by("since").first()
    if standing:
        told = {"name": standing.deputy.name, "since": standing.since, "last": standing.until - timedelta(days=1)}
        raise Refusal(_("%(name)s stands in already from %(since)s to %(last)s: end that first.") % told, field="since")
    if then.filter(person=deputy, deputy=person).exists():
        raise Refusal(_("You two cannot stand in for each other on the same days."), field="deputy")
    if then.filter(person=deputy).exists():
        raise Refusal(_("%(name)s is away on some of these days.") % {"name": deputy.name}, field="deputy")


def _fit_to_stand_in(actor: Actor, person: Person, deputy: Person, since: date, until: date) -> None:
    """Three administrators, inspectors and outsiders stay apart; a leader hands on no more than the own units hold."""
    then = Holding.objects.filter(since__lt=until).exclude(until__lte=since)
    if deputy.party_id or then.filter(person=deputy, role__in=(*NOT_OWNING, "outsider")).exists():
        raise Refusal(
            _("%(name)s administers, inspects or is from outside, and stands in for nobody.") % {"name": deputy.name}, field="deputy"
        )
    if actor is HOUSE or actor.person == person.pk or actor.holds(*ADMINISTERING):
        return
    passing = then.filter(person=person).exclude(role__in=NOT_PASSED).values_list("unit_id", flat=True)
    if not all(covers(actor, unit, since, LEADING) for unit in passing):
        raise Refusal(
            _("%(name)s holds a role that reaches further than your units: ask %(name)s or an administrator to name the deputy.")
            % {"name": person.name},
            field="person",
        )


def end_with(person: Person, until: date) -> int:
    """Somebody leaves on `until`: no absence and no standing in lasts longer. For `leave`, in its transaction."""
    later = Deputy.objects.filter(person=person) | Deputy.objects.filter(deputy=person)
    never, shorter = later.filter(since__gte=until), later.filter(since__lt=until, until__gt=until)
    count = never.count() + shorter.update(until=until)
    never.delete()
    if count:
        changed(STAMP)
    return count


def now_without(person: int, since: date, until: date) -> list[Person]:
    """Whom this person stands in for on days on which this person is away too: they need another deputy."""
    rows = Deputy.objects.filter(meeting(since, until), deputy=person, person__in=Person.objects.filter(in_force(since)))
    return [row.person for row in rows.select_related("person").order_by("person__staff_no")]
