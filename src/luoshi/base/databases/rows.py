"""Many plain rows at once: made ready before a transaction, so that the transaction is short."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

ROOMY = -160_000  # KiB
SAME = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


class Rows:
    """Rows of one table as the database keeps them, with the fields by name. `ids`: the primary keys are given, not made."""

    def __init__(self, model: type[models.Model], rows: Iterable[dict[str, Any]], *, ids: bool = True) -> None:
        self.table = model._meta.db_table
        self.fields = [one for one in model._meta.concrete_fields if ids or not one.primary_key]
        self.places = {one.name: place for place, one in enumerate(self.fields)}
        readers = {one.name: _reader(one) for one in self.fields}
        empty = [None if one.primary_key else readers[one.name](one.get_default()) for one in self.fields]
        self.rows = [self._filled(row, empty, readers) for row in rows]
        self.staged = False

    def _filled(self, row: dict[str, Any], empty: list[Any], readers: dict[str, Callable[[Any], Any]]) -> list[Any]:
        filled = list(empty)
        for name, value in row.items():
            filled[self.places[name]] = readers[name](value)
        return filled

    def value(self, name: str, row: int) -> Any:
        return self.rows[row][self.places[name]]

    def fill(self, name: str, values: Sequence[Any]) -> None:
        """One field of all rows, in their order."""
        place = self.places[name]
        for row, value in zip(self.rows, values, strict=True):
            row[place] = value

    def refer(self, name: str, ids: Sequence[int]) -> None:
        """A reference that was given as a place in a list becomes the id that stands there."""
        place = self.places[name]
        for row in self.rows:
            row[place] = ids[row[place]]

    def pieces(self, many: int) -> Iterator["Rows"]:
        """The same rows, so many at a time."""
        for start in range(0, len(self.rows), many):
            piece = object.__new__(Rows)
            piece.table, piece.fields, piece.places, piece.staged = self.table, self.fields, self.places, False
            piece.rows = self.rows[start : start + many]
            yield piece

    def stage(self) -> None:
        """Hand them to the embedded database beforehand, beside its tables, where nobody waits for it; outside any transaction."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS temp.staged_rows")
            cursor.execute(f"CREATE TEMP TABLE staged_rows ({self._names()})")
            cursor.executemany(f"INSERT INTO temp.staged_rows VALUES ({self._places()})", self.rows)  # noqa: S608 — places only
        self.staged = True

    def insert(self) -> None:
        """All of them, in the transaction that is open."""
        if not self.rows:
            return
        table = connection.ops.quote_name(self.table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f"COPY {table} ({self._names()}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            elif self.staged:
                cursor.execute(f"INSERT INTO {table} ({self._names()}) SELECT * FROM temp.staged_rows ORDER BY rowid")  # noqa: S608 — names come from the model
            else:
                cursor.executemany(f"INSERT INTO {table} ({self._names()}) VALUES ({self._places()})", self.rows)  # noqa: S608 — names come from the model

    def unstage(self) -> None:
        """Give the room back."""
        if self.staged:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS temp.staged_rows")
            self.staged = False

    def _names(self) -> str:
        return ", ".join(connection.ops.quote_name(str(one.column)) for one in self.fields)

    def _places(self) -> str:
        return ", ".join(["%s"] * len(self.fields))


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """How a value of this field goes into the database; most go as they are."""
    if isinstance(field, (*SAME, models.ForeignKey)):
        return _same
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    return lambda value: field.get_db_prep_save(value, connection)


def _same(value: Any) -> Any:
    return value


def reserve_ids(model: type[models.Model], many: int) -> Sequence[int]:
    """So many ids in ascending order that nobody else gets, even if they are never used."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, many])
            return sorted(int(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        known = cursor.fetchone()
        first = (known[0] if known else 0) + 1
        if known:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first + many - 1, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + many - 1])
        return range(first, first + many)


@contextmanager
def without_references() -> Iterator[None]:
    """Rows may name what is not there yet; nothing else is written by this connection meanwhile. The embedded database only."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


@contextmanager
def roomy_cache() -> Iterator[None]:
    """Room in memory for the indexes of many rows, so that one transaction does not spill; the embedded database only."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = {ROOMY}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


def references_now() -> None:
    """Look at references here and not at the commit, when the head of the ledger is held and others wait for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
