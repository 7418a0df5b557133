"""Taking in a photograph: checked by content, made anew without its hidden data, safely on disk before the record that names it."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.files.bounded import opened
from luoshi.base.files.models import StoredFile
from luoshi.base.refusal import Refusal

MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Photo:
    """A photograph that lies safely on disk and waits for the record that names it."""

    digest: str
    bytes_long: int
    width: int
    height: int


def re_encoded(data: bytes) -> bytes:
    """The picture made anew from its pixels, as JPEG, with nothing else of the file in it. Writes nothing. Refused: what is no picture."""
    return opened("picture", data)[0]


def take_in(*, stream: BinaryIO) -> Photo:
    """Re-encode as JPEG of at most 1600 px a side, without EXIF, and put it on disk. Refused: what is no picture, or too large."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refusal(_("A photograph may have at most 20 MB: take it again at a lower resolution."), field="photos")
    content, said = opened("picture", data)
    digest = hashlib.sha256(content).hexdigest()
    _keep(content, path_of(digest))
    return Photo(digest, len(content), said["width"], said["height"])


def keep(*, photo: Photo, at: datetime) -> StoredFile:
    """The row of a photograph, in the transaction of the record that shows it."""
    return StoredFile.objects.create(
        digest=photo.digest,
        bytes_long=photo.bytes_long,
        width=photo.width,
        height=photo.height,
        stored_on=local_date(at),
    )


def path_of(digest: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.LUOSHI_HOME) / "files" / digest[:2] / f"{digest}.jpg"


def _keep(content: bytes, path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
