"""A drill: the backup of this hour is brought back in a home of its own, by the same command that would be used on the bad day."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import DatabaseError, connection

from luoshi.site.backups.container import NotWhole
from luoshi.site.backups.making import make_backup, put_away_old

PATIENCE = 6 * 3600


def drill(folder: Path, at: datetime) -> dict[str, Any]:
    """Take a backup into `folder`, restore it beside, compare, remove both; how it went, for the ledger. Changes nothing of the house."""
    started = time.monotonic()
    put_away_old(folder, "drill-*", at)
    aside = Path(tempfile.mkdtemp(prefix="drill-", dir=folder))
    said: dict[str, Any] = {"ok": False, "trouble": ""}
    try:
        path = aside / "backup"
        made = make_backup(path, at)
        ledger, files = made.manifest["ledger"], made.manifest["files"]
        said |= {
            "bytes": made.length, "sha256": made.seal, **ledger, "tables": len(made.manifest["tables"]), "files": files["count"],
            "rows": sum(one["rows"] for one in made.manifest["tables"]),
        }  # fmt: skip
        with _database() as url:
            said |= {"database": "PostgreSQL" if url else "SQLite"}
            said["trouble"] = _brought_back(path, aside / "home", url, f"{ledger['entries']}:{ledger['head']}")
        if not said["trouble"] and (files["gone"] or files["spoiled"]):
            said["trouble"] = f"{len(files['gone'])} files are named and not there, {len(files['spoiled'])} are no longer what they were"
    except (NotWhole, OSError, DatabaseError, subprocess.SubprocessError) as error:
        said["trouble"] = f"{type(error).__name__}: {error}"
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    said["ok"] = not said["trouble"]
    return {**said, "seconds": round(time.monotonic() - started, 1)}


def _brought_back(path: Path, home: Path, url: str, anchor: str) -> str:
    """Restore, then walk the ledger once more from outside; what was wrong, or nothing."""
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": url}
    for words in (("restore", str(path)), ("verify", "--anchor", anchor)):
        trouble = _asked(words, environment)
        if trouble:
            return trouble
    return ""


def _asked(words: tuple[str, ...], environment: Mapping[str, str]) -> str:
    command = [sys.executable, "-m", "luoshi", *words, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)  # noqa: S603
    if done.returncode == 0:
        return ""
    try:
        return str(json.loads(done.stdout)["error"])
    except (ValueError, KeyError, TypeError):
        return f"luoshi {words[0]} ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}"


@contextmanager
def _database() -> Iterator[str]:
    """A database beside our own on PostgreSQL, where we may make one; else an embedded one, which is an empty address."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"luoshi_drill_{secrets.token_hex(4)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except DatabaseError:
        yield ""
        return
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
