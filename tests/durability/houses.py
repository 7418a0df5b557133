"""The running product on a home of its own, on either database: started, killed as a machine kills, started again."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres
from tests.browser.house import ROOT

PATIENCE = 60.0
TRACED = (
    "openat,?open,?creat,write,writev,pwrite64,pwritev,?pwritev2,fsync,fdatasync,?rename,renameat,renameat2,?unlink,unlinkat,ftruncate,"
    "truncate,fallocate,?mkdir,mkdirat,?rmdir,?link,linkat,copy_file_range"
)
STRACE = ["strace", "-f", "-y", "-ttt", "-T", "-s", "8388608", "--seccomp-bpf", "-q", "-e", f"trace={TRACED}", "-e", "signal=none"]
DURABLE = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "8MB",
    "max_wal_size": "4MB",
    "min_wal_size": "2MB",
    "checkpoint_timeout": "30s",
    "log_min_messages": "fatal",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}


def below(pid: int) -> list[int]:
    """The process and everything under it, parents first."""
    parents: dict[int, list[int]] = {}
    for one in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents.setdefault(int(one.read_text().rpartition(")")[2].split()[1]), []).append(int(one.parent.name))
    found = [pid]
    for one in found:
        found.extend(parents.get(one, []))
    return found


def kill(pids: Iterable[int]) -> None:
    for one in pids:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def gone(pids: Iterable[int]) -> None:
    """Wait until none of them runs any more; a zombie runs no more."""
    until = time.monotonic() + 20
    for one in pids:
        while time.monotonic() < until and _runs(one):
            time.sleep(0.005)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@dataclass
class Postgres:
    """A PostgreSQL that keeps what it acknowledges, on a port that stays the same."""

    folder: Path
    port: int = field(default_factory=postgres._free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql://{postgres.USER}:{(self.folder / 'password').read_text()}@127.0.0.1:{self.port}/luoshi"

    @classmethod
    def made(cls, folder: Path) -> "Postgres":
        """A new cluster: small segments of the log, so that a test fills several, and checksums, so that a torn page is noticed."""
        runs_as = postgres._user()
        folder.mkdir(parents=True)
        secret = folder / "password"
        secret.write_text("only-for-this-test")
        if runs_as:
            for path in (folder, secret):
                os.chown(path, runs_as.pw_uid, runs_as.pw_gid)
        command = [str(postgres.binaries() / "initdb"), "-D", str(folder / "data"), "-U", postgres.USER, "--pwfile", str(secret)]
        command += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
        command += ["--data-checksums", "--wal-segsize", "1"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **postgres._identity(runs_as))  # type: ignore[call-overload]
        return cls(folder)

    def start(self, trace: Path | None = None, *, once: bool = False) -> None:
        """Start it and wait until it answers; a killed one's shared memory may keep it waiting a moment, unless it is tried `once`."""
        until = time.monotonic() + PATIENCE
        while True:
            self.server = self._started(trace)
            if postgres._answers(self.server, self.data):
                return
            self.server.kill()
            self.server.wait()
            if once or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def _started(self, trace: Path | None) -> "subprocess.Popen[bytes]":
        command = [str(postgres.binaries() / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        for name, value in {**DURABLE, **self.settings}.items():
            command += ["-c", f"{name}={value}"]
        if trace:
            command = [*STRACE, "-o", str(trace), *command]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                preexec_fn=postgres._dies_with_us(),
                **postgres._identity(postgres._user()),
            )

    def kill(self) -> None:
        """The postmaster and everything under it, at once; a tracer above it writes its last lines and ends by itself."""
        if self.server is None:
            return
        pids = below(self.server.pid)
        kill(one for one in pids if not _traces(one))
        gone(one for one in pids if not _traces(one))
        self.server.wait(20)
        self.server = None

    def stop(self) -> None:
        postgres._end(self.server)
        self.server = None

    def copied(self, folder: Path, settings: Mapping[str, str] | None = None) -> "Postgres":
        """The same cluster once more; it must be stopped."""
        subprocess.run(["cp", "-a", str(self.folder), str(folder)], check=True)
        return Postgres(folder, settings=settings or {})

    def make_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE luoshi TEMPLATE template0")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")


def _traces(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0].endswith(b"strace")
    return False


@dataclass
class House:
    """A plant that `luoshi serve` serves; `twin` names a settings module that spoils one thing on purpose."""

    home: Path
    database: Postgres | None = None
    twin: str = ""
    workers: int = 2
    port: int = field(default_factory=postgres._free_port)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        return "PostgreSQL" if self.database else "SQLite"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith(("LUOSHI_", "DJANGO_"))}
        settings = f"tests.durability.twins.{self.twin}" if self.twin else "luoshi.site.settings"
        kept |= {"LUOSHI_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT)}
        return kept | ({"DATABASE_URL": self.database.url} if self.database else {})

    def start(self, trace: Path | None = None) -> float:
        """`luoshi serve`, in a process group of its own; how many seconds until it answered."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "luoshi", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        if trace:
            command = [*STRACE, "-o", str(trace), *command]
        with (self.home / "serve.log").open("ab") as log:
            self.server = subprocess.Popen(
                command,
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=postgres._dies_with_us(),
            )
        self.wait()
        return time.monotonic() - begun

    def wait(self) -> None:
        """Until the sign-in page is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.server is not None and self.server.poll() is None, self.said()
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/w/sign-in", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.02)
        raise AssertionError(f"not in service again:\n{self.said()}")

    def said(self) -> str:
        return (self.home / "serve.log").read_text()[-3000:]

    def processes(self, word: str = "") -> list[int]:
        """The pids of the tree, those alone whose command line holds this word."""
        pids = below(self.server.pid) if self.server else []
        return [one for one in pids if not _traces(one) and (not word or word in _command_of(one))]

    def web_workers(self) -> list[int]:
        web = self.processes("gunicorn")
        return web[1:]

    def kill(self) -> None:
        """kill -9 of everything at once."""
        if self.server is None:
            return
        pids = self.processes()
        kill(pids)
        gone(pids)
        self.server.wait(20)
        self.server = None

    def stop(self) -> None:
        """As an operator stops it."""
        if self.server and self.server.poll() is None:
            self.server.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.server.wait(25)
        self.kill()

    def luoshi(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command of the house."""
        command = [sys.executable, "-m", "luoshi", *words]
        return subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True, check=False, timeout=400)

    def end(self) -> None:
        """Whatever became of it: nothing of it runs afterwards."""
        self.kill()
        if self.database:
            self.database.kill()


def _command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def copied(home: Path, to: Path) -> Path:
    return Path(shutil.copytree(home, to, symlinks=True))
