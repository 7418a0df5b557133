"""Is the house ready for people: the database answers, the tables are of this version, the ledger is chained."""

from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, connection

from luoshi.base.ledger.sealing import waiting_since
from luoshi.site.checkup.house import SOON
from luoshi.site.commands.start import behind

_known_current: set[str] = set()  # tables do not go back to an older version while the process lives


def ready(at: datetime) -> dict[str, str]:
    """Each thing that is asked, and what is wrong with it; empty words where it is well. What lies behind a failed one is not asked."""
    asked: tuple[tuple[str, Callable[[datetime], str]], ...] = (("database", _database), ("tables", _tables), ("ledger", _ledger))
    said = dict[str, str]()
    for name, look in asked:
        try:
            said[name] = look(at)
        except DatabaseError:
            said[name] = "the database does not answer"
        if said[name]:
            break
    return said


def _database(_at: datetime) -> str:
    connection.introspection.table_names()
    return ""


def _tables(_at: datetime) -> str:
    name = str(connection.settings_dict["NAME"])
    if name not in _known_current:
        steps = behind()
        if steps:
            return f"{len(steps)} steps behind: luoshi upgrade"
        _known_current.add(name)
    return ""


def _ledger(at: datetime) -> str:
    since = waiting_since()
    return "entries wait to be chained: luoshi jobs" if since and at - since > SOON else ""
