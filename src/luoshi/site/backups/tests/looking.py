"""All that a house holds, read by the drivers alone and written in one way, so that two houses can be compared on whatever they stand."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

NOT_ALIKE = {"account_sign_in", "jobs_lease", "metric_change", "metric_sum", "sqlite_sequence", "django_migrations"}
ASIDE = {("ledger_entry", "xact"), ("search_doc", "grams")}
House = dict[str, Any]


def looked(home: Path, url: str = "") -> House:
    """Every table with its rows, every file with its digest."""
    tables = _of_postgresql(url) if url else _of_sqlite(home / "luoshi.sqlite3")
    held = {name: rows for name, rows in tables.items() if name not in NOT_ALIKE and not name.startswith("search_gram")}
    files = {str(one.relative_to(home)): hashlib.sha256(one.read_bytes()).hexdigest() for one in home.glob("files/*/*")}
    return {"tables": held, "files": files}


def _of_sqlite(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _rows(name, connection.execute(f"SELECT * FROM {name}")) for name in names if not name.startswith("search_gram")}


def _of_postgresql(url: str) -> dict[str, list[str]]:
    import psycopg

    with psycopg.connect(url) as connection:
        names = [str(name) for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {name: _rows(name, connection.execute(f"SELECT * FROM {name}".encode())) for name in names}


def _rows(table: str, cursor: Any) -> list[str]:
    columns = [one[0] for one in cursor.description]
    return sorted(
        json.dumps(sorted((name, _plain(value)) for name, value in zip(columns, row, strict=True) if (table, name) not in ASIDE))
        for row in cursor
    )


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.dumps(json.loads(value), sort_keys=True)
        except ValueError:
            return value
    return float(value) if isinstance(value, int) and abs(value) < 2**53 else value
