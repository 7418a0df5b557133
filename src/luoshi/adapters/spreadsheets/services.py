"""Bringing a ledger, correcting how its head is read, taking its rows, giving it back."""

import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import BinaryIO

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets import child
from luoshi.adapters.spreadsheets.folder import Folder, Task
from luoshi.adapters.spreadsheets.models import FAILED, READ, READING, TAKEN, SheetImport
from luoshi.adapters.spreadsheets.nightly.weighing import weigh
from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.sheets.package import MOST_BYTES
from luoshi.base.sheets.register import Entry, Register, registers
from luoshi.kernel.org.models import Unit

KEPT = timedelta(days=7)


def must_use(actor: Actor, register: Register, unit: int | None, at: datetime) -> None:
    """Only who may use this register for this unit; to others it is not there."""
    if actor is not HOUSE and not register.may(actor, unit, local_date(at)):
        raise Unseen


def stage(*, actor: Actor, at: datetime, command: uuid.UUID, register: str, unit: Unit | None, stream: BinaryIO, name: str) -> SheetImport:
    """Keep the file and begin to read it in a process of its own. Nothing of its rows is written.

    Refused: no file, one of more than 50 MB, a register that wants a unit without one. The same command again answers the same.
    """
    known = SheetImport.objects.filter(pk=command).first()
    if known:
        return _own(known, actor)
    declared = _register(register)
    must_use(actor, declared, unit.pk if unit else None, at)
    if declared.unit_wanted and unit is None:
        raise Refusal(_("Choose the unit this ledger belongs to."), field="unit")
    digest = _digest(stream)
    return begin_reading(key=command, at=at, register=register, unit=unit, person=actor.person, stream=stream, name=name, digest=digest)


def begin_reading(
    *,
    key: uuid.UUID,
    at: datetime,
    register: str,
    unit: Unit | None,
    person: int | None,
    stream: BinaryIO | None,
    name: str,
    digest: str,
    nightly: str = "",
) -> SheetImport:
    """Lay the file into its folder and start its reading process. Without a file it is the process that gets the list (of a directory)."""
    folder = Folder.of(key)
    folder.path.mkdir(parents=True, exist_ok=True)
    if stream is not None:
        folder.keep(stream, PurePath(name).suffix)
    language = translation.get_language() or "zh-hans"
    folder.write_task(Task(register, unit.pk if unit else None, person, shown(name), digest, local_date(at), at, language, nightly=nightly))
    made = SheetImport.objects.create(
        key=key, register=register, unit=unit, person_id=person, file_name=shown(name), digest=digest, started_at=at, nightly=nightly
    )
    child.start(folder)
    return made


def reread(*, actor: Actor, at: datetime, brought: SheetImport, mapping: dict[str, str]) -> None:
    """Read the file again, with headings understood as the person says. Refused: once its rows are taken."""
    _own_or_nightly(brought, actor, at)
    if brought.state == TAKEN:
        raise Refusal(_("The rows of this file have been taken in already."))
    read_again(at=at, brought=brought, mapping=mapping)


def read_again(*, at: datetime, brought: SheetImport, mapping: dict[str, str] | None = None) -> None:
    """The same file once more, with other headings or because what it is compared with has changed."""
    folder = Folder.of(brought.key)
    task = folder.task()
    mapped = task.mapping if mapping is None else mapping
    folder.say("reading")
    folder.write_task(Task(**{**task.__dict__, "mapping": mapped, "at": at, "on": local_date(at), "digest": brought.digest}))
    SheetImport.objects.filter(pk=brought.pk).update(state=READING, trouble="")
    child.start(folder)


def settle(*, at: datetime, brought: SheetImport) -> SheetImport:
    """Write down how the reading ended, once it has; a process that never said so has failed after its time, a lost file at once."""
    folder = Folder.of(brought.key)
    gone = brought.state in (READING, READ) and not folder.path.exists()
    if brought.state != READING and not gone:
        return brought
    ended = {"state": FAILED, "trouble": _("The file is no longer here. Bring it again.")} if gone else _ended(folder, at)
    if ended and brought.nightly and not gone:
        weigh(brought, ended, at)
    elif ended:
        SheetImport.objects.filter(pk=brought.pk, state=brought.state).update(**ended)
    if ended:
        brought.refresh_from_db()
    return brought


def _ended(folder: Folder, at: datetime) -> dict[str, object]:
    """What is to be written down about a reading; nothing while it goes on."""
    status = folder.status()
    if status["state"] == "done":
        report = folder.report()
        counts = {"accepted": report["good"], "present": report["already_present"], "rejected": report["rejected"]}
        return {"state": READ, "counted": report["rows"], **counts}
    if status["state"] == "failed":
        return {"state": FAILED, "trouble": str(status["trouble"])[:400]}
    if at - folder.task().at > timedelta(seconds=child.MOST_SECONDS + 60):
        return {"state": FAILED, "trouble": child.too_much(folder)}
    return {}


def take(*, actor: Actor, at: datetime, command: uuid.UUID, key: uuid.UUID, partial: bool) -> int:
    """Take the rows that were read, all of them or none; answers how many were written. Twice changes nothing.

    Refused: a file with errors, unless `partial` leaves its wrong rows out; one whose reading is not finished.
    """
    brought = _own(SheetImport.objects.filter(pk=key).first(), actor)
    if brought.state == TAKEN:
        return brought.accepted
    if brought.state != READ:
        raise Refusal(_("This file has not been read to its end."))
    register, folder = _register(brought.register), Folder.of(key)
    must_use(actor, register, brought.unit_id, at)
    count = write(folder, register, good(folder, partial), actor=actor, at=at, command=command, partial=partial)
    with transaction.atomic():
        brought = _own(SheetImport.objects.select_for_update().filter(pk=key).first(), actor)
        if brought.state == TAKEN:
            return brought.accepted
        brought.state, brought.partial, brought.ended_at, brought.accepted = TAKEN, partial, at, count
        brought.save(update_fields=["state", "partial", "ended_at", "accepted"])
        transaction.on_commit(folder.drop)
    return count


def good(folder: Folder, partial: bool) -> list[Entry]:
    """The rows without errors, loaded before the transaction begins: others wait for it. Refused: errors without `partial`."""
    report = folder.report()
    if report["headless"] or (report["errors"] and not partial):
        raise Refusal(_("There are errors in this file: correct them, or take the rows without errors."))
    return [entry for entry in folder.entries() if entry.good]


def write(
    folder: Folder, register: Register, entries: list[Entry], *, actor: Actor, at: datetime, command: uuid.UUID, partial: bool
) -> int:
    """Hand the rows to the register, which writes all of them or none, in transactions of its own so that nobody waits long."""
    task = folder.task()
    return register.take(entries=iter(entries), actor=actor, at=at, command=command, unit=task.unit, digest=task.digest, partial=partial)


def take_at_once(*, folder: Folder, key: uuid.UUID, actor: Actor, at: datetime, partial: bool) -> int:
    """For the command line: take what lies read in this folder, and write down that it was brought and taken."""
    task, report, entries = folder.task(), folder.report(), good(folder, partial)
    count = write(folder, _register(task.register), entries, actor=actor, at=at, command=key, partial=partial)
    SheetImport.objects.create(
        key=key,
        register=task.register,
        unit_id=task.unit,
        person_id=task.person,
        file_name=task.file_name,
        digest=task.digest,
        state=TAKEN,
        counted=report["rows"],
        accepted=count,
        present=report["already_present"],
        rejected=report["rejected"],
        partial=partial,
        started_at=task.at,
        ended_at=at,
    )
    return count


@transaction.atomic
def put_away(*, actor: Actor, brought: SheetImport) -> None:
    """Give up a file that was brought and not taken: its folder and its line vanish."""
    _own(brought, actor)
    if brought.state == TAKEN:
        raise Refusal(_("The rows of this file have been taken in already."))
    transaction.on_commit(Folder.of(brought.key).drop)
    brought.delete()


def tidy(*, at: datetime) -> int:
    """Files that nobody took within a week are put away. A nightly list waits until somebody decides or a newer one comes."""
    left = list(SheetImport.objects.filter(started_at__lt=at - KEPT, nightly="").exclude(state=TAKEN))
    for brought in left:
        Folder.of(brought.key).drop()
        brought.delete()
    return len(left)


def shown(name: str) -> str:
    """The name of a file as it is shown: without folders and control signs, never used as a path."""
    bald = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return bald[-120:] or "?"


def digest_of(path: Path) -> str:
    """The SHA-256 of the file, by which a ledger entry names what was taken in."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digest(stream: BinaryIO) -> str:
    stream.seek(0, 2)
    if stream.tell() > MOST_BYTES:
        raise Refusal(_("The file is larger than 50 MB. Split the ledger and take the parts in one after the other."), field="file")
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return digest


def _register(name: str) -> Register:
    declared = registers.get(name)
    if declared is None:
        raise Unseen
    return declared


def _own(brought: SheetImport | None, actor: Actor) -> SheetImport:
    if brought is None or brought.nightly or brought.person_id != actor.person:
        raise Unseen
    return brought


def _own_or_nightly(brought: SheetImport, actor: Actor, at: datetime) -> None:
    """A nightly list is everybody's who may take in its register."""
    if not brought.nightly:
        _own(brought, actor)
    else:
        must_use(actor, _register(brought.register), None, at)
