"""What an administrator sees of a nightly list: who is not in it and who of them is ticked, and how each list stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from luoshi.adapters.spreadsheets.models import READING, TAKEN, NightlyLook, SheetImport
from luoshi.adapters.spreadsheets.nightly.confirming import MOST_AT_ONCE
from luoshi.adapters.spreadsheets.nightly.weighing import names_of_units, nightly_lists, undecided
from luoshi.base.actor import Actor
from luoshi.base.sheets.register import registers
from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Holding, Person
from luoshi.kernel.org.roles import ADMINISTRATORS

SHARE = 10  # more than one in so many: the list may have been cut short
NEW_HERE = timedelta(days=30)


@dataclass(frozen=True)
class Absent:
    """Somebody who is here and not in the list. `note`: "you", "admin", "new" or nothing; who has one is never ticked beforehand."""

    staff_no: str
    name: str
    unit: str
    post: str
    since: date
    note: str
    ticked: bool


@dataclass(frozen=True)
class Missing:
    """Who is not in the list, as far as nobody has decided about them; why nobody is ticked (share, errors, first), "" where some are."""

    people: Sequence[Absent]
    many: int
    compared: int
    staying: int
    doubt: str
    units: str = ""


def missing(actor: Actor, brought: SheetImport, report: Mapping[str, Any], on: date) -> Missing:
    """For the page of a list that waits; the actor has been asked for before."""
    unlisted, compared = list(report.get("unlisted", [])), int(report.get("compared", 0))
    if brought.register == "units":
        return Missing((), 0, compared, 0, "", names_of_units(unlisted) if unlisted else "")
    asked = undecided(unlisted)
    doubt = _doubt(brought, report, len(asked), compared)
    here = Person.objects.filter(in_force(on), staff_no__in=asked[:MOST_AT_ONCE], until__isnull=True).select_related("unit")
    people = list(here.order_by("unit_id", "staff_no"))
    ruling = set(Holding.objects.filter(in_force(on), role__in=ADMINISTRATORS).values_list("person_id", flat=True))
    shown = [_absent(one, _note(one, actor, ruling, on), bool(doubt)) for one in people]
    return Missing(shown, len(asked), compared, len(unlisted) - len(asked), doubt)


def _doubt(brought: SheetImport, report: Mapping[str, Any], many: int, compared: int) -> str:
    if many * SHARE > compared:
        return "share"
    if report["errors"]:
        return "errors"
    confirmed = nightly_lists(brought.register).filter(state=TAKEN).exclude(pk=brought.pk).exists() or brought.confirmed_by_id
    return "" if confirmed else "first"


def _note(one: Person, actor: Actor, ruling: set[int], on: date) -> str:
    if one.pk == actor.person:
        return "you"
    if one.pk in ruling:
        return "admin"
    return "new" if one.since > on - NEW_HERE else ""


def _absent(one: Person, note: str, doubt: bool) -> Absent:
    return Absent(one.staff_no, one.name, one.unit.name, one.post, one.since, note, not note and not doubt)


@dataclass(frozen=True)
class Standing:
    """How the nightly list of a register stands: when it was looked for and came, what is wrong, and the last list that came."""

    label: str
    source: str
    look: NightlyLook
    last: SheetImport | None


def standings(actor: Actor, on: date) -> list[Standing]:
    """For who may take these registers in; nothing where no nightly list is set up, or none of units has ever come."""
    looks = [one for one in NightlyLook.objects.order_by("-register") if one.register in registers]
    mine = [
        one for one in looks if registers[one.register].may(actor, None, on) and (one.came_at or one.trouble or one.register == "people")
    ]
    return [Standing(str(registers[one.register].label), one.source, one, _last(one.register)) for one in mine]


def _last(register: str) -> SheetImport | None:
    return nightly_lists(register).exclude(digest="").exclude(state=READING).first()
