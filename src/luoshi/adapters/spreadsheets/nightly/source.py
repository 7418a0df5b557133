"""Where nightly lists come from, as the environment says; in the folder only files of fixed names are opened, never a name out of data."""

import io
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.models import DIRECTORY, FOLDER
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.package import MOST_BYTES
from luoshi.web.accounts.configured import directory_people, said

NAMES = {"units": ("units", "单位"), "people": ("people", "人员")}  # units first: people are entered into them
ENDINGS = (".xlsx", ".csv")
STILL_WRITTEN = timedelta(minutes=1)
AHEAD = timedelta(hours=1)
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Laid:
    """A file that lies in the folder: how large it is and when it was last written."""

    path: Path
    size: int
    at: datetime


def source_of(register: str) -> str:
    """Where the list of this register comes from: the directory goes before the folder; "" for from nowhere."""
    if register == "people" and directory_people() is not None:
        return DIRECTORY
    return FOLDER if said().get("LUOSHI_NIGHTLY") else ""


def laid(register: str) -> Laid | None:
    """The newest file of this register in the folder, None for none. Refused: a folder that cannot be read, a link, anything but a file."""
    folder = Path(said().get("LUOSHI_NIGHTLY", ""))
    if not folder.is_dir():
        raise Refusal(_("There is no folder %(folder)s. Make it, or change LUOSHI_NIGHTLY.") % {"folder": folder})
    found = []
    for name in (f"{word}{ending}" for word in NAMES[register] for ending in ENDINGS):
        try:
            seen = (folder / name).lstat()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Refusal(_("The folder %(folder)s cannot be read by this program.") % {"folder": folder}) from error
        _must_be_a_file(name, seen)
        found.append(Laid(folder / name, seen.st_size, _written(seen)))
    return max(found, key=lambda one: (one.at, one.path.name), default=None)


def content(file: Laid, at: datetime) -> io.BytesIO | None:
    """The whole file; None while it is still being written. Refused: what it may not be, too large, a day that lies ahead."""
    if file.at > at + AHEAD:
        told = {"name": file.path.name}
        raise Refusal(_("%(name)s was written at a moment that has not come. Set the clock of whoever writes it.") % told)
    if at - file.at < STILL_WRITTEN:
        return None
    try:
        handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Refusal(_("%(name)s cannot be read by this program.") % {"name": file.path.name}) from error
    with open(handle, "rb") as stream:  # noqa: PTH123 — opened above, without following a link
        seen = os.fstat(handle)
        _must_be_a_file(file.path.name, seen)
        if seen.st_size > MOST_BYTES:
            raise Refusal(_("%(name)s is larger than 50 MB.") % {"name": file.path.name})
        kept = io.BytesIO(stream.read(MOST_BYTES + 1))
        after = os.fstat(handle)
    still = seen.st_size == after.st_size == file.size == len(kept.getbuffer()) and _written(after) == file.at
    return kept if still else None


def _must_be_a_file(name: str, seen: os.stat_result) -> None:
    if not stat.S_ISREG(seen.st_mode):
        raise Refusal(_("%(name)s is a link or no file at all. Lay the file itself there.") % {"name": name})


def _written(seen: os.stat_result) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=seen.st_mtime_ns // 1000)
