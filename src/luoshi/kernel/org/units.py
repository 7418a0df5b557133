"""The end of a unit: only when nothing hangs on it any more."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.hanging import counted, must_hang_free
from luoshi.kernel.org.hanging_up import take_from
from luoshi.kernel.org.held import HOLDINGS, in_force
from luoshi.kernel.org.models import Branch, Rota, Unit
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.roles import ROLES
from luoshi.kernel.org.tree import STAMP, TREES


@transaction.atomic
def end_unit(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, until: date) -> None:
    """The unit is there up to the day before `until` and leaves every tree; its rota ends too. Its code and its history stay.

    Refused: units, people, roles, places, machines, outside parties, open matters or an office hang on it then; the sentence says which.
    """
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(unit.pk, until), outcome=("unit", unit.pk)):
        return
    if unit.until is not None or until <= unit.since:
        raise Refusal(_("Choose a day after the first, %(day)s.") % {"day": unit.since}, field="until")
    must_hang_free("unit", unit.pk, until, _hanging(unit, until))
    for name in TREES:
        if Branch.objects.filter(tree=name, unit=unit, until__isnull=True).exists():
            take_from(name, unit, until)
    Rota.objects.filter(unit=unit, until__isnull=True, since__lt=until).update(until=until)
    unit.until = until
    unit.save(update_fields=["until"])
    changed(STAMP)
    changed(HOLDINGS)
    payload = {"until": str(until)}
    record(actor=actor, at=at, verb="unit.ended", subject=("unit", unit.pk), on=local_date(at), unit=unit.pk, payload=payload)


def _hanging(unit: Unit, until: date) -> list[str]:
    still, out = in_force(until), []
    below = Branch.objects.filter(in_force(until), parent=unit).order_by("unit__code").values_list("unit__name", flat=True)
    out += counted(_("%(n)s units below (%(which)s)"), list(dict.fromkeys(below)))
    out += counted(_("%(n)s people (%(which)s)"), list(unit.people.filter(still).order_by("staff_no").values_list("name", flat=True)))
    held = unit.holdings.filter(still).exclude(role="worker").order_by("id").values_list("person__name", "role")
    out += counted(_("%(n)s roles (%(which)s)"), [f"{name} {ROLES[role].label}" for name, role in held])
    out += counted(_("%(n)s places (%(which)s)"), list(unit.places.filter(still).order_by("code").values_list("name", flat=True)))
    out += counted(_("%(n)s machines (%(which)s)"), list(unit.equipment.filter(still).order_by("code").values_list("name", flat=True)))
    out += counted(_("%(n)s outside parties (%(which)s)"), list(unit.parties.filter(still).order_by("code").values_list("name", flat=True)))
    offices = list(unit.offices.filter(still).order_by("code").values_list("name", flat=True))
    return out + counted(_("%(n)s offices that receive for it (%(which)s)"), offices)
