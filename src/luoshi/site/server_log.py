"""What the web server itself says, in the shape of the house; nothing that would bear the minute of a request without a name."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from luoshi.base.logs import Lines

VOICE = "/voice/"
UNREAD = "Invalid request"  # it was not read to its path: nobody knows whose it was, and the server would name the address


class Unnamed(logging.Filter):
    """Drops what is about the way without a name, or may be."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        return VOICE not in said and not said.startswith(UNREAD)


class ServerLog(Logger):
    """Gunicorn's own lines: the same shape, and filtered."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())
            handler.addFilter(Unnamed())
