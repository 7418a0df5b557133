"""`python -m tests.landings.onto_postgresql FILE`: lays a kept house into the empty database of DATABASE_URL, in the tables of its own time."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

KINDS = {"bytea": lambda value: bytes(value), "boolean": bool}


def laid_out(database: sqlite3.Connection) -> None:
    """The tables by the steps that the house had taken, no further."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    executor = MigrationExecutor(connection)
    taken = {(app, name) for app, name in database.execute("SELECT app, name FROM django_migrations")}
    known = executor.loader.disk_migrations
    if not any(known[key].replaces for key in taken if key in known):  # older than the first whole that replaces steps
        executor.loader = MigrationLoader(connection, replace_migrations=False)
    nodes = executor.loader.graph.node_map
    last = [
        key for key in sorted(taken) if key in nodes and not any(one.key[0] == key[0] and one.key in taken for one in nodes[key].children)
    ]
    executor.migrate(last)


def filled(database: sqlite3.Connection) -> None:
    """Every row, as it stands, into the table of the same name."""
    from django.db import connection, transaction

    there = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL timezone = 'UTC'")
        names = sorted(there & set(connection.introspection.table_names(cursor)))
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in names))
        for name in names:
            cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY 1", [name])
            columns = dict(cursor.fetchall())
            had = {row[1] for row in database.execute(f'PRAGMA table_info("{name}")')}
            shared = [one for one in columns if one in had]
            listed = ", ".join(f'"{one}"' for one in shared)
            with cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
                for row in database.execute(f'SELECT {listed} FROM "{name}"'):
                    copy.write_row([_as(columns[one], value) for one, value in zip(shared, row, strict=True)])
            if "id" in columns and columns["id"] != "uuid":
                cursor.execute(
                    f"""SELECT setval(pg_get_serial_sequence('"{name}"', 'id'), greatest((SELECT max(id) FROM "{name}"), 1))
                        WHERE pg_get_serial_sequence('"{name}"', 'id') IS NOT NULL"""
                )


def _as(kind: str, value: Any) -> Any:
    return KINDS[kind](value) if value is not None and kind in KINDS else value


def main() -> int:
    import django

    django.setup()
    with sqlite3.connect(Path(sys.argv[1])) as database:
        laid_out(database)
        filled(database)
    return 0


if __name__ == "__main__":
    sys.exit(main())
