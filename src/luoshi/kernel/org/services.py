"""Building the enterprise: units, people, roles, shift patterns. Each act is an administrator's and leaves a ledger entry.

Where a unit hangs stands in `hanging_up.py`, how one ends in `units.py`; places, machines and outside parties have files of their own.
"""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.hanging_up import move_unit
from luoshi.kernel.org.held import HOLDINGS, administrators_apart
from luoshi.kernel.org.models import Branch, Holding, Party, Person, Rota, ShiftPattern, Unit
from luoshi.kernel.org.places import add_place
from luoshi.kernel.org.rights import must_administer, must_secure
from luoshi.kernel.org.roles import ADMINISTERING, ADMINISTRATORS, ROLES
from luoshi.kernel.org.shifts import REST, hours, read_hours
from luoshi.kernel.org.tree import ADMINISTRATIVE, STAMP, tree

__all__ = ["add_person", "add_place", "add_unit", "end_holding", "give_holding", "move_unit", "must_administer", "set_rota"]


@transaction.atomic
def add_unit(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    code: str,
    name: str,
    parent: Unit | None,
    since: date,
    short_name: str = "",
    receives_for: Unit | None = None,
) -> Unit:
    """A unit, hung below its parent. Refused: an empty name, a code or short name already used, a second root."""
    must_administer(actor)
    fields = (code, name, parent and parent.pk, since, short_name, receives_for and receives_for.pk)
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("unit", 0))
    if known:
        return Unit.objects.get(pk=known.id)
    code, name = code.strip(), name.strip()
    fits(Unit, code=code, name=name, short_name=short_name)
    if not code or not name:
        raise Refusal(_("A unit needs a code and a name."), field="code" if not code else "name")
    if Unit.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s is already used by another unit.") % {"code": code}, field="code")
    if short_name.strip() and Unit.objects.filter(Q(short_name=short_name.strip()) | Q(code=short_name.strip())).exists():
        raise Refusal(_("The short name %(name)s opens the numbers of another unit already.") % {"name": short_name}, field="short_name")
    if parent is None and tree(since).children.get(None):
        raise Refusal(_("Choose the unit above: there is only one root."), field="parent")
    unit = Unit.objects.create(code=code, name=name, short_name=short_name.strip(), receives_for=receives_for, since=since)
    Branch.objects.create(tree=ADMINISTRATIVE, unit=unit, parent=parent, since=since)
    changed(STAMP)
    payload = {"code": code, "name": name, "parent": parent and parent.code}
    record(
        actor=actor,
        at=at,
        verb="unit.added",
        subject=("unit", unit.pk),
        on=local_date(at),
        unit=unit.pk,
        payload=payload,
    )
    commands.finish(actor=actor, command=command, outcome=("unit", unit.pk))
    return unit


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    staff_no: str,
    name: str,
    unit: Unit,
    since: date,
    post: str = "",
    party: Party | None = None,
) -> Person:
    """Somebody who works here from `since` on: a worker on the home unit at once, an outsider where an outside party is named.

    Refused: an empty name or a staff number already used.
    """
    must_administer(actor)
    fields = (staff_no, name, unit.pk, since, post, *((party.pk,) if party else ()))
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("person", 0))
    if known:
        return Person.objects.get(pk=known.id)
    staff_no, name = staff_no.strip(), name.strip()
    fits(Person, staff_no=staff_no, name=name, post=post)
    if not staff_no or not name:
        raise Refusal(_("A person needs a staff number and a name."), field="staff_no" if not staff_no else "name")
    if Person.objects.filter(staff_no=staff_no).exists():
        raise Refusal(_("The staff number %(staff_no)s is already used.") % {"staff_no": staff_no}, field="staff_no")
    person = Person.objects.create(staff_no=staff_no, name=name, unit=unit, post=post.strip(), party=party, since=since)
    Holding.objects.create(person=person, role="outsider" if party else "worker", unit=unit, since=since)
    changed(HOLDINGS)
    payload = {"staff_no": staff_no, "name": name, "unit": unit.code}
    record(
        actor=actor,
        at=at,
        verb="person.added",
        subject=("person", person.pk),
        on=local_date(at),
        unit=unit.pk,
        payload=payload,
    )
    commands.finish(actor=actor, command=command, outcome=("person", person.pk))
    return person


@transaction.atomic
def give_holding(*, actor: Actor, at: datetime, command: uuid.UUID, person: Person, role: str, unit: Unit, since: date) -> Holding:
    """A person holds a role on a unit from `since` on.

    Refused: an unknown role, one already held there, and a second of the three administrators' roles in one hand; where system and security
    administrator are not apart one person may be both.
    """
    must_secure(actor)
    known = commands.begin(actor=actor, at=at, command=command, fields=(person.pk, role, unit.pk, since), outcome=("holding", 0))
    if known:
        return Holding.objects.get(pk=known.id)
    if role not in ROLES:
        raise Refusal(_("There is no role %(role)s.") % {"role": role}, field="role")
    Person.objects.select_for_update().get(pk=person.pk)  # two administrators at once: the second sees what the first gave
    later = Q(until__isnull=True) | Q(until__gt=since)
    if Holding.objects.filter(later, person=person, role=role, unit=unit).exists():
        raise Refusal(_("%(name)s already holds this role there.") % {"name": person.name}, field="role")
    against = set(ADMINISTRATORS) - {role}
    if role in ADMINISTERING and not administrators_apart(local_date(at)):
        against -= set(ADMINISTERING)
    if role in ADMINISTRATORS and Holding.objects.filter(later, person=person, role__in=against).exists():
        raise Refusal(_("System, security and audit administrator are three different people."), field="role")
    holding = Holding.objects.create(person=person, role=role, unit=unit, since=since)
    changed(HOLDINGS)
    payload = {"person": person.pk, "role": role, "since": str(since)}
    record(
        actor=actor,
        at=at,
        verb="holding.given",
        subject=("holding", holding.pk),
        on=local_date(at),
        unit=unit.pk,
        payload=payload,
    )
    commands.finish(actor=actor, command=command, outcome=("holding", holding.pk))
    return holding


@transaction.atomic
def end_holding(*, actor: Actor, at: datetime, command: uuid.UUID, holding: int, until: date) -> None:
    """The role ends with the day before `until`; one that began today is ended tomorrow at the earliest."""
    must_secure(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(holding, until), outcome=("holding", holding)):
        return
    row = Holding.objects.filter(pk=holding, until__isnull=True).first()
    if row is None:
        raise Refusal(_("This role has already ended."))
    if until <= row.since:
        raise Refusal(_("A role can end on the day after it began at the earliest."), field="until")
    row.until = until
    row.save(update_fields=["until"])
    changed(HOLDINGS)
    record(
        actor=actor,
        at=at,
        verb="holding.ended",
        subject=("holding", row.pk),
        on=local_date(at),
        unit=row.unit_id,
        payload={"until": str(until)},
    )


@transaction.atomic
def set_rota(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, cycle: str, anchor: date, lead: int, since: date) -> None:
    """The shift pattern of a team from `since` on. Refused: a letter that names no shift."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(unit.pk, cycle, anchor, lead, since), outcome=("unit", unit.pk)):
        return
    fits(Rota, cycle=cycle)
    unknown = set(cycle) - set(hours(cycle)) - {REST}
    if unknown or not cycle:
        raise Refusal(_("A shift pattern is written with 早中夜休 or 白夜休."), field="cycle")
    standing = Rota.objects.filter(unit=unit, until__isnull=True).first()
    if standing and standing.since >= since:
        raise Refusal(_("A pattern from %(day)s on stands already; choose a later day.") % {"day": standing.since}, field="since")
    Rota.objects.filter(unit=unit, until__isnull=True).update(until=since)
    usual = next((one for one in ShiftPattern.objects.filter(cycle=cycle).order_by("id") if read_hours(one.letters) == hours(cycle)), None)
    Rota.objects.create(unit=unit, pattern=usual, cycle=cycle, anchor=anchor, lead=lead, since=since)
    record(
        actor=actor,
        at=at,
        verb="rota.set",
        subject=("unit", unit.pk),
        on=local_date(at),
        unit=unit.pk,
        payload={"cycle": cycle, "lead": lead},
    )
