"""Getting the house ready for a command."""

import os
import sys
from pathlib import Path

from luoshi.site.commands import Refused


def set_up(*, made: bool = True, current: bool = True) -> None:
    """Start Django. `made`: the command needs a database that `luoshi init` has made; `current`: by this version."""
    import django
    from django.conf import settings
    from django.utils import translation

    django.setup()
    translation.activate(settings.LANGUAGE_CODE)
    if made and not is_made():
        raise Refused(f"There is no Luoshi database here ({where()}): run luoshi init first, or set LUOSHI_HOME or DATABASE_URL.")

    if made and current and behind():
        raise Refused("The tables are of an older version: back the database up, then run luoshi upgrade.")


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
