"""Translations: extracted from code and templates, compiled for use; also the build hook that puts them into the wheel."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # used as a command, without the build system
    BuildHookInterface = object  # type: ignore[assignment, misc]

LOCALE = Path(__file__).resolve().parent.parent / "src" / "luoshi" / "locale"


def compile_all() -> list[Path]:
    """Write a .mo beside each .po."""
    made = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalog = read_po(file)
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalog)
        made.append(target)
    return made


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Compiles before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        compile_all()


if __name__ == "__main__":
    sys.stdout.write("".join(f"{path}\n" for path in compile_all()))
