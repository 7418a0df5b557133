"""The triggers that make chained rows refuse UPDATE and DELETE, for both databases; the one place with raw DDL."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAMES = ("ledger_entry_no_update", "ledger_entry_no_delete")

SQLITE = (
    "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry WHEN OLD.seq IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END",
    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'ledger entries are never changed or deleted'; END $$",
    "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION ledger_entry_refuse()",
    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()",
)


def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers (a migration operation)."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again (the way back of the migration)."""
    on = "" if editor.connection.vendor == "sqlite" else " ON ledger_entry"
    for name in NAMES:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
