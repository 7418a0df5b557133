"""Most files are opened in this process, so that a test costs no process of its own; `bounded` ones are opened as in the house."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from luoshi.base.files import services
from tests.corpus.here import here


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "bounded" not in request.fixturenames:
        monkeypatch.setattr(services, "opened", here)


@pytest.fixture
def bounded() -> None:
    """The file is opened in the process of its own."""


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.LUOSHI_HOME = tmp_path
    return tmp_path
