"""What was brought, and registers given out: for the person who asks, never more."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.base.actor import HOUSE, Actor
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.sheets.giving import Titles, give
from luoshi.base.sheets.register import Register, registers
from luoshi.kernel.org.selectors import house_name
from luoshi.kernel.org.tree import tree


def brought_by(actor: Actor, key: uuid.UUID, on: date) -> SheetImport:
    """A file that this person brought, or a nightly list whose register this person takes in; Unseen for anybody else's."""
    if actor.person is None:
        raise Unseen
    found = SheetImport.objects.select_related("unit", "confirmed_by").filter(pk=key).first()
    if found is None or (found.person_id != actor.person and not found.nightly):
        raise Unseen
    if found.nightly and not registers[found.register].may(actor, None, on):
        raise Unseen
    return found


def lately(actor: Actor, limit: int = 20) -> Sequence[SheetImport]:
    """What this person brought last, newest first."""
    if actor.person is None:
        return []
    return list(SheetImport.objects.filter(person_id=actor.person).select_related("unit").order_by("-started_at", "key")[:limit])


def usable(actor: Actor, on: date) -> list[Register]:
    """The registers that this person may use for some unit."""
    return [one for one in registers if one.may(actor, None, on)]


def workbook_of(out: BinaryIO, register: Register, actor: Actor, unit: int | None, on: date, shown: set[str] | None = None) -> int:
    """Write the register as a workbook. Unseen: a register that is not given out, or not to this person for this unit.

    `shown` gathers the staff numbers that stand in it, so that their opening can be noted.
    """
    if register.rows is None or (actor is not HOUSE and not register.may(actor, unit, on)):
        raise Unseen
    if register.unit_wanted and unit is None and actor is not HOUSE:
        raise Refusal(_("Choose the unit this ledger belongs to."), field="unit")
    name = tree(on).units[unit].name if unit else house_name(on)
    titles = Titles(f"{name} {register.label}", _("Unit: %(unit)s") % {"unit": name})
    rows = register.rows(actor, unit, on)
    return give(out, register, rows if shown is None else _gathering(rows, shown), titles)


def _gathering(rows: Iterable[Mapping[str, object]], shown: set[str]) -> Iterator[Mapping[str, object]]:
    for row in rows:
        if row.get("staff_no"):
            shown.add(str(row["staff_no"]))
        yield row
