"""A house to walk through: a plant made by `luoshi init`, served by `luoshi serve` on a free port, and ended by its process id."""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 40.0
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class House:
    """A plant being served: its address, its LUOSHI_HOME and which database it stands on."""

    url: str
    home: Path
    database: str
    environment: Mapping[str, str]

    @property
    def log(self) -> Path:
        """What the server says on its error output."""
        return self.home / "serve.log"

    def luoshi(self, *arguments: str) -> str:
        """Run a command of the house, its output."""
        return _luoshi(self.environment, *arguments)


def make(home: Path, *, demo: bool = True, database_url: str = "") -> str:
    """`luoshi init` in `home`; the link for the first administrator."""
    arguments = ["init", "--json", *(["--demo"] if demo else [])]
    link: str = json.loads(_luoshi(_environment(home, database_url), *arguments))["link"]
    return link


def copy(made: Path, home: Path) -> Path:
    """A plant of one's own, from one made before."""
    shutil.copytree(made, home)
    return home


@contextmanager
def served(home: Path, *, database_url: str = "", also: Mapping[str, str] | None = None) -> Iterator[House]:
    """`luoshi serve` on a free port until the end of the block; `also` is what its environment says besides."""
    environment = {**_environment(home, database_url), **(also or {})}
    port = _free_port()
    with (home / "serve.log").open("wb") as log:
        command = [sys.executable, "-m", "luoshi", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log, preexec_fn=_die_with_us)
    try:
        _wait(f"http://127.0.0.1:{port}/w/sign-in", server, home / "serve.log")
        yield House(f"http://127.0.0.1:{port}", home, "PostgreSQL" if database_url else "SQLite", environment)
    finally:
        server.terminate()
        try:
            server.wait(25)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def chromium() -> str | None:
    """The Chromium of this machine, if there is one."""
    named = os.environ.get("CHROMIUM")
    return next((path for path in ([named] if named else CHROMIUM) if Path(path).exists()), None)


def _luoshi(environment: Mapping[str, str], *arguments: str) -> str:
    run = subprocess.run([sys.executable, "-m", "luoshi", *arguments], env=environment, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"luoshi {' '.join(arguments)} ended with {run.returncode}: {run.stdout}{run.stderr}")
    return run.stdout


def _environment(home: Path, database_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith(("LUOSHI_", "DJANGO_"))}
    kept |= {"LUOSHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    return kept | ({"DATABASE_URL": database_url} if database_url else {})


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    server.terminate()
    server.wait()
    raise RuntimeError(f"luoshi serve did not answer at {url}:\n{log.read_text()[-3000:]}")


def _die_with_us() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
