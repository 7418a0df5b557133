"""A PostgreSQL of one's own for a test run: made in a temporary folder, reached by TCP on 127.0.0.1 alone, gone afterwards.

    python -m tests.postgres run -- CMD …      runs CMD with DATABASE_URL set, answers its exit code
    python tests/postgres.py -- CMD …          the same

`initdb` and the server refuse root, so under root they run as `postgres` or `nobody`. The server is a child of this process and dies with
it. It is as durable as a server must be, or nothing would start on it; where there is room it lies in memory, so that syncing costs nothing.
"""

import ctypes
import os
import pwd
import secrets
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

USER = "luoshi"
PATIENCE = 30.0
ROOM = 4 * 1024**3
PR_SET_PDEATHSIG = 1
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "client_min_messages": "warning",
}


class Missing(Exception):
    """There is no PostgreSQL on this machine, with the sentence to print."""


class Cluster:
    """A running PostgreSQL with a superuser of its own."""

    def __init__(self, port: int, password: str) -> None:
        self.port, self.password = port, password

    def url(self, name: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, empty or a copy of another nobody is connected to; its DATABASE_URL."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)


def binaries() -> Path:
    """The folder with `initdb` and `postgres`, the newest there is. Missing: there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.partition(".")[0]), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Missing("no PostgreSQL here (looked in /usr/lib/postgresql and on PATH): apt-get install postgresql, or leave this half to CI")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make a cluster, yield it, end it and remove its folder."""
    where, runs_as = binaries(), _user()
    home = Path(tempfile.mkdtemp(prefix="luoshi-pg-", dir=_in_memory()))
    server = None
    try:
        password, secret, data = secrets.token_hex(12), home / "password", home / "data"
        secret.write_text(password)
        if runs_as:
            for path in (home, secret):
                os.chown(path, runs_as.pw_uid, runs_as.pw_gid)
        command = [str(where / "initdb"), "-D", str(data), "-U", USER, "--pwfile", str(secret), "--auth", "scram-sha-256"]
        command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions", "--data-checksums"]
        made = subprocess.run(command, cwd=home, capture_output=True, text=True, **_identity(runs_as))  # type: ignore[call-overload]
        if made.returncode:
            raise RuntimeError(f"initdb ended with {made.returncode}: {made.stderr.strip()}")
        server, port = _serve(where, data, home, runs_as)
        yield Cluster(port, password)
    finally:
        _end(server)
        shutil.rmtree(home, ignore_errors=True)


def _serve(where: Path, data: Path, home: Path, runs_as: pwd.struct_passwd | None) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the server on a free port; another port when somebody was quicker."""
    for _attempt in range(5):
        port = _free_port()
        command = [str(where / "postgres"), "-D", str(data), "-p", str(port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        with (home / "log").open("ab") as log:
            server = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, preexec_fn=_dies_with_us(), **_identity(runs_as))  # type: ignore[call-overload]
        if _answers(server, data):
            return server, port
        _end(server)
    raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()[-2000:]}")


def _answers(server: "subprocess.Popen[bytes]", data: Path) -> bool:
    """Wait until the server says it is ready in its own pid file (its last line), so that no stranger on the port is taken for it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            if (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return True
        time.sleep(0.02)
    return False


def _end(server: "subprocess.Popen[bytes] | None") -> None:
    """Fast shutdown; harder when it takes long."""
    if server is None:
        return
    for number, patience in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is not None:
            return
        server.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(patience)


def _in_memory() -> Path | None:
    """The folder that is kept in memory, where it has room; else the usual one for what is temporary."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOM else None


def _user() -> pwd.struct_passwd | None:
    """Who runs the server: ourselves, but never root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("root may not run PostgreSQL and there is neither a user postgres nor nobody")


def _identity(runs_as: pwd.struct_passwd | None) -> dict[str, object]:
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
    if runs_as is None:
        return {"env": environment}
    return {"env": environment, "user": runs_as.pw_uid, "group": runs_as.pw_gid, "extra_groups": []}


def _dies_with_us() -> Callable[[], None]:
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return ask


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(argv: list[str]) -> int:
    """Run a command with DATABASE_URL set to a database of its own."""
    command = argv[argv.index("--") + 1 :] if "--" in argv else []
    if not command:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    try:
        with cluster() as made:
            environment = {**os.environ, "DATABASE_URL": made.create("luoshi")}
            child = subprocess.Popen(command, env=environment)
            try:
                return child.wait()
            except BaseException:
                child.terminate()
                child.wait(20)
                raise
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
