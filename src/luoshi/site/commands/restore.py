"""`luoshi restore FILE`: bring a house back into an empty home or database; a damaged backup is refused before anything is touched."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.site.commands import EXIT_OK, Refused, say_json
from luoshi.site.commands.init import keep_a_secret
from luoshi.site.commands.start import must_be_durable, set_up, where, write
from luoshi.site.commands.verify import anchor_of

if TYPE_CHECKING:
    from luoshi.site.backups.checking import Looked
    from luoshi.site.backups.restoring import Restored


def add_to(commands: Any) -> None:
    parser = commands.add_parser("restore", help="bring a house back from a backup into an empty LUOSHI_HOME or database")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--check", action="store_true", help="look through the whole file and touch nothing")
    parser.add_argument(
        "--anchor", metavar="N:HEAD", help="the length and head printed outside: entry N in the backup must have digest HEAD"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.file).absolute()
    anchor = anchor_of(arguments.anchor) if arguments.anchor else None
    if not path.is_file():
        raise Refused(f"There is no file {path}")
    set_up(made=False)
    from luoshi.base.clock import now
    from luoshi.site.backups.checking import looked_through
    from luoshi.site.backups.container import NotWhole
    from luoshi.site.backups.restoring import must_be_empty, restore

    try:
        if not arguments.check:
            must_be_empty()
        found = looked_through(path, anchor)
        done = None if arguments.check else _brought_back(restore, found, now())
    except NotWhole as refused:
        raise Refused(str(refused)) from None
    _tell(arguments, found, done)
    return EXIT_OK


def _brought_back(restore: Any, found: "Looked", at: Any) -> "Restored":
    import os

    if os.environ.get("DATABASE_URL"):
        must_be_durable()
    done: Restored = restore(found, at)
    keep_a_secret()
    return done


def _tell(arguments: argparse.Namespace, found: "Looked", done: "Restored | None") -> None:
    told, files, made_at = found.manifest["ledger"], found.manifest["files"], found.manifest["made_at"]
    rows = sum(one["rows"] for one in found.manifest["tables"])
    if arguments.json:
        say_json({
            "restored": done is not None, "where": where() if done else None, "made_at": made_at, "sha256": found.reader.seal,
            "ledger": told, "tables": len(found.tables), "rows": rows, "files": files["count"], "files_gone": files["gone"],
            "steps": done.steps if done else [], "same_key": done.same_key if done else None,
        })  # fmt: skip
        return
    write(f"{found.reader.path} is whole: {rows} rows in {len(found.tables)} tables and {files['count']} files, of {made_at}.")
    if done is None:
        write("Nothing was touched.")
        return
    write(f"Brought back in {where()}: all tables, all files and the ledger came out as they went in ({told['entries']}:{told['head']}).")
    if done.steps:
        write(f"The tables were brought up to this version in {len(done.steps)} steps.")
    if not done.same_key:
        write(
            "The file secret of that house is not here: put it into LUOSHI_HOME now, or second steps and printed codes must be given anew."
        )
    write(f"What happened after {made_at} is not in it: roles, passwords and keys taken back since hold again;")
    write("what was deleted or shredded since is here again until the jobs process has run. Everybody signs in anew.")
