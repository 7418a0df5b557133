"""Places: added inside others, moved, ended. Where ordinary phones are forbidden they are forbidden in everything inside too."""

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
from luoshi.kernel.org.rights import must_administer

DEEPEST = 20


@transaction.atomic
def add_place(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    code: str,
    name: str,
    unit: Unit,
    since: date,
    no_phone: bool = False,
    parent: Place | None = None,
) -> Place:
    """A place with the code for its wall. Refused: an empty name, or a code that is used or holds other signs than letters and digits."""
    must_administer(actor)
    fields = (code, name, unit.pk, since, no_phone, *((parent.pk,) if parent else ()))
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("place", 0))
    if known:
        return Place.objects.get(pk=known.id)
    code, name = code.strip().upper(), name.strip()
    fits(Place, code=code, name=name)
    if not code.isascii() or not code.isalnum() or not name:
        raise Refusal(_("A place needs a name and a code of letters and digits."), field="code" if name else "name")
    if Place.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s already hangs at another place.") % {"code": code}, field="code")
    if Equipment.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s already hangs on a machine.") % {"code": code}, field="code")
    no_phone = no_phone or _forbidden(parent)
    place = Place.objects.create(code=code, name=name, unit=unit, parent=parent, no_phone=no_phone, since=since)
    _tell(actor, at, "place.added", place, {"code": code, "name": name})
    commands.finish(actor=actor, command=command, outcome=("place", place.pk))
    return place


@transaction.atomic
def change_place(
    *, actor: Actor, at: datetime, command: uuid.UUID, place: Place, name: str, unit: Unit, parent: Place | None, no_phone: bool
) -> None:
    """Another name, unit, place it lies in, or mark, from now on. The mark goes down to everything inside, and is never taken off there.

    Matters found there keep the unit they were found in. Refused: an empty name, inside itself.
    """
    must_administer(actor)
    fields = (place.pk, name, unit.pk, parent and parent.pk, no_phone)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("place", place.pk)):
        return
    fits(Place, name=name)
    if not name.strip():
        raise Refusal(_("A place needs a name and a code of letters and digits."), field="name")
    within = inside(Place, place.pk)
    if parent and parent.pk in within:
        raise Refusal(_("A place cannot lie inside itself."), field="parent")
    no_phone = no_phone or _forbidden(parent)
    before = {"name": place.name, "unit": place.unit_id, "parent": place.parent_id, "no_phone": place.no_phone}
    place.name, place.unit, place.parent, place.no_phone = name.strip(), unit, parent, no_phone
    place.save(update_fields=["name", "unit", "parent", "no_phone"])
    if no_phone:
        Place.objects.filter(pk__in=within).update(no_phone=True)
    after = {"name": place.name, "unit": unit.pk, "parent": parent and parent.pk, "no_phone": no_phone}
    _tell(actor, at, "place.changed", place, {key: value for key, value in after.items() if before[key] != value})


@transaction.atomic
def end_place(*, actor: Actor, at: datetime, command: uuid.UUID, place: Place, until: date) -> None:
    """The place is there up to the day before `until`; its code is not given again. Refused: something hangs on it, and what."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(place.pk, until), outcome=("place", place.pk)):
        return
    if place.until is not None or until <= place.since:
        raise Refusal(_("Choose a day after the first, %(day)s.") % {"day": place.since}, field="until")
    still = in_force(until)
    own = counted(_("%(n)s places inside (%(which)s)"), list(place.inside.filter(still).order_by("code").values_list("name", flat=True)))
    own += counted(_("%(n)s machines (%(which)s)"), list(place.equipment.filter(still).order_by("code").values_list("name", flat=True)))
    must_hang_free("place", place.pk, until, own)
    place.until = until
    place.save(update_fields=["until"])
    _tell(actor, at, "place.ended", place, {"until": str(until)})


def _forbidden(parent: Place | None) -> bool:
    return parent is not None and Place.objects.filter(pk=parent.pk, no_phone=True).exists()


def inside(model: type[Place] | type[Equipment], pk: int) -> set[int]:
    """This place or machine and all that it holds, level by level."""
    found = level = {pk}
    for _depth in range(DEEPEST):
        level = set(model.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
        if not level:
            break
        found = found | level
    return found


def _tell(actor: Actor, at: datetime, verb: str, place: Place, payload: dict[str, object]) -> None:
    record(actor=actor, at=at, verb=verb, subject=("place", place.pk), on=local_date(at), unit=place.unit_id, payload=payload)
