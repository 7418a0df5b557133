"""The folder in which a ledger waits between being read and being taken: the file, its task, its status, its rows, its report."""

import json
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings

from luoshi.base.sheets.register import Entry

CHUNK = 200


@dataclass(frozen=True)
class Task:
    """What the reading process needs to know; ids for unit and person, None for none and for the house."""

    register: str
    unit: int | None
    person: int | None
    file_name: str
    digest: str
    on: date
    at: datetime
    language: str
    mapping: dict[str, str] = field(default_factory=dict)
    marked: bool = True
    nightly: str = ""


class Folder:
    """Everything about one ledger that is not in the database. Only the reading process writes rows and report."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, key: UUID) -> "Folder":
        return cls(Path(settings.LUOSHI_HOME) / "imports" / str(key))

    @property
    def book(self) -> Path:
        """The file as it came, under a name of our own: the name it had is only shown."""
        return next(iter(sorted(self.path.glob("book.*"))), self.path / "book.xlsx")

    @property
    def marked(self) -> Path:
        return self.path / "marked.xlsx"

    def keep(self, stream: BinaryIO, suffix: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        ending = suffix.lower() if suffix.lower() in (".xlsx", ".csv", ".xls", ".et", ".wps", ".txt") else ".bin"
        with (self.path / f"book{ending}").open("wb") as file:
            shutil.copyfileobj(stream, file, 1024 * 1024)

    def write_task(self, task: Task) -> None:
        self._write("task.json", {**asdict(task), "on": task.on.isoformat(), "at": task.at.isoformat()})

    def task(self) -> Task:
        told = self._read("task.json")
        return Task(**{**told, "on": date.fromisoformat(told["on"]), "at": datetime.fromisoformat(told["at"])})

    def say(self, state: str, **more: object) -> None:
        """The status that the waiting page reads: reading, checking, writing, done or failed."""
        self._write("status.json", {"state": state, **more})

    def status(self) -> dict[str, Any]:
        return self._read("status.json") if (self.path / "status.json").exists() else {"state": "reading"}

    def write_report(self, report: dict[str, Any]) -> None:
        self._write("report.json", report)

    def report(self) -> dict[str, Any]:
        return self._read("report.json")

    def write_entries(self, entries: list[Entry]) -> list[int]:
        """The rows in chunks of 200; answers where in the file each chunk begins."""
        starts = []
        with (self.path / "entries").open("wb") as file:
            for first in range(0, len(entries), CHUNK):
                starts.append(file.tell())
                pickle.dump(entries[first : first + CHUNK], file, protocol=5)
        return starts

    def entries(self) -> Iterator[Entry]:
        with (self.path / "entries").open("rb") as file:
            for _start in self.report()["starts"]:
                yield from pickle.load(file)  # noqa: S301 — written by our own reading process, never by a user

    def some(self, places: list[int]) -> list[Entry]:
        """The entries at these places, counted from 0, in the order asked for."""
        starts, chunks = self.report()["starts"], {}
        with (self.path / "entries").open("rb") as file:
            for number in sorted({place // CHUNK for place in places}):
                file.seek(starts[number])
                chunks[number] = pickle.load(file)  # noqa: S301 — written by our own reading process, never by a user
        return [chunks[place // CHUNK][place % CHUNK] for place in places]

    def drop(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, name: str, content: object) -> None:
        waiting = self.path / f".{name}"
        waiting.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        waiting.replace(self.path / name)

    def _read(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        return told
