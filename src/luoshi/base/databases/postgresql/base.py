"""PostgreSQL with names of at most 30 characters, so that databases with shorter names can follow later."""

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresqlWrapper
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresqlOperations


class DatabaseOperations(PostgresqlOperations):
    def max_name_length(self) -> int:
        return 30


class DatabaseWrapper(PostgresqlWrapper):
    ops_class = DatabaseOperations
