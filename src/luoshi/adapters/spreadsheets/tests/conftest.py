"""The doors of the house, for the pages of this room; lists are read in the process of the test, where its database is seen."""

from pathlib import Path
from typing import Any

import pytest

from luoshi.adapters.spreadsheets import child
from luoshi.web.tests.house import calls, clock

__all__ = ["calls", "clock"]


@pytest.fixture
def folder(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of nightly lists."""
    monkeypatch.setattr(child, "start", lambda folder: child.read(folder))
    made = home / "nightly"
    made.mkdir()
    settings.SIGN_IN = {"LUOSHI_NIGHTLY": str(made)}
    return made
