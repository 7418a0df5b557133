"""The plant of the matrix, put up for each test, and the browsers of everybody in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from luoshi.web.accounts.services import enter, open_for_demo
from luoshi.web.tests.house import Caller, calls, clock
from tests.permissions.world import NOW, World, play

__all__ = ["calls", "clock"]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photographs of the plant, once for this worker, also where another folder of tests has the same plant."""
    folder = tmp_path_factory.getbasetemp() / "permissions"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def world(files: Path, settings: Any, played: Callable[..., Any], clock: Callable[[str], None]) -> Iterator[World]:
    settings.LUOSHI_HOME = files
    plant = played(play)
    yield plant.world


@pytest.fixture
def callers(world: World) -> Callable[[str], Caller]:
    """A browser of whoever has this role, or of somebody of the cast; nobody has signed in as guest."""
    come: dict[str, Caller] = {}

    def caller(who: str) -> Caller:
        if who not in come:
            come[who] = Caller(raise_request_exception=False)
            if who != "guest":
                people = world.plant.people
                account = open_for_demo(at=NOW, person=people.get(f"the {who}") or people[who])
                come[who].cookies["luoshi"] = enter(at=NOW, account=account, how="demo")
        return come[who]

    return caller
