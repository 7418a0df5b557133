"""The people of the company's directory as a list like any other: written as .csv into the folder of its reading process."""

import csv
import hashlib
import io
from collections.abc import Mapping

from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.package import MOST_BYTES
from luoshi.web.accounts.configured import DirectoryPeople, directory, directory_people
from luoshi.web.accounts.directory import everybody

HEADINGS = ("工号", "姓名", "部门", "岗位")


def fetch(folder: Folder) -> str:
    """Ask the directory for everybody, lay the list into the folder, answer its SHA-256. The same people give the same file.

    Refused: a directory that does not answer or not wholly, one that names nobody: no list at all, never an empty one.
    """
    found, wanted = directory(), directory_people()
    if found is None or wanted is None:
        raise Refusal(_("No directory is set up any more."))
    entries = everybody(found, (wanted.name, wanted.unit, wanted.post))
    if not entries:
        raise Refusal(_("The directory names nobody with a staff number below %(base)s: nothing was taken from it.") % {"base": found.base})
    written = _written(entries, found.number, wanted)
    if len(written) > MOST_BYTES:
        raise Refusal(_("The directory names more people than any list may hold."))
    folder.keep(io.BytesIO(written), ".csv")
    return hashlib.sha256(written).hexdigest()


def _written(entries: list[Mapping[str, list[str]]], number: str, wanted: DirectoryPeople) -> bytes:
    out = io.StringIO(newline="")
    lines = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    lines.writerow(HEADINGS)
    lines.writerows(sorted([_one(entry, name) for name in (number, wanted.name, wanted.unit, wanted.post)] for entry in entries))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _one(entry: Mapping[str, list[str]], name: str) -> str:
    """The one value of an attribute. Where there are several, nobody here can tell which holds: the cell stays empty and is seen."""
    values = entry.get(name.casefold(), [])
    return " ".join("".join(sign if sign.isprintable() else " " for sign in values[0]).split()) if len(values) == 1 else ""
