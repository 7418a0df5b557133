"""Where a voice waits until it is released: a file of its own, in which nothing says who sent it, in which order, or at which hour.

It is a plain SQLite file beside the database and belongs to no backup. Keys are random, only the day is written, what is taken out is
overwritten, and the whole file is laid out anew after every change, so that neither the places of the rows nor free pages tell an order.
The file always bears the time of the last midnight.
"""

import json
import os
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from luoshi.base.clock import at_local, local_date

NAME = "voice.sqlite3"
NEVER_COPIED = (NAME, f"{NAME}-journal")  # by no backup: what waits is nobody's yet
COLUMNS = "id BLOB PRIMARY KEY, receipt BLOB NOT NULL, on_day TEXT NOT NULL, body BLOB NOT NULL, seen INTEGER NOT NULL DEFAULT 0"
TABLE = f"CREATE TABLE IF NOT EXISTS waiting ({COLUMNS}) WITHOUT ROWID"
PRAGMAS = ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: a first word (`sort` is "report") or a further one to what was sent before ("word").

    `seen`: it was there already when the house last looked.
    """

    id: bytes
    receipt: bytes
    on: date
    sort: str
    said: Mapping[str, Any]
    pictures: Sequence[bytes] = field(default_factory=tuple)
    seen: bool = False


def path() -> Path:
    return Path(settings.LUOSHI_HOME) / NAME


def lay_in(one: Waiting, at: datetime) -> bool:
    """Put one in; False when this key is there already: a second press of the button changes nothing."""
    body = {"sort": one.sort, "said": dict(one.said), "pictures": [b64encode(picture).decode() for picture in one.pictures]}
    row = (one.id, one.receipt, one.on.isoformat(), json.dumps(body, ensure_ascii=False).encode())
    with _opened(at) as spool:
        new = spool.execute("INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?, 0)", row).rowcount == 1
        spool.execute("VACUUM")
    return new


def waiting(at: datetime, receipt: bytes | None = None) -> list[Waiting]:
    """What waits, in no order that means anything; of one receipt alone where it is named."""
    if not path().exists():
        return []
    with _opened(at) as spool:
        which = ("", ()) if receipt is None else (" WHERE receipt = ?", (receipt,))
        rows = spool.execute(f"SELECT id, receipt, on_day, body, seen FROM waiting{which[0]} ORDER BY id", which[1]).fetchall()  # noqa: S608
    return [_read(*row) for row in rows]


def take_out(ids: Iterable[bytes], at: datetime) -> None:
    """Overwrite and remove these."""
    with _opened(at) as spool:
        spool.executemany("DELETE FROM waiting WHERE id = ?", [(one,) for one in ids])
        spool.execute("VACUUM")


def mark_seen(at: datetime) -> None:
    """Remember what is there now, so that the next look knows what has waited from one look to the other."""
    with _opened(at) as spool:
        spool.execute("UPDATE waiting SET seen = 1")
        spool.execute("VACUUM")


def lay_out(at: datetime) -> None:
    """Lay the empty file out."""
    with _opened(at):
        pass


def stir(at: datetime) -> int:
    """Touch the file, whether or not something came: when it was made and last changed says nothing then."""
    if path().parent.exists() and not path().exists():
        lay_out(at)
    _calm(at)
    return 0


def _read(key: bytes, receipt: bytes, on: str, body: bytes, seen: int) -> Waiting:
    said = json.loads(body)
    pictures = [b64decode(one) for one in said["pictures"]]
    return Waiting(key, receipt, date.fromisoformat(on), said["sort"], said["said"], pictures, bool(seen))


@contextmanager
def _opened(at: datetime) -> Iterator[sqlite3.Connection]:
    fresh = not path().exists()
    spool = sqlite3.connect(path(), timeout=20, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            spool.execute(f"PRAGMA {pragma}")
        if fresh:
            path().chmod(0o600)
            spool.execute(TABLE)
        yield spool
    finally:
        spool.close()
        _calm(at)


def _calm(at: datetime) -> None:
    """The file and its journal bear the time of the last midnight."""
    midnight = at_local(local_date(at), 0).timestamp()
    for one in (path(), path().with_name(f"{NAME}-journal")):
        if one.exists():
            os.utime(one, (midnight, midnight))
