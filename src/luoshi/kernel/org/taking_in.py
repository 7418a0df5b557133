"""Taking in lists of people from an office's workbook: what is new, what is there, what changes; one ledger entry for the list."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.register import COMPLETED, NEW, PRESENT, Context, Entry
from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.models import Holding, Party, Person, Unit
from luoshi.kernel.org.roles import BUILDING, SECURING
from luoshi.kernel.org.selectors import HOLDINGS, in_force
from luoshi.kernel.org.services import must_administer
from luoshi.kernel.org.tree import tree

AT_ONCE = 500


def may_take_in(actor: Actor, _unit: int | None, _on: date) -> bool:
    """Who administers the enterprise takes its lists in."""
    return actor is HOUSE or actor.holds(BUILDING)


def may_take_roles_in(actor: Actor, _unit: int | None, _on: date) -> bool:
    """Who gives roles takes the list of roles in."""
    return actor is HOUSE or actor.holds(SECURING)


class Units:
    """Units by code, and by name where the name is used once."""

    def __init__(self, on: date) -> None:
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        self.names: dict[int, str] = {}
        for pk, code, name in Unit.objects.filter(in_force(on)).order_by("id").values_list("id", "code", "name"):
            self.by_code[code] = pk
            self.by_name.setdefault(name, []).append(pk)
            self.names[pk] = name

    def find(self, entry: Entry, column: str, written: str) -> int | None:
        """The unit that a cell names, else None and the cell is marked."""
        if written in self.by_code:
            return self.by_code[written]
        called = self.by_name.get(written, [])
        if len(called) == 1:
            return called[0]
        if called:
            entry.wrong(column, _("%(n)s units are called “%(name)s”") % {"n": len(called), "name": written}, _("write the unit's code"))
        else:
            entry.wrong(column, _("there is no unit “%(name)s”") % {"name": written}, _("write its code or its full name"))
        return None


def check_people(entries: list[Entry], context: Context) -> None:
    """Marks each row of a list of people: new, there already, or changed; wrong where the unit or the days do not hold."""
    units, parties = Units(context.on), _parties(context.on)
    seen: dict[object, int] = {}
    known = people_called(str(entry.values["staff_no"]) for entry in entries if "staff_no" in entry.values)
    for entry in entries:
        staff_no = entry.values.get("staff_no")
        if staff_no is None or once(entry, "staff_no", staff_no, seen):
            continue
        if "unit" in entry.values:
            entry.values["unit_id"] = units.find(entry, "unit", str(entry.values["unit"]))
        person = known.get(str(staff_no))
        _find_party(entry, person, parties)
        since = person.since if person else entry.values.get("since", context.on)
        until = entry.values.get("until")
        if isinstance(until, date) and isinstance(since, date) and until <= since:
            entry.wrong(
                "until", _("the leaving date is not after %(day)s, the first day") % {"day": since}, _("correct one of the two days")
            )
        if person and entry.good:
            _compare(entry, person, units)


def _parties(on: date) -> dict[str, int]:
    """Outside parties by code, and by name where the name is used once."""
    rows = list(Party.objects.filter(in_force(on)).values_list("pk", "code", "name"))
    named = [name for _pk, _code, name in rows]
    out = {name: pk for pk, _code, name in rows if named.count(name) == 1}
    return out | {code: pk for pk, code, _name in rows}


def _find_party(entry: Entry, person: Person | None, parties: dict[str, int]) -> None:
    written = str(entry.values.get("party", "")).strip()
    if not written:
        return
    found = parties.get(written) or parties.get(written.upper())
    if found is None:
        entry.wrong("party", _("there is no outside party “%(name)s”") % {"name": written}, _("write its code, or enter it first"))
    elif person is not None and person.party_id != found:
        entry.wrong(
            "party", _("%(no)s is known here without it") % {"no": person.staff_no}, _("enter the person anew under another number")
        )
    entry.values["party_id"] = found


def _compare(entry: Entry, person: Person, units: Units) -> None:
    changes = [words for _name, words in changes_of(entry, person, units.names)]
    entry.fate, entry.note = (COMPLETED, _("; ").join(changes)) if changes else (PRESENT, "")
    if "since" in entry.values and entry.values["since"] != person.since:
        entry.doubtful("since", _("the first day stays %(day)s") % {"day": person.since})


def changes_of(entry: Entry, person: Person, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """What this row changes of a known person: the field, and the change in words."""
    values, out = entry.values, []
    if values["name"] != person.name:
        out.append(("name", _("name: %(old)s becomes %(new)s") % {"old": person.name, "new": values["name"]}))
    if values["unit_id"] != person.unit_id:
        told = {"old": names.get(person.unit_id, ""), "new": names.get(values["unit_id"], "")}
        out.append(("unit", _("unit: %(old)s becomes %(new)s") % told))
    if "post" in values and values["post"] != person.post:
        out.append(("post", _("post: %(old)s becomes %(new)s") % {"old": person.post or "—", "new": values["post"]}))
    if "until" in values and values["until"] != person.until:
        out.append(("until", _("leaves on %(day)s") % {"day": values["until"]}))
    return out


def once(entry: Entry, column: str, key: object, seen: dict[object, int]) -> bool:
    """Mark a row whose key stands in an earlier row already."""
    if key in seen:
        entry.wrong(column, _("this stands in row %(row)s already") % {"row": seen[key]}, _("leave one of the two rows out"))
        return True
    seen[key] = entry.row
    return False


def people_called(staff_nos: Iterable[str]) -> dict[str, Person]:
    """Known people by staff number, in few statements."""
    wanted, out = list(dict.fromkeys(staff_nos)), {}
    for first in range(0, len(wanted), AT_ONCE):
        for person in Person.objects.filter(staff_no__in=wanted[first : first + AT_ONCE]):
            out[person.staff_no] = person
    return out


def still_good(entries: Iterator[Entry], check: object, actor: Actor, unit: int | None, at: datetime) -> list[Entry]:
    """The entries, checked once more in the transaction: somebody may have written since. Refused: a row that is wrong now."""
    found = list(entries)
    check(found, Context(actor, unit, local_date(at), at))  # type: ignore[operator]
    wrong = next((entry for entry in found if not entry.good), None)
    if wrong is not None:
        told = {"row": wrong.row, "problem": wrong.errors[0].problem}
        raise Refusal(_("Something has changed since this file was read. Row %(row)s: %(problem)s. Read it again.") % told)
    return found


@transaction.atomic
def take_people(
    *, entries: Iterator[Entry], actor: Actor, at: datetime, command: uuid.UUID, unit: int | None, digest: str, partial: bool
) -> int:
    """Write a list of people: new ones at once, as workers of their unit; changes and leavings each with an entry of its own.

    Answers how many rows changed something. Taking the same list again changes nothing.
    """
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=("people", digest, partial), outcome=("list", 0)):
        return 0
    found = still_good(entries, check_people, actor, unit, at)
    new = [entry for entry in found if entry.fate == NEW]
    _create(new, local_date(at))
    altered = [entry for entry in found if entry.fate == COMPLETED]
    known = people_called(str(entry.values["staff_no"]) for entry in altered)
    for entry in altered:
        _alter(entry, known[str(entry.values["staff_no"])], actor, at, command)
    changed(HOLDINGS)
    list_taken(actor=actor, at=at, verb="people.taken", digest=digest, new=len(new), altered=len(altered), partial=partial)
    return len(new) + len(altered)


def list_taken(*, actor: Actor, at: datetime, verb: str, digest: str, new: int, altered: int, partial: bool) -> None:
    """The one ledger entry of a list: the file by its digest, and how many rows were new and changed."""
    on = local_date(at)
    root = next(iter(tree(on).children.get(None, ())), 0)
    payload = {"digest": digest, "new": new, "changed": altered, "partial": partial}
    record(actor=actor, at=at, verb=verb, subject=("unit", root), on=on, payload=payload)


def _create(new: list[Entry], on: date) -> None:
    people = [
        Person(
            staff_no=entry.values["staff_no"],
            name=entry.values["name"],
            unit_id=entry.values["unit_id"],
            post=entry.values.get("post", ""),
            party_id=entry.values.get("party_id"),
            since=entry.values.get("since", on),
            until=entry.values.get("until"),
        )
        for entry in new
    ]
    made = Person.objects.bulk_create(people, batch_size=AT_ONCE)
    Holding.objects.bulk_create(
        [Holding(person=one, role=first_role(one.party_id), unit_id=one.unit_id, since=one.since, until=one.until) for one in made],
        batch_size=AT_ONCE,
    )


def first_role(party: int | None) -> str:
    """What somebody is from the first day: a worker, or an outsider where an outside party is named."""
    return "outsider" if party else "worker"


def _alter(entry: Entry, person: Person, actor: Actor, at: datetime, command: uuid.UUID) -> None:
    fields = {name for name, _words in changes_of(entry, person, {})}
    if fields - {"until"}:
        change_person(
            actor=actor,
            at=at,
            command=uuid.uuid5(command, f"change {person.staff_no}"),
            person=person,
            name=str(entry.values["name"]),
            unit=int(str(entry.values["unit_id"])),
            post=str(entry.values.get("post", person.post)),
        )
    if "until" in fields:
        until = entry.values["until"]
        assert isinstance(until, date)
        leave(actor=actor, at=at, command=uuid.uuid5(command, f"leave {person.staff_no}"), person=person, until=until)


@transaction.atomic
def change_person(*, actor: Actor, at: datetime, command: uuid.UUID, person: Person, name: str, unit: int, post: str) -> None:
    """Another name, home unit or post from today on. The role of worker moves along; other roles stay. Refused: an empty name."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(person.pk, name, unit, post), outcome=("person", person.pk)):
        return
    if not name.strip():
        raise Refusal(_("A person needs a staff number and a name."), field="name")
    before = {"name": person.name, "unit": person.unit_id, "post": person.post}
    after = {"name": name.strip(), "unit": unit, "post": post.strip()}
    Person.objects.filter(pk=person.pk).update(name=after["name"], unit_id=unit, post=after["post"])
    if unit != person.unit_id:
        _move_worker(person, unit, local_date(at))
    person.name, person.unit_id, person.post = name.strip(), unit, post.strip()
    changed(HOLDINGS)
    payload = {key: value for key, value in after.items() if before[key] != value}
    record(actor=actor, at=at, verb="person.changed", subject=("person", person.pk), on=local_date(at), unit=unit, payload=payload)


def _move_worker(person: Person, unit: int, on: date) -> None:
    """The first role ends at the old home and begins at the new one today; one that began today or later just changes its place."""
    role = first_role(person.party_id)
    held = Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=on), person=person, role=role, unit=person.unit_id)
    there = Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=on), person=person, role=role, unit=unit).exists()
    for holding in held:
        if holding.since >= on and there:
            holding.delete()
        elif holding.since >= on:
            Holding.objects.filter(pk=holding.pk).update(unit_id=unit)
        else:
            Holding.objects.filter(pk=holding.pk).update(until=on)
            if not there:
                Holding.objects.create(person=person, role=role, unit_id=unit, since=on, until=holding.until)
        there = True
