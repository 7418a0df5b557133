"""Is the house kept: backups and drills recent enough, the clock right, the embedded file and the kept files as they were written."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from luoshi.base.clock import local_date
from luoshi.base.files.keeping import compared, path_of
from luoshi.base.files.models import StoredFile
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.parameters.selectors import book
from luoshi.site.backups.records import last_backup, last_drill
from luoshi.site.checkup import BAD, GOOD, HINT, Line, line

BACKUP_WITHIN, DRILL_WITHIN = timedelta(days=7), timedelta(days=31)
CLOCK_WITHIN = timedelta(seconds=5)
PIECE = 1 << 20


def lines(at: datetime, *, integrity: bool) -> list[Line]:
    found = [_backup(at), _drill(at), *_clock(at), *_own_alone()]
    return [*found, _rows(), _files()] if integrity else found


def _backup(at: datetime) -> Line:
    said = last_backup()
    when = datetime.fromisoformat(said["at"]) if said else None
    found = f"{local_date(when)}, {said['file']}" if when and said else "none from here"
    return _recent(
        "last backup", "8.1.4.9 recovery: a disk can die today", when, BACKUP_WITHIN, found, "luoshi backup --out FILE, every night", at
    )


def _drill(at: datetime) -> Line:
    asks, todo = "8.1.4.9 recovery: a backup that was never brought back is a hope", "luoshi drill, every month"
    last = last_drill()
    if last and last.ok is False:
        return Line("last drill", asks, f"{local_date(last.at)}, failed: {last.said.get('trouble', '')}", BAD, f"mend it, then {todo}")
    found = f"{local_date(last.at)}, all came back" if last else "never"
    return _recent("last drill", asks, last.at if last else None, DRILL_WITHIN, found, todo, at)


def _recent(name: str, asks: str, when: datetime | None, within: timedelta, found: str, todo: str, at: datetime) -> Line:
    """Too long ago is bad; a house that is younger than that, and a demonstration, are only reminded."""
    if when and at - when <= within:
        return Line(name, asks, found, GOOD)
    first = LedgerEntry.objects.order_by("id").values_list("recorded_at", flat=True).first()
    young = when is None and (first is None or at - first <= within)
    return Line(name, asks, found, HINT if young or book(local_date(at)).flag("site.demo") else BAD, todo)


def _clock(at: datetime) -> Iterator[Line]:
    asks, todo = "deadlines and the ledger go by it", "let the machine keep its time by NTP"
    latest = LedgerEntry.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    ahead = latest - at if latest else timedelta(0)
    found = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    yield line(
        "clock",
        asks,
        ahead <= CLOCK_WITHIN,
        found if ahead <= CLOCK_WITHIN else f"{found}, but the ledger was at {latest:%Y-%m-%d %H:%M}",
        todo,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp() - %s", [datetime.now(UTC)])
            (apart,) = cursor.fetchone()
        yield line("clock of the database", asks, abs(apart) <= CLOCK_WITHIN, f"{apart.total_seconds():+.1f} s from this machine's", todo)


def _own_alone() -> Iterator[Line]:
    """The embedded database is read by nobody but its owner."""
    home = Path(settings.LUOSHI_HOME)
    open_home = home.stat().st_mode & 0o007
    kept = [one for one in (home / "luoshi.sqlite3", home / "voice.sqlite3") if one.exists() and one.stat().st_mode & 0o007]
    if open_home and kept:
        yield line(
            "database file", "8.1.4.2 least privilege", False, f"{kept[0]} is open to everybody on this machine", f"chmod 600 {kept[0]}"
        )


def _rows() -> Line:
    """Every page of the database read once."""
    asks, todo = "what the disk spoiled is found while there are good backups", "restore the last good backup elsewhere and compare"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            (found,) = cursor.fetchone()
            cursor.execute("PRAGMA foreign_key_check")
            lost = cursor.fetchone()
            found = f"{lost[0]} names a row of {lost[2]} that is not there" if found == "ok" and lost else found
            return line("integrity", asks, found == "ok", found, todo)
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(t.*) FROM {connection.ops.quote_name(name)} AS t")  # noqa: S608 — a name of a table
    return line("integrity", asks, True, "every row was read", todo)


def _files() -> Line:
    """Every kept file against its digest."""
    gone = compared().gone
    spoiled = [
        path
        for digest, kind in StoredFile.objects.values_list("digest", "kind").distinct()
        if _other(path := path_of(digest, kind), digest)
    ]
    found = f"{len(gone)} gone, {len(spoiled)} not what they were" if gone or spoiled else "all there, all as they were"
    return line("files", "8.1.4.8 integrity", not gone and not spoiled, found, "take them from a backup: luoshi restore into another home")


def _other(path: Path, digest: str) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != digest
