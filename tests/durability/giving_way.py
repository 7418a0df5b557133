"""What gives way below a running house: the disk, the memory, the database. Each is spoiled for a moment and made whole again."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from tests.durability.houses import House

MIB = 1024 * 1024
Spoiling = Callable[[House], AbstractContextManager[None]]


def failing(calls: str, error: str, when: str, *, what: str = "luoshi.sqlite3-wal") -> Spoiling:
    """These system calls on this file fail with this error, from the n-th on (`n+`) or at the n-th, in every thread."""

    @contextmanager
    def spoiled(house: House) -> Iterator[None]:
        pids = [*house.web_workers(), *house.processes("luoshi jobs")]
        with _injected(pids, calls, error, when, house.home / what):
            yield

    return spoiled


@contextmanager
def _injected(pids: list[int], calls: str, error: str, when: str, path: Path | None) -> Iterator[None]:
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={calls}:error={error}:when={when}", "-e", f"trace={calls}"]
    command += ["-P", str(path)] if path else []
    for pid in pids:
        command += ["-p", str(pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while not all(_traced(pid) for pid in pids):
            assert tracer.poll() is None and time.monotonic() < until, "strace could not take hold of the server"
            time.sleep(0.01)
        yield
    finally:
        tracer.send_signal(signal.SIGTERM)
        tracer.wait(20)


def _traced(pid: int) -> bool:
    """Is every thread of it held?"""
    found = [one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/status") if one.exists()]
    return bool(found) and all("TracerPid:\t0\n" not in one for one in found)


def bounded(what: int, measure: Callable[[House, int], int]) -> Spoiling:
    """No process of the house may go beyond this measure: of a file (RLIMIT_FSIZE) or of its memory (RLIMIT_DATA)."""

    @contextmanager
    def spoiled(house: House) -> Iterator[None]:
        before: dict[int, tuple[int, int]] = {}
        for pid in house.processes()[1:]:
            with suppress(ProcessLookupError):
                before[pid] = resource.prlimit(pid, what)
                resource.prlimit(pid, what, (measure(house, pid), before[pid][1]))
        try:
            yield
        finally:
            for pid in house.processes()[1:]:  # also those that were started meanwhile and took the measure from their parent
                with suppress(ProcessLookupError, StopIteration):
                    _soft, hard = resource.prlimit(pid, what)
                    resource.prlimit(pid, what, (hard, hard))

    return spoiled


def files_at_most(longest: int) -> Spoiling:
    """No file may be written beyond so many bytes: the log of the database has that much room, and a photograph."""
    return bounded(resource.RLIMIT_FSIZE, lambda _house, _pid: longest)


def memory_at_most(more: int) -> Spoiling:
    """A process may have so much memory of its own beyond what it has now; address space alone says nothing, it is reserved in advance."""
    return bounded(resource.RLIMIT_DATA, lambda _house, pid: _memory(pid) + more)


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))


def room_left(bytes_left: int) -> Spoiling:
    """The disk is filled up but for so much. Only where the home lies on a small disk of its own."""

    @contextmanager
    def spoiled(house: House) -> Iterator[None]:
        filler = house.home / "filler"
        free = os.statvfs(house.home)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - bytes_left))
        try:
            yield
        finally:
            filler.unlink()

    return spoiled


@contextmanager
def small_disk(place: Path, mib: int) -> Iterator[bool]:
    """A disk of so many MiB mounted here; False where this may not be done."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(place)], capture_output=True, check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(place)], check=False)


@contextmanager
def server_read_only(house: House) -> Iterator[None]:
    """PostgreSQL takes nothing but questions."""
    _tell(house, "ALTER SYSTEM SET default_transaction_read_only = on")
    try:
        yield
    finally:
        _tell(house, "ALTER SYSTEM RESET default_transaction_read_only")


def _tell(house: House, statement: str) -> None:
    assert house.database is not None
    with psycopg.connect(house.database.url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        connection.execute(statement.encode())
        connection.execute(b"SELECT pg_reload_conf()")
    time.sleep(0.2)


@contextmanager
def connections_cut(house: House) -> Iterator[None]:
    """Every connection is ended from the other side."""
    assert house.database is not None
    with psycopg.connect(house.database.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    yield


@contextmanager
def server_away(house: House) -> Iterator[None]:
    """PostgreSQL was killed and is not there."""
    assert house.database is not None
    house.database.kill()
    try:
        yield
    finally:
        house.database.start()


@contextmanager
def log_not_written(house: House) -> Iterator[None]:
    """The next write of PostgreSQL into its log of transactions fails: it falls, and mends itself."""
    import tests.durability.houses as houses

    assert house.database is not None and house.database.server is not None
    backends = [one for one in houses.below(house.database.server.pid)[1:] if "luoshi" in houses._command_of(one)]
    with ExitStack() as stack:
        if backends:
            stack.enter_context(_injected(backends, "pwrite64,fdatasync", "ENOSPC", "1", None))
        yield
