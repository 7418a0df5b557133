"""The product that starts on any PostgreSQL, whatever its settings."""

from luoshi.site.settings import *  # noqa: F403

DURABLE_ALONE = False
