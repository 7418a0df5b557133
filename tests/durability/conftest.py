"""Plants to be hurt: a demonstration on either database, made once, copied for each test; nothing of them runs afterwards."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.durability.houses import House, Postgres, copied
from tests.postgres import Missing, binaries

ENGINES = [
    pytest.param("SQLite", marks=pytest.mark.xdist_group("durable SQLite")),
    pytest.param("PostgreSQL", marks=pytest.mark.xdist_group("durable PostgreSQL")),
]
Put = Callable[..., House]


def _or_skip(missing: str) -> None:
    """At a desk it is said and skipped; in CI it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def server_made() -> Iterator[tuple[Postgres, Path]]:
    """A stopped cluster with the demonstration in it, and its home; not to be changed."""
    try:
        binaries()
    except Missing as missing:
        _or_skip(str(missing))
    folder = Path(tempfile.mkdtemp(prefix="luoshi-durable-"))
    folder.chmod(0o755)
    try:
        server = Postgres.made(folder / "server")
        server.settings = {
            "fsync": "off",
            "shared_buffers": "64MB",
            "max_wal_size": "256MB",
        }  # it is being made: what counts begins afterwards
        server.start()
        try:
            server.make_database()
            (folder / "home").mkdir()
            done = House(folder / "home", server, twin="unguarded").luoshi("init", "--demo", "--json")
            assert done.returncode == 0, done.stderr
        finally:
            server.stop()
        yield server, folder / "home"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def put(request: pytest.FixtureRequest) -> Iterator[Put]:
    """A plant on this engine for this test alone; with `twin` or `settings` spoiled on purpose."""
    if shutil.which("strace") is None:
        _or_skip("no strace here: apt-get install strace, or leave this to CI")
    folder = Path(tempfile.mkdtemp(prefix="luoshi-durable-")).resolve()
    folder.chmod(0o755)
    standing: list[House] = []

    def one(engine: str, *, twin: str = "", settings: dict[str, str] | None = None) -> House:
        place = folder / str(len(standing))
        place.mkdir()
        if engine == "SQLite":
            house = House(copied(request.getfixturevalue("made"), place / "home"), twin=twin, workers=1 if twin else 2)
        else:
            server, home = request.getfixturevalue("server_made")
            house = House(copied(home, place / "home"), server.copied(place / "server", settings), twin=twin, workers=1 if twin else 2)
        standing.append(house)
        return house

    try:
        yield one
    finally:
        for house in standing:
            house.end()
        shutil.rmtree(folder, ignore_errors=True)
