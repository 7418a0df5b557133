"""A photograph that is written and not synced."""

from luoshi.site.settings import *  # noqa: F403
from luoshi.site.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.durability.twins.spoiling.PhotographNotSynced"]
