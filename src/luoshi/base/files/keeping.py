"""Where the content of files lies, how it gets there whole or not at all, and whether rows and files agree."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from luoshi.base.clock import local
from luoshi.base.files.models import StoredFile
from luoshi.base.refusal import Refusal

SUFFIX = {"jpeg": "jpg"}
KEPT = timedelta(days=2)


def path_of(digest: str, kind: str = "jpeg") -> Path:
    """Where the content with this digest lies. Nothing of it comes from a name that somebody sent."""
    return folder() / digest[:2] / f"{digest}.{SUFFIX.get(kind, kind)}"


def folder() -> Path:
    return Path(settings.LUOSHI_HOME) / "files"


def put(content: bytes, kind: str, field: str) -> str:
    """The content on disk and synced, under its digest; its file time is midnight. Refused, with nothing left behind: no room."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest, kind)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone():
            if path.exists():
                os.utime(path)
                _to_midnight(path)
            else:
                _write(content, path)
            for one in (path.parent, folder(), folder().parent):  # also when the file was there: whoever put it may have been cut off
                _sync(one)
    except OSError as error:
        raise Refusal(
            _("There is no room left for files on the server. Send it without files, and tell the administrator."), field=field
        ) from error
    return digest


def _write(content: bytes, path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _to_midnight(Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync(directory: Path) -> None:
    """The names in it are on disk, not only the content of the files."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _to_midnight(path: Path) -> None:
    """The time of a file says the day and no more."""
    wall = local(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    os.utime(path, (midnight, midnight))


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time between putting a file and sweeping files, on this machine."""
    with (folder() / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Disagreement:
    """Files that no row names, and rows whose file is gone."""

    unnamed: list[Path]
    gone: list[str]


def compared() -> Disagreement:
    """Every file against every row."""
    named = {path_of(digest, kind): str(pk) for pk, digest, kind in StoredFile.objects.values_list("id", "digest", "kind")}
    there = {path for path in folder().glob("??/*") if path.is_file()}
    return Disagreement(sorted(there - set(named)), sorted(named[path] for path in set(named) - there))


def sweep(at: datetime) -> int:
    """Put away what no row has named for two days (forms that were refused or lost, a write that was cut); how many."""
    swept = 0
    for path in compared().unnamed:
        with _alone():
            try:
                old = datetime.fromtimestamp(path.stat().st_mtime, UTC) < at - KEPT
            except FileNotFoundError:
                continue
            if old and not _named(path):
                path.unlink()
                swept += 1
    return swept


def _named(path: Path) -> bool:
    return StoredFile.objects.filter(digest=path.stem).exists()
