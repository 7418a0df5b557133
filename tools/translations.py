"""Translations: extracted from code and templates, checked, compiled; also the build hook that puts them into the wheel.

`python tools/translations.py check` fails on a missing, unused or empty translation; `update` takes new words into the
catalogue and drops unused ones; `compile` writes the .mo files.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # used as a command, without the build system
    BuildHookInterface = object  # type: ignore[assignment, misc]

SOURCE = Path(__file__).resolve().parent.parent / "src" / "luoshi"
LOCALE = SOURCE / "locale"
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
KEYWORDS: dict[str, Any] = dict.fromkeys(("_", "_l", "gettext", "gettext_lazy", "gettext_noop")) | {"ngettext": (1, 2)}
Message = str | tuple[str, ...]


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def used() -> dict[Message, str]:
    """Every message of the code and the templates, with a place where it stands."""
    found: dict[Message, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(str(SOURCE), METHODS, OPTIONS, KEYWORDS):
        if "/tests/" not in f"/{name}":
            found.setdefault(message, f"{name}:{line}")
    return found


def hidden() -> Iterator[str]:
    """Calls of `_()` inside f-strings: extraction does not see them."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in KEYWORDS:
                        yield f"{path.relative_to(SOURCE)}:{inner.lineno}"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def check() -> list[str]:
    """What is wrong with the translations, in words; nothing is well."""
    wrong = [f"{place}: a translated text inside an f-string is never extracted" for place in hidden()]
    here = used()
    for path in catalogues():
        known = {message.id: message for message in read(path) if message.id}
        wrong += [
            f"{path.parent.parent.name}: {place}: not translated: {message!r}" for message, place in here.items() if message not in known
        ]
        for message in known.values():
            if message.id not in here:
                wrong.append(f"{path.parent.parent.name}: used nowhere: {message.id!r}")
            elif not (message.string if isinstance(message.string, str) else all(message.string)):
                wrong.append(f"{path.parent.parent.name}: empty: {message.id!r}")
            else:
                wrong += [f"{path.parent.parent.name}: {message.id!r}: {error}" for error in message.check()]
    return wrong


def update() -> None:
    """New words in, unused words out; what was translated stays."""
    here = used()
    for path in catalogues():
        old = read(path)
        new = Catalog(locale=old.locale, project="luoshi", header_comment="# Words of Luoshi; see tools/translations.py", fuzzy=False)
        new.creation_date = new.revision_date = old.creation_date
        for message in here:
            known = old.get(message if isinstance(message, str) else message[0])
            new.add(message, known.string if known else "", flags=("python-format",) if _formats(message) else ())
        with path.open("wb") as file:
            write_po(file, new, width=0, omit_header=False)


def _formats(message: Message) -> bool:
    return "%(" in (message if isinstance(message, str) else message[0])


def compile_all() -> list[Path]:
    """Write a .mo beside each .po."""
    made = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, read(source))
        made.append(target)
    return made


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Compiles before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all()


def main(word: str) -> int:
    if word == "update":
        update()
    if word == "check":
        wrong = check()
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        return 1 if wrong else 0
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "compile"))
