"""Filling an empty database from a backup: the tables as they were when it was made, their rows, the numbers given out, the words found."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction

from luoshi.base.search.grams import grams
from luoshi.base.search.tables import GRAM
from luoshi.site.backups.checking import Looked
from luoshi.site.backups.container import NotWhole
from luoshi.site.backups.steps import take_again
from luoshi.site.backups.tables import Table, counted, turned

MANY, WORDS = 2000, "search_doc"


def fill(found: Looked) -> None:
    """Make the tables, put the rows in, compare. NotWhole: something came out other than it went in; the caller undoes everything."""
    take_again(found.steps)
    lasts = {one["name"]: one["last"] for one in found.manifest["tables"]}
    into = _into_sqlite if connection.vendor == "sqlite" else _into_postgresql
    connection.disable_constraint_checking()  # in the order of names, not of references; PostgreSQL looks at the end anyway
    with transaction.atomic():
        for name, table in found.tables.items():
            into(table, (cells for cells, _line in found.rows_of(name)))
            _go_on_counting(table, lasts[name])
        _must_refer()
    connection.enable_constraint_checking()


def differing(found: Looked) -> list[str]:
    """The tables that do not hold what the backup says, read back from the database."""
    told = {one["name"]: (one["rows"], one["content"]) for one in found.manifest["tables"]}
    tallies = {name: counted(table) for name, table in found.tables.items()}
    return [name for name, tally in tallies.items() if (tally.rows, tally.content) != told[name]]


def _into_sqlite(table: Table, rows: Iterable[list[Any]]) -> None:
    names, places = _names(table.columns), ", ".join(["%s"] * len(table.columns))
    insert = f"INSERT INTO {connection.ops.quote_name(table.name)} ({names}) VALUES ({places})"  # noqa: S608 — names come from the models
    made = turned(rows, [one.to_sqlite for one in table.cells])
    with connection.cursor() as cursor:
        while some := list(islice(made, MANY)):
            cursor.executemany(insert, some)
            if table.name == WORDS:
                key, body = table.columns.index("id"), table.columns.index("body")
                cursor.executemany(GRAM, [(row[key], " ".join(grams(row[body]))) for row in some])


def _into_postgresql(table: Table, rows: Iterable[list[Any]]) -> None:
    more = table.without
    made: Iterator[Sequence[Any]] = turned(rows, [one.to_postgresql for one in table.cells])
    if table.name == WORDS:
        more, body = ("grams",), table.columns.index("body")
        made = ([*row, " ".join(f"'{gram}'" for gram in grams(row[body]))] for row in made)
    elif more:
        made = ([*row, *[None] * len(more)] for row in made)
    statement = f"COPY {connection.ops.quote_name(table.name)} ({_names([*table.columns, *more])}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in made:
            copy.write_row(row)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(one) for one in columns)


def _go_on_counting(table: Table, last: int | None) -> None:
    """No number is given out a second time, also not that of a row that was deleted before the backup."""
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s)::regclass, %s)", [table.name, table.counts, last])


def _must_refer() -> None:
    """Every reference leads somewhere."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            lost = cursor.fetchone()
            if lost:
                raise NotWhole(f"A row of {lost[0]} names a row of {lost[2]} that is not in the backup.")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
