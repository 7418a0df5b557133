"""Looks through every migration for what is not safe on a house that people use: what, on PostgreSQL, locks a table for long, breaks the
version that still runs, or cannot be taken back.

    python tools/schema.py            names what is not safe and is not listed in tools/schema.txt; ends with 1 where there is any
    python tools/schema.py all        names everything, listed or not

A table is new to the migration that makes it: there everything goes. What is done on purpose gets its line in tools/schema.txt, with the
reason.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
LIST = HOUSE / "tools" / "schema.txt"


def looked(operations: Sequence[Any], atomic: bool = True) -> Iterator[tuple[str, str, str]]:
    """What is not safe in these operations: rule, what it is about, why."""
    from django.contrib.postgres.operations import AddIndexConcurrently, NotInTransactionMixin, RemoveIndexConcurrently
    from django.db import migrations as m
    from django.db.models import ForeignKey

    new: set[str] = set()
    changed = False
    for one in operations:
        table = str(getattr(one, "model_name", None) or getattr(one, "name", "")).lower()
        about = f"{table}.{one.name}" if getattr(one, "model_name", None) and getattr(one, "name", None) else table
        if isinstance(one, m.CreateModel):
            new.add(one.name.lower())
        elif isinstance(one, m.SeparateDatabaseAndState):
            yield from looked(one.database_operations, atomic)
        elif isinstance(one, m.RunPython):
            changed = True
            if one.reverse_code is None:
                yield (
                    "no way back",
                    one.code.__qualname__,
                    "give reverse_code, if only RunPython.noop with a word why nothing is to be done",
                )
        elif isinstance(one, m.RunSQL):
            if one.reverse_sql is None:
                yield "no way back", _short(one.sql), "give reverse_sql"
            yield from _statement(str(one.sql))
        elif isinstance(one, AddIndexConcurrently | RemoveIndexConcurrently | NotInTransactionMixin):
            if atomic:
                yield "in a transaction", about, "a migration that builds an index concurrently says atomic = False"
        elif isinstance(one, m.RenameModel | m.AlterModelTable):
            yield "renamed table", about, "the running version asks for the old name: add the new beside, move, drop it a landing later"
        elif table in new:
            continue
        elif isinstance(one, m.DeleteModel):
            yield "table dropped", about, "only a landing after the code stopped asking for it; a backup of an older version names it too"
        elif isinstance(one, m.AddField):
            field = one.field
            if field.unique or isinstance(field, ForeignKey) and field.db_constraint and not field.null:
                yield "locked while checked", about, "add it null first; the constraint in a landing of its own"
            if field.db_index and not field.unique and not field.many_to_many:
                yield "index under lock", about, "db_index=False here, and AddIndexBeside in the next migration"
            if not field.null and not field.many_to_many and field.db_default is _nothing():
                yield "not null", about, "give db_default: with Django's default alone the running version writes rows without it and fails"
        elif isinstance(one, m.RemoveField):
            yield "column dropped", about, "only a landing after the code stopped asking for it: name it in the list when that is so"
        elif isinstance(one, m.RenameField):
            yield "renamed column", f"{table}.{one.old_name}", "the running version asks for the old name: keep db_column"
        elif isinstance(one, m.AlterField):
            yield "altered column", about, "another type writes the whole table anew under a lock; not null reads all of it"
        elif isinstance(one, m.AddIndex):
            yield (
                "index under lock",
                f"{table}.{one.index.name}",
                "AddIndexBeside (luoshi.base.databases.beside) in a migration with atomic = False",
            )
        elif isinstance(one, m.AddConstraint):
            yield (
                "locked while checked",
                f"{table}.{one.constraint.name}",
                "all rows are read under a lock: say in the list how long that takes on the largest house",
            )
        elif isinstance(one, m.AlterUniqueTogether | m.AlterIndexTogether):
            yield "locked while checked", about, "a constraint with a name of its own, built concurrently"
        if changed and isinstance(one, m.AlterField | m.AddConstraint | m.AddField | m.AddIndex):
            yield "rows and tables at once", about, "rows are changed in a migration of their own: else the lock is held while they are"


def _nothing() -> Any:
    from django.db.models.fields import NOT_PROVIDED

    return NOT_PROVIDED


def _statement(sql: str) -> Iterator[tuple[str, str, str]]:
    """Statements of our own are read for what locks longest."""
    said = " ".join(sql.upper().split())
    for words in ("DROP TABLE", "DROP COLUMN", "ALTER COLUMN", "RENAME ", "LOCK TABLE", "TRUNCATE", "VACUUM FULL"):
        if words in said:
            yield "own statement", f"{words.strip()}: {_short(sql)}", "say why it is safe while people work"
    if "CREATE INDEX" in said and "CONCURRENTLY" not in said:
        yield "index under lock", _short(sql), "CREATE INDEX CONCURRENTLY, atomic = False"


def _short(sql: object) -> str:
    return " ".join(str(sql).split())[:60]


def found() -> list[tuple[str, str, str]]:
    """All of the house: migration and rule and what it is about, in one line; why."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    told = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if not type(migration).__module__.startswith("luoshi.") or migration.replaces:
            continue  # a whole is only ever laid out in an empty house
        for rule, about, why in looked(migration.operations, migration.atomic):
            told.append((f"{app}.{name}", f"{rule}: {about}", why))
    return told


def listed() -> dict[tuple[str, str], str]:
    """What stood there before, or is done on purpose: its line, and why. A star stands for all of that migration."""
    rows: dict[tuple[str, str], str] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            migration, what, why = (one.strip() for one in line.split(" | "))
            rows[migration, what] = why
    return rows


def unlisted() -> list[tuple[str, str, str]]:
    """What is not safe and has no line; and lines for what is no longer there."""
    everything, known = found(), listed()
    used = {key for one in everything for key in ((one[0], one[1]), (one[0], "*")) if key in known}
    gone = [(migration, what, "is listed in tools/schema.txt and no longer there") for migration, what in sorted(set(known) - used)]
    return [one for one in everything if (one[0], one[1]) not in known and (one[0], "*") not in known] + gone


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    django.setup()
    wrong = unlisted()
    for migration, what, why in found() if sys.argv[1:] == ["all"] else wrong:
        sys.stdout.write(f"{migration} | {what} | {why}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
