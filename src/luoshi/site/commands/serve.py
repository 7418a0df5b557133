"""`luoshi serve`: one supervisor, the web server and the jobs process under it, both restarted when they fall."""

import argparse
import ctypes
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from luoshi.site.commands import EXIT_NOT_OK, EXIT_OK, Refused
from luoshi.site.commands.start import set_up, write

PR_SET_PDEATHSIG = 1
PATIENCE = 20.0
AGAIN_AFTER = 1.0
TOO_OFTEN = 5
MEMORY = Path("/dev/shm")  # noqa: S108 — small files that are written at every request, in memory
log = logging.getLogger("luoshi.serve")


def add_to(commands: Any) -> None:
    parser = commands.add_parser("serve", help="serve on 127.0.0.1 with the jobs process beside it")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    set_up()
    _free(arguments.port)
    from django.db import connection

    connection.close()
    web = [sys.executable, "-m", "gunicorn", "luoshi.site.wsgi:application", "--bind", f"127.0.0.1:{arguments.port}"]
    web += ["--worker-class", "gthread", "--workers", str(arguments.workers), "--threads", "4"]
    web += ["--timeout", "60", "--graceful-timeout", "10"]
    web += ["--no-control-socket", "--log-level", "warning", "--logger-class", "luoshi.site.server_log.ServerLog"]
    web += ["--worker-tmp-dir", str(MEMORY)]
    jobs = [sys.executable, "-m", "luoshi", "jobs"]
    write(f"http://127.0.0.1:{arguments.port}")
    with _counted_together():
        return Supervisor({"web": web, "jobs": jobs}).watch()


class Supervisor:
    """Keeps its children running until it is told to stop; they die with it."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.falls: dict[str, list[float]] = {name: [] for name in commands}
        self.stopping = False

    def watch(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        while not self.stopping:
            time.sleep(0.2)
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.stopping and not self._again(name, child.returncode):
                    self._end()
                    return EXIT_NOT_OK
        self._end()
        return EXIT_OK

    def _start(self, name: str) -> None:
        self.children[name] = subprocess.Popen(self.commands[name], preexec_fn=_die_with_parent(), env=os.environ.copy())  # noqa: S603

    def _again(self, name: str, code: int) -> bool:
        """Restart a child that fell; give up when it falls five times within a minute."""
        now = time.monotonic()
        self.falls[name] = [moment for moment in self.falls[name] if now - moment < 60] + [now]
        log.error("a child fell and is started again", extra={"fields": {"child": name, "code": code}})
        if len(self.falls[name]) >= TOO_OFTEN:
            log.critical("a child falls again and again: giving up", extra={"fields": {"child": name}})
            return False
        time.sleep(AGAIN_AFTER)
        self._start(name)
        return True

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


@contextmanager
def _counted_together() -> Iterator[None]:
    """A folder in which the workers count, so that whoever watches reads their sum; what a killed supervisor left there goes."""
    within = Path(os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or MEMORY)
    for left in within.glob("luoshi-counts-*-*"):
        with suppress(OSError, ValueError):
            if left.lstat().st_uid == os.getuid() and not Path(f"/proc/{int(left.name.split('-')[2])}").exists():
                shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"luoshi-counts-{os.getpid()}-", dir=within)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    try:
        yield
    finally:
        del os.environ["PROMETHEUS_MULTIPROC_DIR"]
        shutil.rmtree(folder, ignore_errors=True)


def _die_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(f"Port {port} is already taken: stop what runs there, or choose another with --port") from None
