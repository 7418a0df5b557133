"""The plant of the permission matrix, with browsers and keys of everybody in it; no other process is started."""

from collections.abc import Iterator

import pytest

from tests.permissions.conftest import callers, calls, clock, files, world

__all__ = ["callers", "calls", "clock", "files", "world"]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files that are brought are kept, and not read by a process of their own."""
    monkeypatch.setattr("luoshi.adapters.spreadsheets.child.start", lambda _folder: None)
    yield
