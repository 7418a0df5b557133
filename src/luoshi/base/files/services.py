"""Taking in a file: judged by content, opened in a bounded process, safely on disk before the record that names it."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.files.bounded import opened, sentence
from luoshi.base.files.keeping import path_of, put
from luoshi.base.files.kinds import DOCUMENTS, ENDINGS, PICTURES, ending_of, kind_of, shown_name
from luoshi.base.files.models import StoredFile
from luoshi.base.refusal import Refusal

__all__ = ["Photo", "keep", "path_of", "re_encoded", "take_in", "take_in_document"]

MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Photo:
    """A photograph, or a document with its name, that lies safely on disk and waits for the record that names it."""

    digest: str
    bytes_long: int
    width: int
    height: int
    kind: str = "jpeg"
    name: str = ""
    moving: bool = False


def re_encoded(data: bytes) -> bytes:
    """The picture made anew from its pixels, as JPEG, with nothing else of the file in it. Writes nothing. Refused: what is no picture."""
    _must_be_picture(data, "")
    return opened("picture", data)[0]


def take_in(*, stream: BinaryIO, name: str = "") -> Photo:
    """Re-encode as JPEG of at most 1600 px a side, without EXIF, and put it on disk; of a moving picture its first frame.

    Refused: what is no picture by its content, or no picture by its name, or too large.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refusal(_("A photograph may have at most 20 MB: take it again at a lower resolution."), field="photos")
    _must_be_picture(data, name)
    content, said = opened("picture", data, name=_short(name))
    return Photo(put(content, "jpeg", "photos"), len(content), said["width"], said["height"], moving=said["moving"])


def take_in_document(*, stream: BinaryIO, name: str, field: str = "files") -> Photo:
    """A PDF, .docx or .xlsx, looked through and put on disk as it came. Refused: what is none of these by content and by name, and
    what would do, fetch or carry anything beside its pages."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refusal(_("One file may have at most %(n)s MB: make it smaller, or send it in parts.") % {"n": 20}, field=field)
    kind = _document_kind(data, name, field)
    opened(kind, data, name=_short(name), field=field)
    return Photo(put(data, kind, field), len(data), 0, 0, kind, shown_name(name, kind))


def keep(*, photo: Photo, at: datetime) -> StoredFile:
    """The row of a file, in the transaction of the record that shows it."""
    return StoredFile.objects.create(
        digest=photo.digest,
        bytes_long=photo.bytes_long,
        width=photo.width,
        height=photo.height,
        kind=photo.kind,
        name=photo.name,
        stored_on=local_date(at),
    )


def _must_be_picture(data: bytes, name: str) -> None:
    kind, ending = kind_of(data[:1040]), ending_of(name)
    if kind == "heic":
        said = _(
            "Phones write this kind of photograph (HEIC) for themselves alone. Set the camera to JPEG (most compatible), or send a copy."
        )
    elif kind not in PICTURES:
        raise sentence("picture", (), _short(name), "photos")
    elif ending and ENDINGS.get(ending) not in PICTURES:
        said = _("Its name says .%(ending)s, but inside it is a photograph. Give it a name that ends in .jpg, or choose another file.")
        said %= {"ending": ending[:10]}
    else:
        return
    raise Refusal(_("%(file)s: %(sentence)s") % {"file": _short(name), "sentence": said} if name else said, field="photos")


def _document_kind(data: bytes, name: str, field: str) -> str:
    """What it is by its content, where its name says the same."""
    kind, ending = kind_of(data[:1040]), ending_of(name)
    if kind in PICTURES or kind == "heic":
        said = _("This is a photograph: choose it at the photographs, where its hidden data is taken out.")
    elif kind == "old office":
        said = _("This is an older or a locked Word or Excel file. Open it, save it as .docx or .xlsx without a password and choose that.")
    elif ending not in DOCUMENTS:
        said = _("Only PDF, .docx and .xlsx can be attached. Save it as one of these and choose that.")
    elif kind != ("pdf" if ending == "pdf" else "zip"):
        said = _("Its name says .%(ending)s, but inside it is something else. Open it, save it as .%(ending)s and choose that.")
        said %= {"ending": ending}
    else:
        return ending
    raise Refusal(_("%(file)s: %(sentence)s") % {"file": _short(name), "sentence": said}, field=field)


def _short(name: str) -> str:
    """The name as a sentence holds it."""
    bald = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return bald if len(bald) <= 40 else f"{bald[:24]}…{bald[-12:]}"
