"""A demonstration plant made once by the command, and a copy of it for each test that asks."""

import shutil
from pathlib import Path

import pytest

from tests.commanded import luoshi


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration plant; not to be changed."""
    home = tmp_path_factory.mktemp("made")
    code, document = luoshi(home, "init", "--demo")
    assert code == 0, document
    assert document["made"] is True
    return home


@pytest.fixture
def demo_home(made: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration plant for this test alone."""
    return Path(shutil.copytree(made, tmp_path / "home"))
