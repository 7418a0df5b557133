"""Taking a backup: one moment of the whole house, read while people go on working."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from luoshi import __version__
from luoshi.base.files.keeping import path_of
from luoshi.base.files.models import StoredFile
from luoshi.base.ledger.sealing import seal_all
from luoshi.base.ledger.verification import head_row
from luoshi.site.backups.container import BESIDE, FILES, MANIFEST, PIECE, TABLES, Writer, seal_of, written
from luoshi.site.backups.steps import tables_after, taken_by
from luoshi.site.backups.tables import LEFT_OUT, Table, line_of

KIND, FORMAT, LAST = "luoshi backup", 1, "last-backup.json"


@dataclass(frozen=True)
class Made:
    """What became of it."""

    manifest: dict[str, Any]
    seal: str
    length: int


def make_backup(path: Path, at: datetime) -> Made:
    """Write the house as it is at one moment to `path`. Whoever works meanwhile waits for nothing and is not in it."""
    put_away_old(path.parent, f"{BESIDE}*", at)
    taken = taken_by(MigrationRecorder(connection).applied_migrations(), "of another version")
    tables = tables_after(taken)
    if taken.all_taken():
        seal_all()
    with written(path) as writer, one_moment():
        manifest: dict[str, Any] = {
            "kind": KIND, "format": FORMAT, "made_at": at.isoformat(timespec="seconds"), "product": __version__,
            "database": connection.vendor, "migrations": sorted(taken.steps),
            "key": print_of_key(),
        }  # fmt: skip
        manifest["ledger"] = dict(zip(("entries", "head"), head_row(), strict=True))
        manifest["tables"] = [_table(writer, one) for one in tables.values()]
        manifest["left_out"] = LEFT_OUT
        manifest["files"] = _files(writer)
        with writer.member(MANIFEST) as member:
            member.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return Made(manifest, seal_of(path), path.stat().st_size)


def put_away_old(place: Path, names: str, at: datetime) -> None:
    """What a backup or a drill that was killed has left, once it is a day old: it holds the whole house."""
    for one in place.glob(names):
        with suppress(OSError):
            if datetime.fromtimestamp(one.stat().st_mtime, UTC) < at - timedelta(days=1):
                shutil.rmtree(one) if one.is_dir() else one.unlink()


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in here is of one moment. On SQLite nobody is kept from writing; on PostgreSQL the snapshot is read-only."""
    begin = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def print_of_key() -> str:
    """Something by which the installation's key is known again, and from which it cannot be found; empty where there is none."""
    kept = Path(settings.LUOSHI_HOME) / "secret"
    return hashlib.sha256(b"luoshi backup\n" + kept.read_bytes().strip()).hexdigest()[:32] if kept.exists() else ""


def _table(writer: Writer, table: Table) -> dict[str, Any]:
    tally = table.tally()
    with writer.member(f"{TABLES}{table.name}.ndjson") as member:
        for cells in table.rows():
            line = line_of(cells).encode()
            tally.add(cells, line)
            member.write(line + b"\n")
    return {
        "name": table.name, "columns": list(table.columns), "rows": tally.rows, "content": tally.content, "last": table.last_number(),
        **member.said(),
    }  # fmt: skip


def _files(writer: Writer) -> dict[str, Any]:
    """Every file that a row names; those that are not there, or no longer what they were, are named."""
    listed: list[list[Any]] = []
    gone: list[str] = []
    spoiled: list[str] = []
    rows = StoredFile.objects.order_by("digest", "kind").values_list("digest", "kind").distinct()
    for digest, kind in rows.iterator(chunk_size=5000):
        path = path_of(digest, kind)
        name = f"{path.parent.name}/{path.name}"
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            gone.append(name)
            continue
        with opened, writer.member(f"files/{name}", packed=False) as member:
            when = int(os.fstat(opened.fileno()).st_mtime)
            while piece := opened.read(PIECE):
                member.write(piece)
        listed.append([name, member.length, when, member.said()["sha256"]])
        if listed[-1][-1] != digest:
            spoiled.append(name)
    with writer.member(FILES) as member:
        for one in listed:
            member.write(line_of(one).encode() + b"\n")
    return {"count": len(listed), "length": sum(one[1] for one in listed), "gone": gone, "spoiled": spoiled, **member.said()}
