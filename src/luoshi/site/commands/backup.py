"""`luoshi backup --out FILE`: the whole house as it is at one moment, in one file, while people go on working."""

import argparse
from pathlib import Path
from typing import Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.start import set_up, write


def add_to(commands: Any) -> None:
    parser = commands.add_parser("backup", help="write the whole house, as it is at one moment, into one file; people go on working")
    parser.add_argument(
        "--out", metavar="FILE", required=True, help="where to; an older backup of this name is replaced when the new one is whole"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.out).absolute()
    _may_be_written(path)
    set_up(current=False, durable=False)
    from luoshi.base.clock import now
    from luoshi.site.backups.container import NotWhole
    from luoshi.site.backups.making import make_backup
    from luoshi.site.backups.records import remember

    at = now()
    try:
        made = make_backup(path, at)
    except NotWhole as refused:
        raise Refused(str(refused)) from None
    remember(made, path, at)
    told, files = made.manifest["ledger"], made.manifest["files"]
    rows = sum(one["rows"] for one in made.manifest["tables"])
    if arguments.json:
        say_json({
            "file": str(path), "bytes": made.length, "sha256": made.seal, "made_at": made.manifest["made_at"], "ledger": told,
            "tables": len(made.manifest["tables"]), "rows": rows, "files": files["count"], "files_gone": files["gone"],
            "files_spoiled": files["spoiled"], "left_out": sorted(made.manifest["left_out"]),
        })  # fmt: skip
        return EXIT_OK
    write(f"{path}: {rows} rows in {len(made.manifest['tables'])} tables and {files['count']} files, {made.length} bytes.")
    for words, names in (("named and not there", files["gone"]), ("no longer what they were", files["spoiled"])):
        if names:
            write(f"{len(names)} files are {words}, the first {names[0]}: look for them in an older backup.")
    write(f"Write this down outside the machine: {told['entries']}:{told['head']}")
    return EXIT_OK


def _may_be_written(path: Path) -> None:
    from luoshi.site.backups.container import is_backup

    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}: make it first, or name another file with --out")
    if path.is_dir() or (path.exists() and not is_backup(path)):
        raise Refused(f"{path} is there already and is no backup: name another file with --out")
