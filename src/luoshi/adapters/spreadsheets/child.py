"""The short-lived process that reads a ledger: bounded in memory and time, so that a hostile file ends it and nothing else."""

import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.folder import Folder, Task
from luoshi.adapters.spreadsheets.marked import mark
from luoshi.adapters.spreadsheets.models import DIRECTORY
from luoshi.adapters.spreadsheets.nightly.directory import fetch
from luoshi.adapters.spreadsheets.nightly.unlisted import unlisted
from luoshi.adapters.spreadsheets.report import report_of
from luoshi.base.actor import HOUSE, Actor
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.sheets.reading import read_ledger
from luoshi.base.sheets.register import Context, registers
from luoshi.kernel.org.selectors import actor_of, person_by_id

MOST_MEMORY = 2 * 1024**3
MOST_CPU_SECONDS = 600
MOST_SECONDS = 900


def start(folder: Folder) -> None:
    """Begin reading and come back at once; `watch` in a process of its own sees to the end."""
    _spawn(folder, "--watch")


def watch(folder: Folder) -> bool:
    """Read in a child process and wait for it. Whatever becomes of the child, the status says how it ended; True when it was read."""
    child = _spawn(folder)
    try:
        code = child.wait(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    if code != 0 and folder.path.exists() and folder.status()["state"] not in ("done", "failed"):
        folder.say("failed", trouble=too_much(folder))
    return folder.path.exists() and folder.status()["state"] == "done"


def too_much(folder: Folder) -> str:
    """The sentence for a file that ended its process."""
    with translation.override(folder.task().language):
        return _("This file could not be read: it asks for more memory or time than any ledger needs. Copy its rows into a new workbook.")


def limit() -> None:
    """Bound this process, before it opens the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(folder: Folder) -> bool:
    """Read, type and check the ledger in this folder, and write its rows and report beside it. Reads the database, never writes it."""
    task = folder.task()
    with translation.override(task.language):
        try:
            _read(folder, task)
        except Refusal as refusal:
            folder.say("failed", trouble=str(refusal))
        except (MemoryError, RecursionError):
            folder.say("failed", trouble=too_much(folder))
        else:
            folder.say("done")
            return True
    return False


def _read(folder: Folder, task: Task) -> None:
    register = registers[task.register]
    folder.say("reading")
    if task.nightly == DIRECTORY and not folder.book.exists():
        task = replace(task, digest=fetch(folder))
        folder.write_task(task)
    reading = read_ledger(folder.book, register, mapping=task.mapping, title=task.file_name)
    folder.say("checking", of=len(reading.entries))
    context = Context(_actor(task), task.unit, task.on, task.at)
    if not reading.head.faults:
        try:
            register.check(reading.entries, context)
        except Unseen:
            raise Refusal(_("There is no such unit for you.")) from None
    folder.say("writing", of=len(reading.entries))
    report = report_of(reading)
    if task.nightly and not reading.head.faults:
        report |= unlisted(register.name, reading.entries, context)
    if task.nightly == DIRECTORY:
        report["digest"] = task.digest
    report["starts"] = folder.write_entries(reading.entries)
    folder.write_report(report)
    if task.marked and report["errors"]:
        mark(folder.marked, reading)


def _actor(task: Task) -> Actor:
    return HOUSE if task.person is None else actor_of(person_by_id(task.person), task.on)


def _spawn(folder: Folder, *how: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "LUOSHI_HOME": str(settings.LUOSHI_HOME)}
    with (folder.path / ("watch.log" if how else "child.log")).open("wb") as log:
        return subprocess.Popen(  # noqa: S603 — our own command, a folder of our own
            [sys.executable, "-m", "luoshi", "sheet-read", *how, str(Path(folder.path).resolve())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=bool(how),
        )
