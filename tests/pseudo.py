"""The house in an invented language: every word in brackets and two fifths longer, so that what is not translated and what has no room is seen.

Settings for a served house (`DJANGO_SETTINGS_MODULE=tests.pseudo`); the folder in LUOSHI_PSEUDO holds the catalogue that `write` makes.
"""

import os
import re
from pathlib import Path

from luoshi.site.settings import *  # noqa: F403 — the house as it is, but for its words

SOURCE = Path(__file__).resolve().parent.parent / "src" / "luoshi" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LOCALE_PATHS = [Path(os.environ.get("LUOSHI_PSEUDO", "/nowhere")), SOURCE.parents[2]]
BEGIN, END, LONGEST = "⟦", "⟧", 9
HELD = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>|&\w+;")


def longer(words: str) -> str:
    """The words in brackets, with two fifths more letters; what is filled in stays."""
    room = len(HELD.sub("", words)) * 2 // 5
    more = " ".join("ẋ" * min(LONGEST, room - start) for start in range(0, room, LONGEST + 1))
    return f"{BEGIN}{words}{' ' if more else ''}{more}{END}"


def write(folder: Path) -> Path:
    """The catalogue of the invented language, in the place of English."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with SOURCE.open("rb") as file:
        known = read_po(file)
    invented = Catalog(locale="en")
    for message in known:
        if message.id:
            several = isinstance(message.id, tuple)
            said = tuple(longer(one) for one in message.id) if several else longer(message.id)
            invented.add(message.id, said, flags=message.flags, context=message.context)
    path = folder / "en" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_mo(out, invented)
    return folder
