"""An acknowledgement that is sent before the commit."""

from luoshi.site.settings import *  # noqa: F403
from luoshi.site.settings import MIDDLEWARE

DURABLE_ALONE = False
MIDDLEWARE = ["tests.durability.twins.spoiling.AnswersFirst", *MIDDLEWARE]
