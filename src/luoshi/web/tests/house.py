"""Coming to the house through its doors: signed-in clients, a clock that a test puts, forms read back as people fill them."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from luoshi.web.accounts.services import enter, open_for_demo
from tests.cast import Plant, at

NOW = at("2026-11-02 09:00")


class Caller(Client):
    """A browser of somebody of the cast."""

    def command(self, address: str) -> str:
        """The key of the form on this page."""
        found = re.search(r'name="command" value="([^"]+)"', self.text(address))
        assert found, f"{address} holds no form"
        return found[1]

    def text(self, address: str, status: int = 200) -> str:
        answer = self.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return answer.content.decode()

    def step(self, matter: int, step: str, **values: Any) -> Any:
        return self.post(f"/w/matters/{matter}/steps/{step}", {"command": self.command(f"/w/matters/{matter}"), **values})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts the clock of the house: Monday 2 November 2026, nine o'clock, until a test moves it."""
    standing: list[datetime] = [NOW]
    monkeypatch.setattr("luoshi.base.clock.now", lambda: standing[0])

    def put(wall: str) -> None:
        standing[0] = at(wall)

    return put


@pytest.fixture
def calls(plant: Plant, clock: Callable[[str], None]) -> Callable[[str], Caller]:
    """A signed-in browser of this person of the cast; "" is somebody who is not signed in."""

    def come(who: str) -> Caller:
        caller = Caller()
        if who:
            account = open_for_demo(at=NOW, person=plant.people[who])
            caller.cookies["luoshi"] = enter(at=NOW, account=account, how="demo")
        return caller

    return come


def picture(side: int = 40, kind: str = "JPEG") -> io.BytesIO:
    """A photograph as a phone would send it."""
    stream = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(stream, kind)
    stream.name = f"photo.{kind.lower()}"
    stream.seek(0)
    return stream
