"""Looking through a whole backup before anything is touched: every member, every count, the chain, and whether this version knows it."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from luoshi.base.ledger.chain import Fact, said
from luoshi.base.ledger.verification import Row, walked
from luoshi.mechanisms.voice.spool import NEVER_COPIED
from luoshi.site.backups.container import FILES, FIRST, MANIFEST, TABLES, NotWhole, Reader
from luoshi.site.backups.making import FORMAT, KIND
from luoshi.site.backups.steps import Step, tables_after, taken_by
from luoshi.site.backups.tables import Table

ENTRY, PAYLOAD = "ledger_entry", "ledger_payload"
FACT = ("recorded_at", "happened_at", "on_day", "person", "behalf", "verb", "subject_kind", "subject_id", "unit", "payload_digest")
Anchor = tuple[int, str]


@dataclass(frozen=True)
class Looked:
    """A backup that is whole and can be brought back by this version; the steps its tables had taken, and the tables after them."""

    reader: Reader
    tables: dict[str, Table]
    steps: list[Step]

    @property
    def manifest(self) -> dict[str, Any]:
        return self.reader.manifest

    def rows_of(self, name: str) -> Iterator[tuple[list[Any], bytes]]:
        """The rows of a table as cells in the order of its columns here, each with its line as it stands in the file."""
        told = next(one for one in self.manifest["tables"] if one["name"] == name)
        return ((json.loads(line), line) for line in self.reader.lines(f"{TABLES}{name}.ndjson", told))


def looked_through(path: Path, anchor: Anchor | None = None) -> Looked:
    """Read all of it. NotWhole, with the sentence to say: damaged, no backup, of a newer version, of another house than the anchor says."""
    try:
        return _looked_through(path, anchor)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotWhole(f"{path} cannot be read as a backup ({type(error).__name__}: {error}).") from None


def _looked_through(path: Path, anchor: Anchor | None) -> Looked:
    reader = Reader(path)
    _must_be_ours(reader)
    steps = [(room, step) for room, step in reader.manifest["migrations"]]
    tables = tables_after(taken_by(steps, reader.manifest["product"]))
    _must_fit(reader, tables)
    found = Looked(reader, tables, steps)
    for told in reader.manifest["tables"]:
        tally = tables[told["name"]].tally()
        for cells, line in found.rows_of(told["name"]):
            tally.add(cells, line)
        if (tally.rows, tally.content) != (told["rows"], told["content"]):
            raise NotWhole(f"The table {told['name']} in {path} does not hold the rows that its manifest counts.")
    _must_have_its_files(reader)
    _must_be_chained(found, anchor)
    return found


def listed_files(reader: Reader) -> Iterator[tuple[str, int, int, str]]:
    """Name, length, time and digest of each file that is contained."""
    for line in reader.lines(FILES, reader.manifest["files"]):
        name, length, when, digest = json.loads(line)
        yield name, length, when, digest


def _must_be_ours(reader: Reader) -> None:
    told = reader.manifest
    if told.get("kind") != KIND or not isinstance(told.get("format"), int):
        raise NotWhole(f"{reader.path} is no backup of Luoshi.")
    if told["format"] > FORMAT:
        raise NotWhole(f"{reader.path} was made by Luoshi {told.get('product')}, which is newer: install that version first.")


def _must_fit(reader: Reader, tables: dict[str, Table]) -> None:
    told = {one["name"]: one for one in reader.manifest["tables"]}
    strange = sorted(set(told) - set(tables)) or sorted(set(tables) - set(told))
    if strange:
        raise NotWhole(f"The backup and its version do not agree on these tables: {', '.join(strange)}.")
    for name, table in tables.items():
        if tuple(told[name]["columns"]) != table.columns:
            raise NotWhole(f"The table {name} has other columns in the backup than its version gives it.")
    files = {f"files/{name}" for name, *_more in listed_files(reader)}
    expected = {FIRST, MANIFEST, FILES, *(f"{TABLES}{name}.ndjson" for name in tables), *files}
    if set(reader.names) != expected or len(reader.names) != len(expected):
        raise NotWhole(f"{reader.path} holds other members than its manifest names.")


def _must_have_its_files(reader: Reader) -> None:
    for name, length, _when, digest in listed_files(reader):
        if not re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}\.[a-z]{1,8}", name) or name.rsplit("/", 1)[-1] in NEVER_COPIED:
            raise NotWhole(f"{name} in {reader.path} is no name of a file of the house.")
        found, bytes_long = hashlib.sha256(), 0
        for piece in reader.pieces(f"files/{name}"):
            found.update(piece)
            bytes_long += len(piece)
            if bytes_long > length:
                break
        if (bytes_long, found.hexdigest()) != (length, digest):
            raise NotWhole(f"The file {name} in {reader.path} is not what it was.")


def _must_be_chained(found: Looked, anchor: Anchor | None) -> None:
    kept = (found.manifest["ledger"]["entries"], found.manifest["ledger"]["head"])
    chain = walked(_chain(found), kept)
    if chain.bad:
        raise NotWhole(f"The ledger in {found.reader.path} is broken at entry {min(chain.bad)}: this backup is not to be relied on.")
    if anchor is None:
        return
    if anchor[0] > chain.entries:
        raise NotWhole(f"The backup holds {chain.entries} entries of the ledger, the anchor is of entry {anchor[0]}: it is from before.")
    if next((digest for _words, _verb, _sealed, seq, digest, *_said in _chain(found) if seq == anchor[0]), "") != anchor[1]:
        raise NotWhole(
            f"Entry {anchor[0]} of the ledger in this backup is not the one that was printed: it was rewritten, or is of another house."
        )


def _chain(found: Looked) -> Iterator[Row]:
    """The chained entries with what they say; both lie in the file in the order of the chain."""
    place = {name: number for number, name in enumerate(found.tables[ENTRY].columns)}
    says = {name: number for number, name in enumerate(found.tables[PAYLOAD].columns)}
    payloads = (cells for cells, _line in found.rows_of(PAYLOAD))
    waiting = next(payloads, None)
    for cells, _line in found.rows_of(ENTRY):
        salt, body = None, ""
        if waiting is not None and waiting[says["entry_id"]] == cells[place["id"]]:
            salt, body = waiting[says["salt"]], waiting[says["body"]]
            waiting = next(payloads, None)
        if cells[place["seq"]] is None:
            continue
        recorded, happened, on, *more = (cells[place[name]] for name in FACT)
        fact = Fact(_moment(recorded), _moment(happened), date.fromisoformat(on), *more)
        yield said(fact), fact.verb, fact.payload_digest, cells[place["seq"]], cells[place["digest"]], salt, body


def _moment(cell: str) -> datetime:
    return datetime.fromisoformat(cell).replace(tzinfo=UTC)
