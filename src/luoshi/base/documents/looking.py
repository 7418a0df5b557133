"""Looking at an uploaded Word template from outside: a .docx like any other that comes in, and small enough to be filled here."""

from django.utils.translation import gettext as _

from luoshi.base.files.bounded import opened
from luoshi.base.refusal import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
PACKED = b"PK\x03\x04"
FIELD = "template"


def look_at(content: bytes) -> None:
    """Refused by name: what is too large, and whatever is refused of any Word file from outside (base/files/office.py)."""
    if len(content) > MOST_BYTES:
        raise Refusal(_("A template may have at most 5 MB: take pictures out of it."), field=FIELD)
    if not content.startswith(PACKED):
        raise Refusal(_("This is no Word document (.docx). Open it in Word or WPS, save it as .docx and choose that."), field=FIELD)
    _made, said = opened("docx", content, field=FIELD)
    if said["unpacked"] > MOST_UNPACKED:
        raise Refusal(_("The template unpacks to something far too large. Copy its text into a new document."), field=FIELD)
