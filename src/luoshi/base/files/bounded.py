"""Having a file from outside opened by a process of its own, bounded in memory and time: a hostile file ends that process alone."""

import json
import subprocess
import sys
import threading
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.refusal import Refusal

MOST_SECONDS = 25
AT_ONCE = threading.BoundedSemaphore(2)  # in one web process: the memory of the machine is not everybody's at the same moment
SENTENCES = {
    "picture": gettext_lazy("This file cannot be read as a photograph: send a JPEG or PNG picture."),
    "pixels": gettext_lazy("The photograph has too many pixels: take it again at a lower resolution."),
    "much": gettext_lazy("This file asks for more memory or time than any file of its kind needs. Save it anew and choose that."),
    "pdf": gettext_lazy("This is no sound PDF. Open it, save it anew as PDF and choose that."),
    "pdf cut": gettext_lazy("The PDF is cut off. Fetch or save it once more and choose that."),
    "pdf locked": gettext_lazy("The PDF is locked. Open it, print it as a new PDF without a password and choose that."),
    "pdf scripts": gettext_lazy("The PDF would do something by itself when it is opened (%(a0)s). Print it as a new PDF and choose that."),
    "pdf files": gettext_lazy("The PDF carries other files inside (%(a0)s). Take them out, or print it as a new PDF and choose that."),
    "two things": gettext_lazy("The file is two things at once: something else hides in it. Save it anew and choose that."),
    "office": gettext_lazy("This is no Word or Excel file as its name says. Save it as .docx or .xlsx and choose that."),
    "office cut": gettext_lazy("The Word or Excel file is damaged. Save it anew as .docx or .xlsx and choose that."),
    "locked": gettext_lazy("The file is locked with a password. Take the password off, save it and choose it again."),
    "members": gettext_lazy("The file has %(a0)s parts inside: no Word or Excel file has so many. Save it anew and choose that."),
    "name inside": gettext_lazy("A part inside has a name that no office program writes (%(a0)s). Save it anew and choose that."),
    "macros": gettext_lazy("The file has macros inside (%(a0)s). Save it as .docx or .xlsx, without macros, and choose that."),
    "inside": gettext_lazy("Another file is packed into it (%(a0)s). Take it out, or save the whole as PDF and choose that."),
    "bursts": gettext_lazy("The file unpacks to something far too large (%(a0)s). Copy what you need into a new file."),
    "declares": gettext_lazy("The file is written in a way that no office program writes (%(a0)s). Save it anew and choose that."),
    "reaches": gettext_lazy("The file reaches outside (%(a0)s). Take links to other files and computers out of it, or save it as PDF."),
    "fetches": gettext_lazy("The file would fetch from another program when it is opened (%(a0)s). Take that out, or save it as PDF."),
}


def opened(what: str, content: bytes, *, name: str = "", field: str = "photos") -> tuple[bytes, dict[str, Any]]:
    """What the bounded process made of the file, and what it said about it. Refused with its reason, by the name of the file."""
    try:
        with AT_ONCE:
            done = subprocess.run(  # noqa: S603 — our own interpreter and module, the file comes by the standard input
                [sys.executable, "-I", "-m", "luoshi.base.files.inside", what],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=MOST_SECONDS,
                check=False,
                close_fds=True,
                env={},
            )
    except subprocess.TimeoutExpired:
        raise sentence("much", (), name, field) from None
    head, found, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not found:
        raise sentence("much", (), name, field)
    said: dict[str, Any] = json.loads(head)
    if "trouble" in said:
        raise sentence(said["trouble"], tuple(said["about"]), name, field)
    return made, said


def sentence(trouble: str, about: tuple[str, ...], name: str, field: str) -> Refusal:
    """The refusal with the name of the file before it, where there is one."""
    text = str(SENTENCES[trouble]) % {f"a{number}": one for number, one in enumerate(about)} if about else str(SENTENCES[trouble])
    return Refusal(_("%(file)s: %(sentence)s") % {"file": name, "sentence": text} if name else text, field=field)
