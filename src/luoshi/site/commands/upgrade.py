"""`luoshi upgrade`: bring the tables of an older version up to this one. Run `luoshi backup` first."""

import argparse
import time
from typing import Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import behind, set_up, write

LOCK_SECONDS, PAUSES = 2, (1, 2, 4, 8)
LOCKED = "55P03"


def add_to(commands: Any) -> None:
    parser = commands.add_parser("upgrade", help="bring the tables of an older version up to this one; run luoshi backup first")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up(current=False)
    steps = behind()
    if steps:
        _migrate()
    if arguments.json:
        say_json({"steps": steps})
    else:
        write(f"{len(steps)} steps taken." if steps else "Nothing to do.")
    return EXIT_OK


def _migrate() -> None:
    """Each step is whole or not at all. A table that somebody holds is waited for two seconds, so that nobody queues for long behind the
    upgrade, and asked for again a little later; refused when it stays held."""
    from django.core.management import call_command
    from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

    for pause in (*PAUSES, 0):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
        try:
            call_command("migrate", verbosity=0, interactive=False)
            return
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCKED:
                raise
            connection.close()
            del connections[DEFAULT_DB_ALIAS]  # a step that breaks off at its last statement leaves it as if within a transaction
        time.sleep(pause)
    left = behind()
    raise Refused(
        f"{left[0]} waits for a table that somebody holds; {len(left)} steps are left, what was taken is whole. "
        "Stop luoshi serve, end what stands open (pg_stat_activity), and run luoshi upgrade again."
    )
