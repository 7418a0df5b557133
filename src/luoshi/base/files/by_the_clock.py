"""What is done with files each night: what nobody names is put away, what is named and gone is written down."""

import logging
from datetime import datetime

from luoshi.base.files.keeping import compared, sweep
from luoshi.base.files.room import forget_days

log = logging.getLogger("luoshi.files")


class FilesGone(Exception):
    """Rows name files that are not there: written down as the trouble of the job until a copy is restored."""


def tidy(at: datetime) -> int:
    """How many were put away. Raises FilesGone, after its work, when rows name files that are gone."""
    done = sweep(at) + forget_days(at)
    gone = compared().gone
    if gone:
        log.error("%s files are named and not there, the first %s", len(gone), gone[0])
        raise FilesGone(f"{len(gone)}: {', '.join(gone[:5])}")
    return done
