"""The measure beside the house: a bare program over the same rows – one statement of the driver, lines of text, no door, no template.

Served like the house (`gunicorn luoshi.site.bench.bare:application`); what it spends for the same work is the baseline of a run.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

URL, FILE = os.environ.get("DATABASE_URL", ""), Path(os.environ.get("LUOSHI_HOME", "var")) / "luoshi.sqlite3"
_own = threading.local()
FACE = "m.id, m.number, m.title, m.state, m.due_at, u.name FROM matter m JOIN org_unit u ON u.id = m.unit_id"
STATEMENTS = {
    "open": f"SELECT {FACE} WHERE m.closed_at IS NULL AND m.unit_id BETWEEN ? AND ? ORDER BY m.due_at, m.id LIMIT 50",
    "one": f"SELECT {FACE} WHERE m.id = ?",
    "story": "SELECT act, at_moment, said FROM matter_event WHERE matter_id = ? ORDER BY id LIMIT 50",
    "found": f"SELECT {FACE} WHERE m.number LIKE ? ORDER BY m.id DESC LIMIT 50",
    "months": "SELECT raised_on, count(*) FROM matter WHERE unit_id BETWEEN ? AND ? GROUP BY raised_on",
    "write": "INSERT INTO bench_row (said) VALUES (?)",
}
TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id {key} PRIMARY KEY, said text NOT NULL)"


def connected() -> Any:
    """A connection of this thread, as durable as the house's own."""
    if not hasattr(_own, "line"):
        if URL:
            import psycopg

            _own.line = psycopg.connect(URL, autocommit=True, prepare_threshold=3)
        else:
            import sqlite3

            _own.line = sqlite3.connect(FILE, isolation_level=None, timeout=30)
            _own.line.execute("PRAGMA synchronous=FULL")
    return _own.line


def ran(name: str, *values: object) -> Any:
    statement = STATEMENTS[name]
    return connected().execute(statement.replace("?", "%s") if URL else statement, values)


def rows(statement: str, *values: object) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = ran(statement, *values).fetchall()
    return found


def drawn(found: Iterable[tuple[Any, ...]]) -> str:
    return "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in found)


def work(name: str, asked: dict[str, str]) -> str:
    """The body of an answer: the same rows as the house would show."""
    first, last, pk = int(asked.get("first", 0)), int(asked.get("last", 0)), int(asked.get("pk", 0))
    if name == "W2":
        return drawn(rows("open", first, last))
    if name == "W3":
        return drawn([*rows("one", pk), *rows("story", pk)])
    if name == "W5":
        return drawn(rows("found", "量-%000"))
    if name == "W6":
        return drawn(rows("months", first, last))
    ran("write", "第 1 号阀门漏水，手轮打不动，请来人看看。")
    return "<p>ok</p>"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    asked = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    body = work(environ.get("PATH_INFO", "/W1").strip("/"), asked).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
