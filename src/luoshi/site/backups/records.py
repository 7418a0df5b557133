"""What the house remembers of its backups: drills and restores in the ledger, the last backup beside the database."""

import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.jobs.models import Run
from luoshi.base.ledger import commands
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.services import record
from luoshi.base.ledger.verbs import verb
from luoshi.site.backups.making import LAST, Made
from luoshi.site.backups.restoring import RESTORED
from luoshi.web.accounts.models import Slip

SUBJECT = ("backup", 0)
DRILLED, BROUGHT_BACK = "backup.drilled", "backup.restored"


@dataclass(frozen=True)
class Drill:
    """A drill as it stands in the ledger; `ok` is None where its words are no longer there."""

    at: datetime
    ok: bool | None
    said: Mapping[str, Any]


def declare() -> None:
    """What a drill and a restore say in the ledger."""
    verb(DRILLED, _("A backup was taken, brought back elsewhere and compared."), personal=())
    verb(BROUGHT_BACK, _("The house was brought back from a backup."), personal=())


@transaction.atomic
def record_drill(*, at: datetime, command: uuid.UUID, said: Mapping[str, Any]) -> None:
    """One entry that says how the drill went; `ok` tells whether everything came out equal. Refuses nothing."""
    if commands.begin(actor=HOUSE, at=at, command=command, fields=(sorted(said.items()),), outcome=SUBJECT):
        return
    record(actor=HOUSE, at=at, verb=DRILLED, subject=SUBJECT, on=local_date(at), payload=said)


def last_drill() -> Drill | None:
    """The latest drill, however it went."""
    rows = LedgerEntry.objects.filter(subject_kind=SUBJECT[0], subject=SUBJECT[1], verb=DRILLED).order_by("-id")
    found = rows.values_list("recorded_at", "ledgerpayload__body").first()
    if found is None:
        return None
    said = json.loads(found[1]) if found[1] else {}
    return Drill(found[0], said.get("ok"), said)


def remember(made: Made, path: Path, at: datetime) -> None:
    """The last backup, for `luoshi doctor`: beside the database and not in it, so that taking one changes nothing."""
    word = {"at": at.isoformat(), "file": str(path.resolve()), "bytes": made.length, "seal": made.seal, **made.manifest["ledger"]}
    kept = Path(settings.LUOSHI_HOME) / LAST
    beside = kept.with_suffix(".part")
    with suppress(OSError):  # a home that is full or read-only: the backup is made all the same
        beside.write_text(json.dumps(word))
        beside.chmod(0o600)
        beside.replace(kept)


def last_backup() -> Mapping[str, Any] | None:
    """When, where, and with which head the last backup was taken from this home; None where none was, or its word cannot be read."""
    try:
        said: Mapping[str, Any] = json.loads((Path(settings.LUOSHI_HOME) / LAST).read_text())
    except (OSError, ValueError):
        return None
    return said


def after_a_restore(at: datetime) -> int:
    """Once, when the house first works again: it stands in the ledger, slips printed before open nothing, and every job is due at once.

    What was shredded or swept since the backup has come back with it: the jobs do it again, by the same rules.
    """
    left = Path(settings.LUOSHI_HOME) / RESTORED
    try:
        said = json.loads(left.read_text())
    except (OSError, ValueError):
        return 0
    with transaction.atomic():
        slips = Slip.objects.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
        Run.objects.all().delete()
        record(actor=HOUSE, at=at, verb=BROUGHT_BACK, subject=SUBJECT, on=local_date(at), payload={**said, "slips_ended": slips})
    left.unlink(missing_ok=True)
    return 1
