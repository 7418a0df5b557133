"""What the server and its supervisor leave: lines of one shape without the way without a name, and no folder in memory."""

import logging
import os
from pathlib import Path

import pytest
from gunicorn.config import Config

from luoshi.site.commands import serve
from luoshi.site.server_log import ServerLog


@pytest.fixture
def handler() -> logging.Handler:
    """What writes the server's lines."""
    return next(one for one in ServerLog(Config()).error_log.handlers if type(one) is logging.StreamHandler)


@pytest.mark.parametrize("said", ["Error handling request POST /voice/", "Invalid request from ip=10.0.0.7: Invalid HTTP Version"])
def test_the_server_says_nothing_of_what_may_be_without_a_name(handler: logging.Handler, said: str) -> None:
    assert not handler.filter(logging.LogRecord("gunicorn.error", logging.ERROR, "x", 1, said, (), None))


def test_what_else_it_says_has_the_shape_of_the_house(handler: logging.Handler) -> None:
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "x", 1, "Worker (pid:%s) was sent SIGKILL!", (7,), None)
    assert handler.filter(record)
    assert handler.format(record).endswith('level=error name=gunicorn.error event="Worker (pid:7) was sent SIGKILL!"')


def test_the_workers_count_in_a_folder_that_goes_and_what_a_killed_server_left_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    left, others = tmp_path / "luoshi-counts-999999999-x", tmp_path / f"luoshi-counts-{os.getppid()}-x"
    left.mkdir()
    others.mkdir()
    with serve._counted_together():
        folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        assert folder.parent == tmp_path and folder.stat().st_mode & 0o777 == 0o700
        assert not left.exists() and others.exists(), "a server that runs keeps its own"
    assert not folder.exists() and "PROMETHEUS_MULTIPROC_DIR" not in os.environ
