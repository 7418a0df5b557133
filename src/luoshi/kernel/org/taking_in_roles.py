"""Taking in the list of who holds which role on which unit, from an office's workbook."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.sheets.register import COMPLETED, NEW, PRESENT, Context, Entry
from luoshi.kernel.org.held import administrators_apart
from luoshi.kernel.org.models import Holding
from luoshi.kernel.org.rights import must_secure
from luoshi.kernel.org.roles import ADMINISTERING, ADMINISTRATORS, ROLES
from luoshi.kernel.org.selectors import HOLDINGS
from luoshi.kernel.org.services import end_holding
from luoshi.kernel.org.taking_in import AT_ONCE, Units, list_taken, once, people_called, still_good


def check_holdings(entries: list[Entry], context: Context) -> None:
    """Marks each row: a role given, one there already, or one that now gets its last day."""
    units = Units(context.on)
    seen: dict[object, int] = {}
    people = people_called(str(entry.values["staff_no"]) for entry in entries if "staff_no" in entry.values)
    held = _held(person.pk for person in people.values())
    apart = administrators_apart(context.on)
    administering = {
        key[0]: _side(key[1], apart) for key, rows in held.items() if key[1] in ADMINISTRATORS and any(row.until is None for row in rows)
    }
    for entry in entries:
        values = entry.values
        person = people.get(str(values.get("staff_no", "")))
        if "staff_no" in values and person is None:
            entry.wrong(
                "staff_no", _("there is nobody with the staff number %(no)s") % {"no": values["staff_no"]}, _("take the person in first")
            )
        elif person and values.get("name", person.name) != person.name:
            entry.wrong("name", _("%(no)s is %(name)s") % {"no": person.staff_no, "name": person.name}, _("correct the name or the number"))
        if "unit" in values:
            values["unit_id"] = units.find(entry, "unit", str(values["unit"]))
        since, until = values.get("since", context.on), values.get("until")
        if isinstance(until, date) and isinstance(since, date) and until <= since:
            entry.wrong("until", _("the last day is not after %(day)s, the first day") % {"day": since}, _("correct one of the two days"))
        if person is None or not entry.good:
            continue
        key = (person.pk, str(values["role"]), int(str(values["unit_id"])))
        if not once(entry, "role", key, seen):
            values["person_id"] = person.pk
            _one_administrator(entry, person.pk, administering, apart)
            _compare(entry, held.get(key), since)


def _side(role: str, apart: bool) -> str:
    """One name for what one person may be: where they are not apart, system and security administrator are the same."""
    return role if apart or role not in ADMINISTERING else ADMINISTERING[0]


def _one_administrator(entry: Entry, person: int, administering: dict[int, str], apart: bool) -> None:
    """System, security and audit administrator are three different people; the first two may be one where they are not apart."""
    role = str(entry.values["role"])
    if role in ADMINISTRATORS and administering.setdefault(person, _side(role, apart)) != _side(role, apart):
        label = ROLES[administering[person]].label
        entry.wrong("role", _("this person is %(role)s already") % {"role": label}, _("the three administrators are three people"))


def _held(people: Iterable[int]) -> dict[tuple[int, str, int], list[Holding]]:
    """The holdings of these people, in few statements."""
    wanted = list(people)
    out: dict[tuple[int, str, int], list[Holding]] = {}
    for first in range(0, len(wanted), AT_ONCE):
        for one in Holding.objects.filter(person__in=wanted[first : first + AT_ONCE]).order_by("since"):
            out.setdefault((one.person_id, one.role, one.unit_id), []).append(one)
    return out


def _compare(entry: Entry, held: list[Holding] | None, since: object) -> None:
    until = entry.values.get("until")
    for one in held or ():
        if one.until is None and isinstance(until, date) and one.since < until:
            entry.fate, entry.note = COMPLETED, _("ends on %(day)s") % {"day": until}
            entry.values["holding_id"] = one.pk
            return
        if (one.until is None and until is None) or one.until == until:
            entry.fate = PRESENT
            return
        if one.until is not None and isinstance(since, date) and since < one.until and (until is None or until > one.since):
            entry.wrong("since", _("this role is held already until %(day)s") % {"day": one.until}, _("begin it on that day or later"))
            return


@transaction.atomic
def take_holdings(
    *, entries: Iterator[Entry], actor: Actor, at: datetime, command: uuid.UUID, unit: int | None, digest: str, partial: bool
) -> int:
    """Write a list of roles: new ones at once, endings each with an entry of its own. Answers how many rows changed something."""
    must_secure(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=("holdings", digest, partial), outcome=("list", 0)):
        return 0
    found = still_good(entries, check_holdings, actor, unit, at)
    new = [entry for entry in found if entry.fate == NEW]
    Holding.objects.bulk_create(
        [
            Holding(
                person_id=entry.values["person_id"],
                role=entry.values["role"],
                unit_id=entry.values["unit_id"],
                since=entry.values.get("since", local_date(at)),
                until=entry.values.get("until"),
            )
            for entry in new
        ],
        batch_size=AT_ONCE,
    )
    altered = [entry for entry in found if entry.fate == COMPLETED]
    for entry in altered:
        key, until = uuid.uuid5(command, f"end {entry.values['holding_id']}"), entry.values["until"]
        assert isinstance(until, date)
        end_holding(actor=actor, at=at, command=key, holding=int(str(entry.values["holding_id"])), until=until)
    changed(HOLDINGS)
    list_taken(actor=actor, at=at, verb="holdings.taken", digest=digest, new=len(new), altered=len(altered), partial=partial)
    return len(new) + len(altered)


def open_or_coming(on: date) -> Q:
    """Holdings that have not ended by this day."""
    return Q(until__isnull=True) | Q(until__gt=on)
