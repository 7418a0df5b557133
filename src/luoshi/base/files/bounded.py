"""Having a file from outside opened by a process of its own, bounded in memory and time: a hostile file ends that process alone."""

import json
import subprocess
import sys
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.refusal import Refusal

MOST_SECONDS = 25
SENTENCES = {
    "picture": gettext_lazy("This file cannot be read as a photograph: send a JPEG or PNG picture."),
    "pixels": gettext_lazy("The photograph has too many pixels: take it again at a lower resolution."),
    "much": gettext_lazy("This file asks for more memory or time than any file of its kind needs. Save it anew and choose that."),
}


def opened(what: str, content: bytes, *, name: str = "", field: str = "photos") -> tuple[bytes, dict[str, Any]]:
    """What the bounded process made of the file, and what it said about it. Refused with its reason, by the name of the file."""
    try:
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
