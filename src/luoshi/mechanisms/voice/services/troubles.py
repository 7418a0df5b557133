"""What went wrong on the pages without a name: its kind and its day, told to the log the morning after."""

import hashlib
import logging
from contextlib import suppress
from datetime import datetime

from luoshi.base.clock import local, local_date
from luoshi.mechanisms.voice import spool

log = logging.getLogger("luoshi.voice")
SORT, MORNING = "trouble", 8


def note_trouble(*, at: datetime, what: str) -> None:
    """Note what failed, once a day for each kind; never fails itself, and holds nothing of what was sent."""
    on = local_date(at)
    key = hashlib.sha256(f"{what} {on}".encode()).digest()[:16]
    with suppress(Exception):
        spool.lay_in(spool.Waiting(key, b"", on, SORT, {"what": what[:200]}), at)


def tell_troubles(at: datetime) -> int:
    """In the morning the log is told what failed on earlier days; how many kinds."""
    old = [one for one in spool.waiting(at, b"") if one.on < local_date(at)] if local(at).hour >= MORNING else []
    for one in old:
        log.error("on %s a page without a name failed: %s", one.on, one.said["what"])
    if old:
        spool.take_out([one.id for one in old], at)
    return len(old)
