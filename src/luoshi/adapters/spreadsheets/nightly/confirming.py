"""An administrator confirms a nightly list: its rows are taken, who is ticked has left, everybody else stays; or puts it away."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.adapters.spreadsheets.models import AWAY, FAILED, READ, READING, TAKEN, SheetImport, Staying
from luoshi.adapters.spreadsheets.nightly.weighing import forget_staying, nightly_lists, undecided
from luoshi.adapters.spreadsheets.services import good, must_use, read_again, write
from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.sheets.register import Entry, registers
from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.tree import tree

MOST_AT_ONCE = 300  # a form may hold so many; the others are asked about when these are decided


@dataclass(frozen=True)
class Decided:
    """What lay in the folder when an administrator looked: the rows to be taken, who is not in the list, who of them was asked about."""

    entries: list[Entry]
    unlisted: list[str]
    asked: list[str]
    more: bool


def confirm(*, actor: Actor, at: datetime, command: uuid.UUID, key: uuid.UUID, left: Mapping[str, date], settled: bool) -> None:
    """Take the rows without errors and end who is ticked (`left`: staff number and the first day without them). The others stay; where the
    matter is `settled` that is noted, and nobody is asked about them again until they were in a list once more.

    All in one transaction. Confirmed already, by whomever: nothing happens. Refused: a list that a newer one has replaced, somebody who was
    not asked about, oneself, a leaving day on or before the first.
    """
    brought = SheetImport.objects.filter(pk=key).exclude(nightly="").first()
    _must(actor, brought, at)
    if brought is None or brought.state == TAKEN:
        return
    try:
        decided = _decided(brought)
    except FileNotFoundError:  # another was quicker
        _still_open(SheetImport.objects.get(pk=key))
        return
    with transaction.atomic():
        now = SheetImport.objects.select_for_update().get(pk=key)
        if now.state != TAKEN:
            _still_open(now)
            _confirm(now, decided, actor=actor, at=at, command=command, left=left, settled=settled)


def _confirm(
    brought: SheetImport, decided: Decided, *, actor: Actor, at: datetime, command: uuid.UUID, left: Mapping[str, date], settled: bool
) -> None:
    strangers = [number for number in left if number not in decided.asked]
    if strangers:
        raise Refusal(_("%(no)s is not among those who were asked about. Open the list again.") % {"no": strangers[0]})
    folder, register = Folder.of(brought.key), registers[brought.register]
    taken = write(folder, register, decided.entries, actor=actor, at=at, command=command, partial=brought.rejected > 0)
    gone = _end(decided, actor=actor, at=at, command=command, left=left) if brought.register == "people" else 0
    stays = _stay(decided, actor, at, left) if settled and brought.register == "people" else 0
    counts = {"accepted": taken, "left": brought.left + gone, "partial": brought.rejected > 0}
    SheetImport.objects.filter(pk=brought.pk).update(state=TAKEN, ended_at=at, confirmed_by=actor.person, **counts)
    _note(brought, actor, at, "nightly.confirmed", taken=taken, left=gone, stays=stays)
    if decided.more and settled:
        transaction.on_commit(lambda: read_again(at=at, brought=brought))
    else:
        transaction.on_commit(folder.drop)
    if brought.register == "units" and taken:
        transaction.on_commit(lambda: _people_again(at))


def _end(decided: Decided, *, actor: Actor, at: datetime, command: uuid.UUID, left: Mapping[str, date]) -> int:
    """Leave for those who are ticked; answers how many. Who stands in the list again is no longer noted as staying without one."""
    people = {one.staff_no: one for one in Person.objects.filter(staff_no__in=decided.asked).select_for_update()}
    for number, until in left.items():
        person = people.get(number)
        if person is None or person.until is not None:
            continue
        if person.pk == actor.person:
            raise Refusal(_("Nobody ends their own days here: leave that to another administrator."), field=f"until-{number}")
        try:
            leave(actor=actor, at=at, command=uuid.uuid5(command, f"unlisted {number}"), person=person, until=until)
        except Refusal as refusal:
            raise Refusal(str(refusal), field=f"until-{number}") from refusal
    forget_staying(decided.unlisted)
    return sum(number in people for number in left)


def _stay(decided: Decided, actor: Actor, at: datetime, left: Mapping[str, date]) -> int:
    """It is noted that the others stay although no list names them."""
    people = Person.objects.filter(staff_no__in=[number for number in decided.asked if number not in left]).values_list("pk", flat=True)
    stay = [Staying(person_id=one, decided_by_id=actor.person, decided_at=at) for one in people]
    Staying.objects.bulk_create(stay, ignore_conflicts=True)
    return len(stay)


@transaction.atomic
def put_away(*, actor: Actor, at: datetime, brought: SheetImport) -> None:
    """Give up a nightly list: nothing of it is written. Its line stays, so that the same file does not come again the next night."""
    _must(actor, brought, at)
    if brought.state == TAKEN:
        raise Refusal(_("The rows of this file have been taken in already."))
    waits = SheetImport.objects.filter(pk=brought.pk, state__in=(READ, READING, FAILED))
    if waits.update(state=AWAY, ended_at=at, confirmed_by=actor.person):
        transaction.on_commit(Folder.of(brought.key).drop)
        _note(brought, actor, at, "nightly.put_away")


def _must(actor: Actor, brought: SheetImport | None, at: datetime) -> None:
    if brought is None or actor.person is None or not brought.nightly:
        raise Unseen
    must_use(actor, registers[brought.register], None, at)


def _still_open(brought: SheetImport) -> None:
    if brought.state == READING:
        raise Refusal(_("This file has not been read to its end."))
    if brought.state not in (READ, TAKEN):
        raise Refusal(_("This list waits no longer: a newer one has come, or it was put away. Nothing was written."))


def _decided(brought: SheetImport) -> Decided:
    """Loaded before the transaction begins: others wait for it. Refused: a list whose head was not understood."""
    _still_open(brought)
    folder = Folder.of(brought.key)
    entries, unlisted = good(folder, partial=True), folder.report().get("unlisted", [])
    asked = undecided(unlisted) if brought.register == "people" else []
    return Decided(entries, unlisted, asked[:MOST_AT_ONCE], len(asked) > MOST_AT_ONCE)


def _people_again(at: datetime) -> None:
    """Units are there now that the waiting list of people may name: it is compared once more."""
    waits = nightly_lists("people").filter(state=READ).first()
    if waits is not None:
        read_again(at=at, brought=waits)


def _note(brought: SheetImport, actor: Actor, at: datetime, verb: str, **counts: int) -> None:
    on = local_date(at)
    root = next(iter(tree(on).children.get(None, ())), 0)
    payload = {"register": brought.register, "digest": brought.digest, **counts}
    record(actor=actor, at=at, verb=verb, subject=("unit", root), on=on, payload=payload)
