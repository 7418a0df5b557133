"""Machines: added with the code on their plate, moved to another place, unit or machine, ended."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.hanging import counted, must_hang_free
from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Equipment, Place, Unit
from luoshi.kernel.org.places import inside
from luoshi.kernel.org.rights import must_administer

FORBIDDEN = set(" \t/\\?%\"'<>")


def plate(code: str) -> str:
    """A code as it stands on a plate and in an address: capitals, no signs that an address breaks at. Refused: others, or none."""
    code = code.strip().upper()
    if not code or FORBIDDEN & set(code) or not code.isprintable() or code in (".", ".."):
        raise Refusal(_("A code has no spaces, slashes, question marks, quotes or per cent signs."), field="code")
    return code


@transaction.atomic
def add_equipment(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    code: str,
    name: str,
    unit: Unit,
    since: date,
    place: Place | None = None,
    parent: Equipment | None = None,
    grade: str = "",
) -> Equipment:
    """A machine, or a part of one. Refused: an empty name, a code that does not fit a plate or is used by a machine or a place."""
    must_administer(actor)
    fields = (code, name, unit.pk, since, place and place.pk, parent and parent.pk, grade)
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("equipment", 0))
    if known:
        return Equipment.objects.get(pk=known.id)
    code, name = plate(code), name.strip()
    fits(Equipment, code=code, name=name, grade=grade)
    if not name:
        raise Refusal(_("A machine needs a code and a name."), field="name")
    if Equipment.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s already hangs on a machine.") % {"code": code}, field="code")
    if Place.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s already hangs at another place.") % {"code": code}, field="code")
    made = Equipment.objects.create(code=code, name=name, unit=unit, place=place, parent=parent, grade=grade.strip(), since=since)
    _tell(actor, at, "equipment.added", made, {"code": code, "name": name})
    commands.finish(actor=actor, command=command, outcome=("equipment", made.pk))
    return made


@transaction.atomic
def change_equipment(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    equipment: Equipment,
    name: str,
    unit: Unit,
    place: Place | None,
    parent: Equipment | None,
    grade: str,
) -> None:
    """Another name, unit, place, machine it is part of, or grade, from now on. Refused: an empty name, part of itself."""
    must_administer(actor)
    fields = (equipment.pk, name, unit.pk, place and place.pk, parent and parent.pk, grade)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("equipment", equipment.pk)):
        return
    fits(Equipment, name=name, grade=grade)
    if not name.strip():
        raise Refusal(_("A machine needs a code and a name."), field="name")
    if parent and parent.pk in inside(Equipment, equipment.pk):
        raise Refusal(_("A machine cannot be part of itself."), field="parent")
    was = (equipment.name, equipment.unit_id, equipment.place_id, equipment.parent_id, equipment.grade)
    equipment.name, equipment.unit, equipment.place = name.strip(), unit, place
    equipment.parent, equipment.grade = parent, grade.strip()
    equipment.save(update_fields=["name", "unit", "place", "parent", "grade"])
    now = (equipment.name, equipment.unit_id, equipment.place_id, equipment.parent_id, equipment.grade)
    names = ("name", "unit", "place", "parent", "grade")
    changes: dict[str, object] = {key: new for key, old, new in zip(names, was, now, strict=True) if old != new}
    _tell(actor, at, "equipment.changed", equipment, changes)


@transaction.atomic
def end_equipment(*, actor: Actor, at: datetime, command: uuid.UUID, equipment: Equipment, until: date) -> None:
    """The machine is there up to the day before `until`; its code is not given again. Refused: something hangs on it, and what."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(equipment.pk, until), outcome=("equipment", equipment.pk)):
        return
    if equipment.until is not None or until <= equipment.since:
        raise Refusal(_("Choose a day after the first, %(day)s.") % {"day": equipment.since}, field="until")
    parts = list(equipment.members.filter(in_force(until)).order_by("code").values_list("name", flat=True))
    must_hang_free("equipment", equipment.pk, until, counted(_("%(n)s parts (%(which)s)"), parts))
    equipment.until = until
    equipment.save(update_fields=["until"])
    _tell(actor, at, "equipment.ended", equipment, {"until": str(until)})


def _tell(actor: Actor, at: datetime, verb: str, one: Equipment, payload: dict[str, object]) -> None:
    record(actor=actor, at=at, verb=verb, subject=("equipment", one.pk), on=local_date(at), unit=one.unit_id, payload=payload)
