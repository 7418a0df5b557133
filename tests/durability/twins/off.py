"""SQLite with synchronous=OFF."""

from luoshi.site.settings import *  # noqa: F403
from luoshi.site.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
DURABLE_ALONE = False
