"""The doors of the house, and the other side that listens on this machine."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from luoshi.adapters.messages.channels.tokens import forget_tokens
from luoshi.adapters.messages.models import Address
from luoshi.adapters.messages.tests.receivers import Receiver, environment, listen, listen_for_mail
from luoshi.base.copies.kept import changed
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.web.tests.house import calls, clock
from tests.cast import Plant

__all__ = ["calls", "clock"]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """WeCom, DingTalk and Feishu on this machine, and a house that is set up for them."""
    forget_tokens()
    one = Receiver()
    server = listen(one)
    for name, value in environment(one).items():
        monkeypatch.setenv(name, value)
    yield one
    server.shutdown()
    server.server_close()
    forget_tokens()


@pytest.fixture
def post_office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A mail server on this machine."""
    server = listen_for_mail()
    settings = {"HOST": "127.0.0.1", "PORT": str(server.server_address[1]), "TLS": "none", "FROM": "落实 <luoshi@plant.example>"}
    for name, value in settings.items():
        monkeypatch.setenv(f"LUOSHI_MAIL_{name}", value)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def reach(plant: Plant) -> Callable[..., None]:
    """Somebody of the cast has a confirmed address."""

    def give(who: str, channel: str = "wecom", address: str = "") -> None:
        person = plant.people[who]
        Address.objects.create(
            person=person,
            channel=channel,
            address=address or person.staff_no,
            nonce="n",
            code_until=person.since_at,
            confirmed_at=person.since_at,
        )
        changed("messages")

    for person in plant.people.values():
        person.since_at = datetime.fromisoformat("2026-01-01T08:00:00+08:00")
    return give


@pytest.fixture
def told(plant: Plant) -> Callable[..., None]:
    """Somebody of the cast is told something."""

    def notice(
        who: str, when: datetime, title: str = "蝶阀卡住", *, key: str = "", what: str = "copied", url: str = "/w/matters/1"
    ) -> None:
        tell(Notice(key or f"{who} {title}", what, plant.people[who].pk, title, url, None), when)

    return notice
