"""Getting the house ready for a command."""

import os
import sys
from pathlib import Path

from luoshi.site.commands import Refused


def set_up(*, made: bool = True, current: bool = True, durable: bool = True) -> None:
    """Start Django. `made`: the command needs a database that `luoshi init` has made; `current`: by this version; `durable`: one that keeps
    what it acknowledges (what only looks, or saves what is there, does without)."""
    import django
    from django.conf import settings
    from django.utils import translation

    django.setup()
    translation.activate(settings.LANGUAGE_CODE)
    if made and not is_made():
        raise Refused(f"There is no Luoshi database here ({where()}): run luoshi init first, or set LUOSHI_HOME or DATABASE_URL.")

    if made and durable:
        must_be_durable()
    if made and current and behind():
        raise Refused("The tables are of an older version: take a backup with luoshi backup, then run luoshi upgrade.")


def must_be_durable() -> None:
    """Refused: the database may lose what it has acknowledged."""
    from django.conf import settings

    from luoshi.base.databases.durable import weaker_than_durable

    weak = weaker_than_durable() if settings.DURABLE_ALONE else ""
    if weak:
        raise Refused(weak)


def durable_or_not_at_all() -> None:
    """ImproperlyConfigured: a web server started by hand on a database that may lose what it acknowledges. One that is away may come."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    try:
        must_be_durable()
    except Refused as refused:
        raise ImproperlyConfigured(str(refused)) from None
    except DatabaseError:
        return
    finally:
        connection.close()


def behind() -> list[str]:
    """The steps that the tables lack to be of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def is_made() -> bool:
    """Has `luoshi init` been here?"""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite" and not Path(str(settings.DATABASES["default"]["NAME"])).exists():
        return False
    if "org_unit" not in connection.introspection.table_names():
        return False
    from luoshi.kernel.org.models import Unit

    return Unit.objects.filter(code="ROOT").exists()


def where() -> str:
    from django.conf import settings

    return "PostgreSQL" if os.environ.get("DATABASE_URL") else str(settings.LUOSHI_HOME)


def write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
