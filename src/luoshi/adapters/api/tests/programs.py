"""Programs that come with a key of somebody of the cast."""

import json
import uuid
from datetime import date
from typing import Any

from django.test import Client

from luoshi.web.accounts.services import open_for_demo
from luoshi.web.accounts.tokens import SCOPES, make_token
from luoshi.web.tests.house import NOW
from tests.cast import Plant, key

JSON = "application/json"


class Program(Client):
    """Asks with one key; what it sends gets a new Idempotency-Key unless it names one."""

    def __init__(self, secret: str, **more: Any) -> None:
        super().__init__(headers={"authorization": f"Bearer {secret}"}, **more)
        self.secret = secret

    def read(self, address: str, status: int = 200) -> Any:
        answer = self.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.content[:300].decode())
        return answer.json()

    def send(
        self, address: str, body: Any = None, *, once: uuid.UUID | str | None = None, kind: str = JSON, status: int | None = None
    ) -> Any:
        content = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
        named = {} if once == "" else {"idempotency-key": str(once or key())}
        answer = self.post(address, content, content_type=kind, headers=named)
        if status is not None:
            assert answer.status_code == status, (address, answer.status_code, answer.content[:300].decode())
            return answer.json()
        return answer


def program(plant: Plant, who: str, *scopes: str, last: str = "2027-10-01") -> Program:
    """A program with a key of this person, for these scopes or for all."""
    open_for_demo(at=NOW, person=plant.people[who])
    actor = plant.acting(who, NOW)
    secret = make_token(actor=actor, at=NOW, command=key(), name="系统", scopes=scopes or tuple(SCOPES), last=date.fromisoformat(last))
    return Program(secret)
