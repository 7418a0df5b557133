"""Most files are opened in this process, so that a test costs no process of its own; `bounded` ones are opened as in the house."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from luoshi.base.files import inside, services
from luoshi.base.files.bounded import sentence
from luoshi.base.files.picture import Unreadable


def _here(what: str, content: bytes, *, name: str = "", field: str = "photos") -> tuple[bytes, dict[str, Any]]:
    try:
        return inside._look(what, content)
    except Unreadable as trouble:
        raise sentence(trouble.args[0], tuple(map(str, trouble.args[1:])), name, field) from None


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "bounded" not in request.fixturenames:
        monkeypatch.setattr(services, "opened", _here)


@pytest.fixture
def bounded() -> None:
    """The file is opened in the process of its own."""


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.LUOSHI_HOME = tmp_path
    return tmp_path
