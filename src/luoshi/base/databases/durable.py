"""Is what the database acknowledges on disk: each setting that decides it, what it is and what it must be."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

LEVELS = {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}
LOST = "what was acknowledged would be lost when the power fails"
POSTGRESQL = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
OLDEST_SQLITE, OLDEST_POSTGRESQL = (3, 40, 0), 150_000


@dataclass(frozen=True)
class Setting:
    """One setting as it is. `must`: nothing starts on a database where it does not hold."""

    name: str
    found: str
    needed: str
    why: str
    holds: bool
    must: bool = True


def settings_found() -> list[Setting]:
    """Every setting of the database in use that decides whether it keeps what it was given."""
    return list(_of_sqlite() if connection.vendor == "sqlite" else _of_postgresql())


def weaker_than_durable() -> str:
    """Why nothing may start on this database, as a sentence; empty where all is as it must be."""
    weak = [f"{one.name} is {one.found}, needed is {one.needed}" for one in settings_found() if one.must and not one.holds]
    if not weak:
        return ""
    return f"The database does not keep what it acknowledges: {'; '.join(weak)}. Set it so and start again; luoshi doctor says why."


def _of_sqlite() -> Iterator[Setting]:
    journal = _asked("PRAGMA journal_mode").lower()
    yield Setting(
        "journal_mode", journal, "wal", "readers and writers do not wait for each other (a network drive cannot do that)",
        journal == "wal", must=journal in ("off", "memory"),
    )  # fmt: skip
    level = _asked("PRAGMA synchronous")
    yield Setting(
        "synchronous", LEVELS.get(level, level), "FULL", f"each commit is on disk before it is acknowledged; else {LOST}", level in "23"
    )
    keys = _asked("PRAGMA foreign_keys")
    yield Setting("foreign_keys", "on" if keys == "1" else "off", "on", "no record names another that is not there", keys == "1")
    new = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    yield Setting("SQLite", sqlite3.sqlite_version, "3.40 or newer", "older versions were never tried", new, must=False)


def _of_postgresql() -> Iterator[Setting]:
    asked = ", ".join(f"current_setting('{name}')" for name in POSTGRESQL)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}, current_setting('server_version'), current_setting('server_version_num')::int")
        *values, version, number = cursor.fetchone()
    found = dict(zip(POSTGRESQL, values, strict=True))
    yield Setting(
        "fsync",
        found["fsync"],
        "on",
        f"each commit reaches the disk; else {LOST}, and the database may not open again",
        found["fsync"] == "on",
    )
    commit = found["synchronous_commit"]
    yield Setting("synchronous_commit", commit, "on", f"a commit is on disk before it is acknowledged; else {LOST}", commit != "off")
    pages = found["full_page_writes"]
    yield Setting("full_page_writes", pages, "on", "a page that was half written when the power failed can be mended", pages == "on")
    sums = found["data_checksums"]
    yield Setting(
        "data_checksums", sums, "on (pg_checksums --enable, server stopped)", "what the disk spoiled is noticed on reading",
        sums == "on", must=False,
    )  # fmt: skip
    yield Setting("PostgreSQL", version, "15 or newer", "older versions were never tried", number >= OLDEST_POSTGRESQL, must=False)


def _asked(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
