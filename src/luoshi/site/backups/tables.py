"""Which tables a backup holds, their rows as lines, and what two copies of a table are compared by."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from luoshi.site.backups.cells import Cell, cell_of

LEFT_OUT = {
    "account_sign_in": "everybody signs in again: what was ended since does not come back",
    "metric_change": "laid down anew by the rows that are put in",
    "metric_sum": "counted anew from the rows that are put in",
    "jobs_lease": "another process works by the clock",
}
WITHOUT = {"ledger_entry": ("xact",)}  # the number of a transaction means nothing in another database
MANY = 2000
JOINED = {  # rows in the order of the chain, so that it can be walked while it is read
    "ledger_entry": "ledger_entry AS t ORDER BY t.seq, t.id",
    "ledger_payload": "ledger_entry AS e JOIN ledger_payload AS t ON t.entry_id = e.id ORDER BY e.seq, e.id",
}
WRAP = 1 << 256
line_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Table:
    """One table: its columns in their order, and the ways of their values.

    `counts`: the column whose numbers the database gives out; `without`: columns that stay empty in a backup and after it.
    """

    name: str
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    key: str
    counts: str
    without: tuple[str, ...] = ()

    def rows(self) -> Iterator[list[Any]]:
        """All rows as cells, a few at a time."""
        quoted = [connection.ops.quote_name(one) for one in self.columns]
        source = JOINED.get(self.name) or f"{connection.ops.quote_name(self.name)} AS t ORDER BY t.{connection.ops.quote_name(self.key)}"
        if connection.vendor == "sqlite":  # the plus sign takes a column's type away: values come as they are kept
            raw = _of_sqlite(f"SELECT {', '.join(f'+t.{one}' for one in quoted)} FROM {source}")  # noqa: S608 — names come from the models
            return turned(raw, [one.from_sqlite for one in self.cells])
        raw = _of_postgresql(f"COPY (SELECT {', '.join(f't.{one}' for one in quoted)} FROM {source}) TO STDOUT")  # noqa: S608 — names come from the models
        return turned(raw, [one.from_postgresql for one in self.cells])

    def last_number(self) -> int | None:
        """The last number that the database gave out for new rows, also when that row is gone."""
        if not self.counts:
            return None
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
            else:
                cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [self.name, self.counts])
            found = cursor.fetchone()
        return int(found[0]) if found and found[0] else None

    def tally(self) -> "Tally":
        return Tally([one.compared for one in self.cells])


@dataclass
class Tally:
    """How many rows, and a sum over the digests of all: two copies of a table have the same one in whatever order they are read."""

    compared: Sequence[Any]
    rows: int = 0
    total: int = 0
    turns: list[tuple[int, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.turns = [(place, turn) for place, turn in enumerate(self.compared) if turn]

    def add(self, cells: list[Any], line: bytes) -> None:
        if self.turns:
            cells = list(cells)
            for place, turn in self.turns:
                if cells[place] is not None:
                    cells[place] = turn(cells[place])
            line = line_of(cells).encode()
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % WRAP

    @property
    def content(self) -> str:
        return f"{self.total:064x}"


def turned(rows: Iterable[Sequence[Any]], turns: Sequence[Any]) -> Iterator[list[Any]]:
    """Each row with its values turned; nothing stays nothing."""
    some = [(place, turn) for place, turn in enumerate(turns) if turn]
    for row in rows:
        cells = list(row)
        for place, turn in some:
            if cells[place] is not None:
                cells[place] = turn(cells[place])
        yield cells


def tables_of(known: Iterable[type[models.Model]]) -> dict[str, Table]:
    """The tables of these models that belong into a backup, by name."""
    found = {}
    for model in known:
        meta = model._meta
        if not meta.managed or meta.proxy or meta.db_table in LEFT_OUT:
            continue
        key, left = meta.pk, WITHOUT.get(meta.db_table, ())
        fields = sorted((one for one in meta.concrete_fields if one.column not in left), key=lambda one: str(one.column))
        without = tuple(str(one.column) for one in meta.concrete_fields if one.column in left)
        counts = str(key.column) if isinstance(key, models.AutoField) else ""
        cells = tuple(cell_of(one) for one in fields)
        columns = tuple(str(one.column) for one in fields)
        found[meta.db_table] = Table(meta.db_table, columns, cells, str(key.column), counts, without)
    return dict(sorted(found.items()))


def counted(table: Table) -> Tally:
    """The tally of a table as it stands in the database."""
    tally = table.tally()
    for cells in table.rows():
        tally.add(cells, line_of(cells).encode())
    return tally


def _of_sqlite(statement: str) -> Iterator[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(MANY):
            yield from rows


def _of_postgresql(statement: str) -> Iterator[Sequence[Any]]:
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        yield from copy.rows()
