"""Bringing a house back from a backup into an empty home or database: everything or nothing, and compared with what went in."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from luoshi.base.files.keeping import folder
from luoshi.base.ledger.verification import verify
from luoshi.mechanisms.voice.spool import NEVER_COPIED
from luoshi.site.backups.checking import Looked, listed_files
from luoshi.site.backups.container import NotWhole, sync_folder
from luoshi.site.backups.filling import differing, fill
from luoshi.site.backups.making import print_of_key

RESTORED, ASIDE = "restored.json", "restoring"
ROOM_FOR_ROWS = 4  # a table with its indexes and words takes so many times its lines


@dataclass(frozen=True)
class Restored:
    """What stands now: compared with the backup and equal, then brought up by these steps."""

    steps: list[str]
    same_key: bool


def must_be_empty() -> None:
    """NotWhole: there is a house here already, or something of one."""
    home = Path(settings.LUOSHI_HOME)
    there = [name for name in ("luoshi.sqlite3", "luoshi.sqlite3-wal", *NEVER_COPIED) if (home / name).exists()]
    if any(path.is_file() for path in folder().glob("??/*")) and not (home / RESTORED).exists():
        there.append("files/")  # else they are of a restore that was cut off before its database stood
    if there:
        raise NotWhole(f"{home} is not empty ({', '.join(there)}): name an empty folder in LUOSHI_HOME. Its file secret may lie there.")
    if connection.vendor != "sqlite" and connection.introspection.table_names():
        raise NotWhole("The database in DATABASE_URL is not empty: make a new one and name that.")


def must_have_room(found: Looked) -> None:
    """NotWhole: less is free than the house needs."""
    home = next(one for one in (Path(settings.LUOSHI_HOME), *Path(settings.LUOSHI_HOME).parents) if one.exists())
    rows = sum(one["bytes"] for one in found.manifest["tables"]) if connection.vendor == "sqlite" else 0
    needed, free = found.manifest["files"]["length"] + ROOM_FOR_ROWS * rows, shutil.disk_usage(home).free
    if free < needed:
        raise NotWhole(f"{home} has {free // 2**20} MB free, this house needs about {needed // 2**20 + 1} MB: make room first.")


def restore(found: Looked, at: datetime) -> Restored:
    """Bring it back. NotWhole: no room, not empty, or it came out other than it went in; then nothing stays of it."""
    must_be_empty()
    must_have_room(found)
    home = Path(settings.LUOSHI_HOME)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _put_away(home)
    try:
        _lay_out_files(found, home / f"files.{ASIDE}")
        with _database_aside(home):
            fill(found)
            different = differing(found)
            if different:
                raise NotWhole(f"These tables did not come out as they went in: {', '.join(different)}. Nothing was kept.")
            steps = _brought_up()
            verdict = verify(*_anchors(found))
            if not verdict.ok:
                raise NotWhole(f"The ledger came out broken at entry {verdict.first_bad}. Nothing was kept.")
            _leave_word(found, home, at)
            _give_files_their_place(home)
    except BaseException:
        _put_away(home)
        raise
    return Restored(steps, bool(found.manifest["key"]) and print_of_key() == found.manifest["key"])


@contextmanager
def _database_aside(home: Path) -> Iterator[None]:
    """On PostgreSQL one transaction; on SQLite a file beside, which gets its name when everything in it is on disk."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    name, aside = connection.settings_dict["NAME"], home / f"luoshi.{ASIDE}.sqlite3"
    connection.close()
    connection.settings_dict["NAME"] = str(aside)
    try:
        with connection.cursor() as cursor:
            aside.chmod(0o600)
            cursor.execute("PRAGMA journal_mode=MEMORY")
            cursor.execute("PRAGMA synchronous=OFF")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.fetchall()
        connection.close()
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(home / Path(name).name)
        sync_folder(home)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _anchors(found: Looked) -> list[tuple[int, str]]:
    told = found.manifest["ledger"]
    return [(told["entries"], told["head"])] if told["entries"] else []


def _brought_up() -> list[str]:
    """The steps from the version of the backup to this one."""
    executor = MigrationExecutor(connection)
    steps = [f"{step.app_label}.{step.name}" for step, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if steps:
        call_command("migrate", verbosity=0, interactive=False)
    return steps


def _lay_out_files(found: Looked, aside: Path) -> None:
    """Every file under its name, digested once more while it is written."""
    aside.mkdir(mode=0o700)
    for name, _length, when, digest in listed_files(found.reader):
        path = aside / name
        path.parent.mkdir(exist_ok=True)
        written = hashlib.sha256()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in found.reader.pieces(f"files/{name}"):
                written.update(piece)
                file.write(piece)
        if written.hexdigest() != digest:
            raise NotWhole(f"The file {name} did not come out as it went in. Nothing was kept.")
        os.utime(path, (when, when))
    os.sync()


def _give_files_their_place(home: Path) -> None:
    if folder().exists():
        shutil.rmtree(folder())  # empty but for its lock: must_be_empty has looked
    (home / f"files.{ASIDE}").rename(folder())
    sync_folder(home)


def _put_away(home: Path) -> None:
    """What a restore that was cut off, or did not come out right, has left."""
    if (home / RESTORED).exists():
        shutil.rmtree(folder(), ignore_errors=True)
        (home / RESTORED).unlink()
    shutil.rmtree(home / f"files.{ASIDE}", ignore_errors=True)
    for one in home.glob(f"luoshi.{ASIDE}.sqlite3*"):
        one.unlink()


def _leave_word(found: Looked, home: Path, at: datetime) -> None:
    """What the house does of itself when it first works again reads this (records.py); without a database it tells of a restore cut off."""
    word = {
        "restored_at": at.isoformat(), "made_at": found.manifest["made_at"], "seal": found.reader.seal,
        "entries": found.manifest["ledger"]["entries"], "head": found.manifest["ledger"]["head"],
    }  # fmt: skip
    left = home / RESTORED
    left.touch(mode=0o600)
    left.write_text(json.dumps(word))
