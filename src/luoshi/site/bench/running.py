"""A run: the plant is filled, the house and the bare program are served, each work is driven, and what it spends is told as rows."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import IO, Any

from django.db import connection

from luoshi.base.clock import local_date, now
from luoshi.kernel.org.scope import ranges
from luoshi.kernel.org.tree import tree
from luoshi.site.bench import bare
from luoshi.site.bench.driving import Round, drive
from luoshi.site.bench.spending import cpu_seconds, database_pid, memory_mb
from luoshi.site.bench.works import UNITS, Ask, Work, tree_unit

READY = 60.0
ROUNDS = 3


@dataclass(frozen=True)
class Served:
    """A server by its port and its first process."""

    port: int
    pid: int


@contextmanager
def house(workers: int) -> Iterator[Served]:
    """The running product on a free port, without reminders: nothing but what is asked."""
    port = _free()
    with _running([sys.executable, "-m", "luoshi", "serve", "--port", str(port), "--workers", str(workers)], port, "/w/sign-in") as pid:
        yield Served(port, pid)


@contextmanager
def bare_program(workers: int) -> Iterator[Served]:
    """The measure beside it, served in the same way."""
    port = _free()
    with connection.cursor() as cursor:
        key = "bigint GENERATED ALWAYS AS IDENTITY" if connection.vendor == "postgresql" else "integer"
        cursor.execute(bare.TABLE.format(key=key))
    command = [sys.executable, "-m", "gunicorn", "luoshi.site.bench.bare:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "4", "--no-control-socket", "--log-level", "warning"]
    try:
        with _running(command, port, "/W2?first=1&last=9") as pid:
            yield Served(port, pid)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_row")


def measured(work: Work, here: Served, beside: Served, *, seconds: float, connections: int) -> dict[str, Any]:
    """One row: the median of three rounds by CPU, beside the bare program's median in the same minutes."""
    drive(here.port, work, seconds=min(seconds, 1), connections=1)
    ours, theirs, bare_work = [], [], _as_bare(work)
    for _round in range(ROUNDS):
        ours.append(_spent(work, here, seconds, connections, signed_in=True))
        theirs.append(_spent(bare_work, beside, max(seconds / 3, 0.5), connections, signed_in=False))
    ours.sort(key=lambda row: row[1] + row[2])
    found, cpu, db = ours[ROUNDS // 2]
    baseline = statistics.median(cpu + db for _found, cpu, db in theirs)
    wrong = [sentence for each, _cpu, _db in ours for sentence in each.wrong]
    return {
        "work": work.name, "words": work.words, "scope": work.scope, "cpu_ms": round(cpu, 2), "db_ms": round(db, 2),
        "p50_ms": round(found.quantile(0.5), 1), "p95_ms": round(found.quantile(0.95), 1), "answers": found.many, "errors": len(wrong),
        "first_error": wrong[0] if wrong else "", "bytes": found.size // max(found.many, 1), "baseline_ms": round(baseline, 2),
        "memory_mb": memory_mb(here.pid), **_asked_once(work),
    }  # fmt: skip


def _spent(work: Work, at: Served, seconds: float, connections: int, *, signed_in: bool) -> tuple[Round, float, float]:
    """A round, and the CPU milliseconds of server and database for each answer."""
    base = database_pid()
    before, before_db = cpu_seconds(at.pid), cpu_seconds(base)
    found = drive(at.port, work, seconds=seconds, connections=connections, signed_in=signed_in)
    many = max(found.many, 1)
    return found, 1000 * (cpu_seconds(at.pid) - before) / many, 1000 * (cpu_seconds(base) - before_db) / many


def _asked_once(work: Work) -> dict[str, int]:
    """Statements of one request, and the rows of its page: asked inside this process."""
    import random

    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    asker, ask = Client(), work.ask(random.Random(1))  # noqa: S311
    asker.post(f"/w/demo/{work.staff_no}")
    if ask.form is None:
        asker.get(ask.address)
    with CaptureQueriesContext(connection) as statements:
        answer = asker.get(ask.address) if ask.form is None else asker.post(ask.address, dict(ask.form))
    body = answer.content.decode() if ask.rows else ""
    return {"queries": len(statements), "rows": len(set(_doors(body, ask.rows))) if ask.rows else 0}


def _doors(body: str, door: str) -> Iterator[str]:
    for piece in body.split(f'href="{door}')[1:]:
        yield piece.split('"', 1)[0]


def _as_bare(work: Work) -> Work:
    """The same rows asked of the bare program."""
    spans: Sequence[tuple[int, int]] = ranges(tree(local_date(now())).below([tree_unit(UNITS[work.scope])]))
    first, last = (spans[0][0], spans[-1][1]) if spans else (0, 0)

    def ask(dice: Any) -> Ask:
        asked = work.ask(dice)
        pk = asked.address.rsplit("/", 1)[-1] if work.name == "W3" else "0"
        return Ask(f"/{work.name}?first={first}&last={last}&pk={pk}")

    return replace(work, status=200, sign="<", ask=ask)


@contextmanager
def _running(command: list[str], port: int, address: str) -> Iterator[int]:
    with tempfile.TemporaryFile() as said:  # a pipe that nobody reads would stop a server that says much
        yield from _until_ready(command, port, address, said)


def _until_ready(command: list[str], port: int, address: str, said: IO[bytes]) -> Iterator[int]:
    process = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=said)  # noqa: S603
    try:
        until = time.monotonic() + READY
        while time.monotonic() < until:
            if process.poll() is not None:
                said.seek(0)
                raise RuntimeError(said.read().decode()[-2000:] or "it ended")
            with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=5):
                break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
