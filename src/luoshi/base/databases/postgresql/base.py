"""PostgreSQL with names of at most 30 characters, so that databases with shorter names can follow later; and statements it plans once."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresqlWrapper
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresqlOperations
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.sql import Literal

PLACE = re.compile(r"(?<!%)%s")


class Planned(Cursor[Any]):
    """Sends values apart from the words of a statement, which this connection plans once and keeps, the hundred used last."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> "Planned":
        super().execute(query, params or (), prepare=True, **more)
        return self


class DatabaseOperations(PostgresqlOperations):
    def max_name_length(self) -> int:
        return 30

    def planned_once(self) -> CursorWrapper:
        """A cursor for statements that are asked again and again in the same words."""
        connection: Any = self.connection
        connection.ensure_connection()
        with connection.wrap_database_errors:
            made: CursorWrapper = connection._prepare_cursor(Planned(connection.connection))
        return made

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """What was asked, for whoever counts statements: with its values where they can be written into it."""
        return super().last_executed_query(cursor, sql, params) or str(sql)

    def spelled_out(self, sql: str, params: Sequence[Any], kept: Collection[int]) -> str:
        """The statement with its values written into it, but those at the places kept: the planner then knows what it looks for."""
        first, *parts = PLACE.split(sql)
        out = [first]
        for place, part in enumerate(parts):
            out += ["%s" if place in kept else Literal(params[place]).as_string(None).replace("%", "%%"), part]
        return "".join(out)


class DatabaseWrapper(PostgresqlWrapper):
    ops_class = DatabaseOperations
