"""Houses made once by the command for all workers, and a copy of one for each test that asks."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from tests.commanded import luoshi


def _once(factory: pytest.TempPathFactory, name: str, *words: str) -> Path:
    """The home of this name: made by whichever worker comes first, waited for by the others; not to be changed."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    folder.mkdir(exist_ok=True)
    home = folder / "home"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            code, document = luoshi(folder / "making", "init", *words)
            assert code == 0, document
            assert document["made"] is True
            (folder / "making").rename(home)
    return home


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration plant; not to be changed."""
    return _once(tmp_path_factory, "demonstration", "--demo")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with nothing in it but the root and its administrator; not to be changed."""
    return _once(tmp_path_factory, "empty")


@pytest.fixture
def demo_home(made: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration plant for this test alone."""
    return Path(shutil.copytree(made, tmp_path / "home"))


@pytest.fixture
def empty_home(empty: Path, tmp_path: Path) -> Path:
    """A copy of the empty house for this test alone."""
    return Path(shutil.copytree(empty, tmp_path / "home"))
