"""SQLite with synchronous=NORMAL, as most guides recommend it."""

from luoshi.site.settings import *  # noqa: F403
from luoshi.site.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace("=FULL", "=NORMAL")
DURABLE_ALONE = False
