"""Looking at an uploaded workbook from outside, before anything is unpacked for good: is it an .xlsx, and is it of a sane size?"""

import re
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal

MOST_BYTES = 50 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_MEMBER = 600 * 1024 * 1024
MOST_TOTAL = 800 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 8 * 1024 * 1024
STEP = 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP, ZIP_END, ZIP_TAIL = b"PK\x03\x04", b"PK\x05\x06", 22
STRANGE = re.compile(r"(^|/)(\.\.|con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)|^/|[\\:]", re.IGNORECASE)
LONGEST_NAME = 200


def is_workbook(path: Path) -> bool:
    """An .xlsx by its content. Refused: what only looks like one (an old or locked workbook, another format in a zip)."""
    with path.open("rb") as file:
        start = file.read(8)
    if start == OLD_OFFICE:
        _refuse_old(path)
    if not start.startswith(ZIP):
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            raise Refusal(_("This is not an Excel workbook, whatever its name says. Open it in Excel or WPS and save it as .xlsx."))
        return False
    _look_inside(path)
    return True


def _refuse_old(path: Path) -> None:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refusal(_("The workbook is locked with a password. Take the password off, save it as .xlsx and choose it again."))
    raise Refusal(_("This is an older workbook (.xls, .et or .wps). Open it in Excel or WPS, save it as .xlsx and choose it again."))


def _look_inside(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-min(ZIP_TAIL, path.stat().st_size), 2)
        if not file.read().startswith(ZIP_END) and _ends_early(path):
            raise Refusal(_("The workbook is written in a way that no office program writes. Save it anew as .xlsx and choose that."))
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_list(members)
            _read_all(archive, members)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, OSError) as error:
        raise Refusal(_("The workbook is damaged. Open it in Excel or WPS, save it as a new .xlsx and choose that.")) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Refusal(_("The workbook is damaged. Open it in Excel or WPS, save it as a new .xlsx and choose that.")) from error
        raise


def _check_list(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS:
        raise Refusal(_("The workbook has %(n)s parts inside: that is no ledger.") % {"n": len(members)})
    if any(member.flag_bits & 1 for member in members):
        raise Refusal(_("The workbook is locked with a password. Take the password off, save it as .xlsx and choose it again."))
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refusal(_("This is not an Excel workbook, whatever its name says. Open it in Excel or WPS and save it as .xlsx."))
    if any(STRANGE.search(name) or len(name) > LONGEST_NAME or not name.isprintable() for name in names):
        raise Refusal(_("The workbook is written in a way that no office program writes. Save it anew as .xlsx and choose that."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refusal(_("The workbook has macros inside. Save it as .xlsx, without macros, and choose that."))


def _read_all(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Sizes are counted while unpacking: what the list of contents says about them may be a lie."""
    total = 0
    for member in members:
        size = 0
        with archive.open(member) as part:
            while piece := part.read(STEP):
                if not size and member.filename == "[Content_Types].xml" and b"macroenabled" in piece.lower():
                    raise Refusal(_("The workbook has macros inside. Save it as .xlsx, without macros, and choose that."))
                if not size and _declares(member.filename, piece[:4096]):
                    raise Refusal(
                        _("The workbook is written in a way that no office program writes. Save it anew as .xlsx and choose that.")
                    )
                size += len(piece)
                total += len(piece)
                packed = max(member.compress_size, 1)
                if size > MOST_MEMBER or total > MOST_TOTAL or (size > RATIO_FROM and size > MOST_RATIO * packed):
                    raise Refusal(_("The workbook unpacks to something far too large to be a ledger. Copy the rows into a new workbook."))


def _ends_early(path: Path) -> bool:
    """A zip that ends before the file does: something else hides behind it. A cut file has no end at all and is called damaged."""
    return ZIP_END in path.read_bytes()


def _declares(name: str, start: bytes) -> bool:
    """XML that declares types or entities of its own: a door to other files and to endless text."""
    return name.lower().endswith((".xml", ".rels")) and b"<!" in start.replace(b"\0", b"").replace(b"<!--", b"")
