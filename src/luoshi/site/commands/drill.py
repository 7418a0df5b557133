"""`luoshi drill`: take a backup, bring it back elsewhere, compare, and write down how it went."""

import argparse
import uuid
from pathlib import Path
from typing import Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up, write


def add_to(commands: Any) -> None:
    parser = commands.add_parser("drill", help="take a backup, bring it back elsewhere, compare, and write down in the ledger how it went")
    parser.add_argument("--in", dest="folder", metavar="DIR", help="where there is room for the house twice; LUOSHI_HOME unless said")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up()
    from django.conf import settings

    from luoshi.base.clock import now
    from luoshi.site.backups.drilling import drill
    from luoshi.site.backups.records import record_drill

    folder = Path(arguments.folder or settings.LUOSHI_HOME).absolute()
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}: make it first, or name another with --in")
    said = drill(folder, now())
    record_drill(at=now(), command=uuid.uuid4(), said=said)
    if arguments.json:
        say_json(said)
    elif said["ok"]:
        write(f"{said['rows']} rows in {said['tables']} tables and {said['files']} files came back as they were.")
        write(f"On {said['database']}, in {said['seconds']} s, with the head {said['entries']}:{said['head']}. It stands in the ledger.")
    else:
        write(f"The drill failed: {said['trouble']}")
    return EXIT_OK if said["ok"] else EXIT_NOT_OK
