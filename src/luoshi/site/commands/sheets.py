"""`luoshi import` and `luoshi export`: ledgers in and out as workbooks; `luoshi sheet-read` is the process that opens a file."""

import argparse
import json
import shutil
import sys
import uuid
from pathlib import Path
from typing import Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, EXIT_REFUSED, Refused, say_json
from luoshi.site.commands.start import set_up, write


def add_to(commands: Any) -> None:
    bring = commands.add_parser("import", help="take in a ledger (.xlsx or .csv): all of it or, with --partial, its rows without errors")
    bring.add_argument("register", metavar="REGISTER")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--unit", metavar="CODE")
    bring.add_argument("--mapping", metavar="FILE", help='JSON: {"heading in the file": "column"}')
    bring.add_argument("--dry-run", action="store_true", help="read and check, write nothing")
    bring.add_argument("--partial", action="store_true", help="take the rows without errors")
    bring.add_argument("--json", action="store_true")
    bring.set_defaults(run=bring_in)
    give = commands.add_parser("export", help="give a register out as .xlsx")
    give.add_argument("register", metavar="REGISTER")
    give.add_argument("--unit", metavar="CODE")
    give.add_argument("--out", metavar="FILE", required=True)
    give.add_argument("--json", action="store_true")
    give.set_defaults(run=give_out)
    inner = commands.add_parser("sheet-read")
    inner.add_argument("folder")
    inner.add_argument("--watch", action="store_true")
    inner.set_defaults(run=sheet_read)


def bring_in(arguments: argparse.Namespace) -> int:
    path = Path(arguments.file)
    if not path.is_file():
        raise Refused(f"There is no file {path}")
    mapping = _mapping(arguments.mapping)
    set_up()
    register, unit = _register(arguments.register), _unit(arguments.unit)
    if register.unit_wanted and unit is None:
        raise Refused("This register belongs to a unit: say which with --unit CODE")
    from luoshi.adapters.spreadsheets.folder import Folder

    key = uuid.uuid4()
    folder = Folder.of(key)
    try:
        report = _read(folder, path, register.name, unit and unit.pk, mapping, arguments)
        if report.get("error") is None and report["accepted"] and not arguments.dry_run and not _refused(report, arguments.partial):
            report = _take(folder, key, report, arguments)
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)
    _tell(report, arguments)
    return EXIT_REFUSED if report.get("error") or _refused(report, arguments.partial) else EXIT_OK


def _read(
    folder: Any, path: Path, register: str, unit: int | None, mapping: dict[str, str], arguments: argparse.Namespace
) -> dict[str, Any]:
    from django.utils.translation import get_language

    from luoshi.adapters.spreadsheets import child
    from luoshi.adapters.spreadsheets.folder import Task
    from luoshi.adapters.spreadsheets.report import nothing_read, printed
    from luoshi.adapters.spreadsheets.services import digest_of, shown
    from luoshi.base.clock import local_date, now
    from luoshi.base.sheets.package import MOST_BYTES

    at = now()
    if path.stat().st_size > MOST_BYTES:
        return nothing_read("The file is larger than 50 MB: split the ledger.")
    with path.open("rb") as stream:
        folder.keep(stream, path.suffix)
    folder.write_task(
        Task(register, unit, None, shown(path.name), digest_of(path), local_date(at), at, get_language() or "en", mapping, False)
    )
    _progress("reading")
    if not child.watch(folder):
        return nothing_read(str(folder.status().get("trouble", "")))
    return printed(folder.report(), partial=arguments.partial, dry_run=arguments.dry_run) | {"headless": folder.report()["headless"]}


def _take(folder: Any, key: uuid.UUID, report: dict[str, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    from luoshi.adapters.spreadsheets.report import nothing_read
    from luoshi.adapters.spreadsheets.services import take_at_once
    from luoshi.base.actor import HOUSE
    from luoshi.base.clock import now
    from luoshi.base.refusal import Refusal

    _progress("taking", report["accepted"])
    try:
        take_at_once(folder=folder, key=key, actor=HOUSE, at=now(), partial=arguments.partial)
    except Refusal as refusal:
        return nothing_read(str(refusal)) | {"rows": report["rows"], "rejected": report["rows"]}
    return report


def _refused(report: dict[str, Any], partial: bool) -> bool:
    return bool(report.get("headless")) or (bool(report["errors"]) and not partial)


def _tell(report: dict[str, Any], arguments: argparse.Namespace) -> None:
    if arguments.json:
        say_json(report)
        return
    for fault in report["errors"]:
        write(f"{fault['row']}\t{fault['column']}\t{fault['problem']}\t{fault['remedy']}")
    for fault in report["warnings"]:
        write(f"{fault['row']}\t{fault['column']}\t{fault['problem']}")
    write("\t".join(f"{name} {report[name]}" for name in ("rows", "accepted", "already_present", "rejected")))


def give_out(arguments: argparse.Namespace) -> int:
    set_up()
    register, unit = _register(arguments.register), _unit(arguments.unit)
    if register.rows is None:
        raise Refused(f"The register {register.name} is only taken in, not given out")
    from luoshi.adapters.spreadsheets.selectors import workbook_of
    from luoshi.base.actor import HOUSE
    from luoshi.base.clock import local_date, now
    from luoshi.web.privacy.openings import note_given_out

    out, at, shown = Path(arguments.out), now(), set[str]()
    waiting = out.with_name(f".{out.name}.new")
    with waiting.open("wb") as stream:
        count = workbook_of(stream, register, HOUSE, unit and unit.pk, local_date(at), shown)
    note_given_out(actor=HOUSE, at=at, staff_nos=shown)
    waiting.replace(out)
    if arguments.json:
        say_json({"register": register.name, "rows": count, "file": str(out)})
    else:
        write(f"{out}\t{count}")
    return EXIT_OK


def sheet_read(arguments: argparse.Namespace) -> int:
    """The inside of the reading process; with --watch the process that waits for it."""
    set_up(made=False)
    from luoshi.adapters.spreadsheets import child
    from luoshi.adapters.spreadsheets.folder import Folder

    folder = Folder(Path(arguments.folder))
    if arguments.watch:
        return EXIT_OK if child.watch(folder) else EXIT_NOT_OK
    child.limit()
    return EXIT_OK if child.read(folder) else EXIT_NOT_OK


def _register(name: str) -> Any:
    from luoshi.base.sheets.register import registers

    found = registers.get(name)
    if found is None:
        raise Refused(f"There is no register {name}. There are: {', '.join(registers.names())}")
    return found


def _unit(code: str | None) -> Any:
    from luoshi.base.refusal import Unseen
    from luoshi.kernel.org.selectors import unit_by_code

    try:
        return unit_by_code(code) if code else None
    except Unseen:
        raise Refused(f"There is no unit with the code {code}") from None


def _mapping(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    try:
        told = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise Refused(f'{name} is no mapping: write it as {{"heading in the file": "column"}}')
    return {str(heading): column for heading, column in told.items()}


def _progress(*words: object) -> None:
    sys.stderr.write(" ".join(map(str, words)) + "\n")
