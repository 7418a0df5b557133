"""Queries put together once: for a person and a day a statement stays the same, and putting it together costs more than running it.

What changes from one request to the next stands in the query as `MOMENT`, `KEY`, `WORD` or `AMONG` and is put in when it runs.
"""

import json
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from luoshi.base.copies.kept import kept

R = TypeVar("R")
MOMENT = datetime(1883, 11, 18, 4, 3, 2, 1, tzinfo=UTC)
KEY = 2**62 + secrets.randbits(61)  # nobody can send what nobody can guess: a value of theirs is never taken for a place
WORD, KEYS = secrets.token_hex(16), secrets.token_hex(16)
Converter = tuple[int, Sequence[Callable[..., Any]], Any]


@dataclass(frozen=True)
class Compiled(Generic[R]):
    """A statement and how its columns are read; it holds no rows.

    `later` are the places of what is put in when it runs; `make` makes a record of the columns where the query asks for records.
    """

    sql: str
    params: tuple[Any, ...]
    later: tuple[tuple[int, str], ...]
    converters: tuple[Converter, ...]
    make: Callable[[Sequence[Any]], Any] | None = None

    def rows(self, row: Callable[..., R], **put_in: Any) -> list[R]:
        """Each row made by `row` from its columns; what is put in: `at`, `key`, `word`, `keys`."""
        return [row(*one) for one in self._fetched(put_in)]

    def tuples(self, **put_in: Any) -> list[tuple[Any, ...]]:
        """The columns as they are."""
        return list(self._fetched(put_in))

    def records(self, **put_in: Any) -> list[Any]:
        """The records of a query that asks for records, with those joined to them. TypeError where it asks for columns."""
        if self.sql and self.make is None:
            raise TypeError("this statement asks for columns")
        return [self.make(one) for one in self._fetched(put_in) if self.make]

    def first(self, **put_in: Any) -> Any:
        """The first record, or the columns of the first row; None where there is none."""
        return next(iter(self.records(**put_in) if self.make else self.tuples(**put_in)), None)

    def _fetched(self, put_in: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
        if not self.sql:
            return []
        params = list(self.params)
        for place, what in self.later:
            params[place] = _written(what, put_in[what])
        with self._cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return map(self._read, found) if self.converters else found

    @staticmethod
    def _cursor() -> Any:
        """On PostgreSQL the statement is planned once on each connection; SQLite keeps what it has prepared by itself."""
        ops: Any = connection.ops
        return ops.planned_once() if connection.vendor == "postgresql" else connection.cursor()

    def _read(self, one: Sequence[Any]) -> tuple[Any, ...]:
        read = list(one)
        for place, steps, expression in self.converters:
            for step in steps:
                read[place] = step(read[place], expression, connection)
        return tuple(read)


class Among(Func):
    """The row is among `keys`, however many they are: one statement for any number of them."""

    output_field = BooleanField()
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection, template="%(expressions)s IN (SELECT value FROM json_each(%%s))", **more)
        return sql, [*params, KEYS]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection, template="%(expressions)s = ANY(%%s::bigint[])", **more)
        return sql, [*params, KEYS]


AMONG = Among("pk")


def _written(what: str, value: Any) -> Any:
    """What is put in, as this database takes it."""
    if what == "at":
        return connection.ops.adapt_datetimefield_value(value)
    if what == "keys":
        return list(value) if connection.vendor == "postgresql" else json.dumps(list(value))
    return value


def compiled(stamps: tuple[str, ...], which: Hashable, build: Callable[[], QuerySet[Any, Any]]) -> Compiled[Any]:
    """The statement of this name, put together anew when one of the stamps has moved. `which` must name all that its words depend on."""
    return kept(stamps, ("compiled", connection.vendor, which), lambda: put_together(build()))


def put_together(query: QuerySet[Any, Any]) -> Compiled[Any]:
    """The statement of this query."""
    compiler = query.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:  # it can hold nothing
        return Compiled("", (), (), ())
    names = {connection.ops.adapt_datetimefield_value(MOMENT): "at", KEY: "key", WORD: "word", KEYS: "keys"}
    later = [(place, names[value]) for place, value in enumerate(params) if isinstance(value, Hashable) and value in names]
    steps = compiler.get_converters([column for column, _sql, _name in compiler.select])
    if connection.vendor == "postgresql":  # what it knows of the values is worth more than one plan for all
        ops: Any = connection.ops
        sql = ops.spelled_out(sql, params, {place for place, _what in later})
        params, later = [params[place] for place, _what in later], [(n, what) for n, (_place, what) in enumerate(later)]
    return Compiled(
        sql,
        tuple(params),
        tuple(later),
        tuple((place, tuple(each), expression) for place, (each, expression) in steps.items()),
        _maker(compiler) if query._iterable_class is ModelIterable else None,
    )


def _maker(compiler: SQLCompiler) -> Callable[[Sequence[Any]], Any]:
    """How a record, and those joined to it, are made of a row: as the query set would."""
    select, info = compiler.select, compiler.klass_info
    fields = info["select_fields"]
    first, last, model = fields[0], fields[-1] + 1, info["model"]
    names = [column.target.attname for column, _sql, _name in select[first:last]]
    joined = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # the stubs are of a later Django

    def make(row: Sequence[Any]) -> Any:
        record = model.from_db(connection.alias, names, row[first:last])
        for one in joined:
            one.populate(row, record)
        return record

    return make
