"""What each matter adds to the kept sums, and the triggers that lay it down whenever a row is written: the one place with this SQL.

A migration that makes the table `matter` anew on SQLite takes its triggers away with it and must lay them again (a test looks).
"""

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from luoshi.kernel.metrics.folding import Source, laid

NAMES = ("matter_sum_added", "matter_sum_changed", "matter_sum_removed")
COUNTED_BY = ("kind", "parent_id", "unit_id", "raised_on", "answered_on", "closed_at", "closed_on", "closing")


def contributions(vendor: str, source: str = "FROM matter AS r", row: str = "r", sign: str = "") -> str:
    """What rows add up to: by the month each was raised, and by the month it was closed where it was not taken back."""
    key = f"{row}.kind AS kind, {row}.parent_id IS NOT NULL AS linked, {row}.unit_id AS unit_id"
    raised = f"{_part(vendor, 'YEAR', f'{row}.raised_on')} AS in_year, {_part(vendor, 'MONTH', f'{row}.raised_on')} AS in_month"
    closed = f"{_part(vendor, 'YEAR', f'{row}.closed_on')}, {_part(vendor, 'MONTH', f'{row}.closed_on')}"
    answered, still = (f"CAST({row}.{one} AS integer)" for one in ("answered_on IS NOT NULL", "closed_at IS NULL"))
    counts = f"{sign}1 AS n_raised, {sign}{answered} AS n_answered, {sign}{still} AS n_open, 0 AS n_closed"
    ended = f"{row}.closed_on IS NOT NULL AND {row}.closing <> 'withdrawn'"
    return f"SELECT {key}, {raised}, {counts} {source} UNION ALL SELECT {key}, {closed}, 0, 0, 0, {sign}1 {source} WHERE {ended}"


def matters_summed() -> Source:
    """The matters as they are counted by this database."""
    return Source("matter", contributions(connection.vendor))


def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers, then what is there already (a migration operation). Nobody writes a matter between the two."""
    vendor = editor.connection.vendor
    for statement in _on_sqlite() if vendor == "sqlite" else _on_postgresql():
        editor.execute(statement, params=None)
    editor.execute(laid(contributions(vendor)), params=None)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again (the way back of the migration)."""
    on = "" if editor.connection.vendor == "sqlite" else " ON matter"
    for name in NAMES:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _part(vendor: str, part: str, column: str) -> str:
    if vendor == "sqlite":
        return f"CAST(substr({column}, {'1, 4' if part == 'YEAR' else '6, 2'}) AS integer)"
    return f"CAST(EXTRACT({part} FROM {column}) AS integer)"


def _written(vendor: str) -> dict[str, str]:
    """What to lay down when a row is added, changed or removed."""
    new, old = contributions(vendor, "", "NEW"), contributions(vendor, "", "OLD", "-")
    return {"added": laid(new), "changed": laid(f"{new} UNION ALL {old}"), "removed": laid(old)}


def _on_sqlite() -> list[str]:
    written, other = _written("sqlite"), " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in COUNTED_BY)
    return [
        f"CREATE TRIGGER matter_sum_added AFTER INSERT ON matter BEGIN {written['added']}; END",
        f"CREATE TRIGGER matter_sum_changed AFTER UPDATE ON matter WHEN {other} BEGIN {written['changed']}; END",
        f"CREATE TRIGGER matter_sum_removed AFTER DELETE ON matter BEGIN {written['removed']}; END",
    ]


def _on_postgresql() -> list[str]:
    statements = []
    other = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in COUNTED_BY)
    for name, when, only in (("added", "INSERT", ""), ("changed", "UPDATE", f"WHEN ({other}) "), ("removed", "DELETE", "")):
        body = f"BEGIN {_written('postgresql')[name]}; RETURN NULL; END"
        statements += [
            f"CREATE OR REPLACE FUNCTION matter_sum_{name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE TRIGGER matter_sum_{name} AFTER {when} ON matter FOR EACH ROW {only}EXECUTE FUNCTION matter_sum_{name}()",
        ]
    return statements
