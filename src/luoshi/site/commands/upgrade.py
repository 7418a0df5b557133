"""`luoshi upgrade`: bring the tables of an older version up to this one. Run `luoshi backup` first."""

import argparse
from typing import Any

from luoshi.site.commands import EXIT_OK, say_json
from luoshi.site.commands.start import behind, set_up, write


def add_to(commands: Any) -> None:
    parser = commands.add_parser("upgrade", help="bring the tables of an older version up to this one; run luoshi backup first")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up(current=False)
    from django.core.management import call_command

    steps = behind()
    if steps:
        call_command("migrate", verbosity=0, interactive=False)
    if arguments.json:
        say_json({"steps": steps})
    else:
        write(f"{len(steps)} steps taken." if steps else "Nothing to do.")
    return EXIT_OK
