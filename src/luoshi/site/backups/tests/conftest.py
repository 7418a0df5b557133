"""A backup of the demonstration plant, made once by the command."""

import shutil
from pathlib import Path

import pytest

from tests.commanded import luoshi


@pytest.fixture(scope="session")
def backup(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole backup of the demonstration plant; not to be changed."""
    folder = tmp_path_factory.mktemp("backup")
    home = Path(shutil.copytree(made, folder / "home"))
    code, said = luoshi(home, "backup", "--out", str(folder / "backup"))
    assert code == 0, said
    shutil.rmtree(home)
    return folder / "backup"
