"""Getting the house ready for a command."""

import os
import sys
from pathlib import Path

from luoshi.site.commands import Refused


def set_up(*, made: bool = True) -> None:
    """Start Django. `made`: the command needs a database that `luoshi init` has made."""
    import django
    from django.conf import settings
    from django.utils import translation

    django.setup()
    translation.activate(settings.LANGUAGE_CODE)
    if made and not is_made():
        raise Refused(f"There is no Luoshi database here ({where()}): run luoshi init first, or set LUOSHI_HOME or DATABASE_URL.")


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
