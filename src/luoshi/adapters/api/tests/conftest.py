"""The clock of the house, browsers of its people, and another system on this machine."""

from collections.abc import Iterator

import pytest

from luoshi.adapters.api.tests.listener import Listener, listen
from luoshi.web.tests.house import calls, clock

__all__ = ["calls", "clock"]


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    """Another system on this machine, named in the environment."""
    one = Listener()
    server = listen(one)
    monkeypatch.setenv("LUOSHI_HOOK_HOSTS", f"http://127.0.0.1:{one.port}")
    yield one
    server.shutdown()
    server.server_close()
