"""An address for programs as a declaration: from it the request is read, the answer written and the documentation drawn."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from luoshi.base.actor import Actor
from luoshi.web.accounts.tokens import Holder
from luoshi.web.request import Asked, today

JSON = "application/json"
USUAL_BODY, FILE_BODY = 64 * 1024, 50 * 1024 * 1024
Names = Callable[[date], list[str]]


class Asking(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a program sends: in the address, or as a body. `among` says for a field which names there are on a day."""

    among: ClassVar[Mapping[str, Names]] = {}


class Nothing(Asking, frozen=True):
    """Nothing is asked for."""


class Said(msgspec.Struct, frozen=True):
    """What a program is answered."""


@dataclass
class Call:
    """One request of a program, read."""

    request: Asked
    holder: Holder | None
    query: Any
    body: Any
    named: Mapping[str, Any]
    key: UUID | None = None
    file: bytes = b""

    @property
    def who(self) -> Holder:
        """Whose key it is; only where the address wants one."""
        assert self.holder is not None
        return self.holder

    @property
    def actor(self) -> Actor:
        return self.who.actor

    @property
    def at(self) -> datetime:
        return self.request.at

    @property
    def on(self) -> date:
        return today(self.request)

    @property
    def command(self) -> UUID:
        """The key under which this is done once."""
        assert self.key is not None
        return self.key


@dataclass(frozen=True)
class Endpoint:
    """What may be asked at one address with one method.

    `scope` is what the key must be for: None opens it without a key, "" to any key. `once`: it changes something, and wants an
    Idempotency-Key. `files`: the content types of a body that is a file, `gives` of an answer that is one. `hidden`: it answers 404 for
    what the key's person may not see. `also` are further numbers it may answer with.
    """

    method: str
    path: str
    name: str
    scope: str | None
    says: object
    handle: Callable[[Call], Any]
    answer: type[Said] | None
    query: type[Asking] = Nothing
    body: type[Asking] | None = None
    files: tuple[str, ...] = ()
    status: int = 200
    once: bool = False
    hidden: bool = False
    longest: int = USUAL_BODY
    location: bool = False
    gives: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    examples: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What stands in the path: name and kind."""
        return [(name, kind) for kind, name in re.findall(r"<(\w+):(\w+)>", self.path)]

    @property
    def spoken(self) -> str:
        """The address as the documentation writes it."""
        return "/api/" + re.sub(r"<\w+:(\w+)>", r"{\1}", self.path)

    @property
    def statuses(self) -> list[int]:
        """Every number it can answer with, but for trouble in the house."""
        found = {self.status}
        if self.scope is not None:
            found |= {401, 422, 429}
        if self.scope:
            found.add(403)
        if self.hidden or self.parameters:
            found.add(404)
        if self.body or self.files:
            found |= {400, 413, 415, 422}
        if self.once:
            found |= {409, 422}
        if self.query is not Nothing:
            found |= {400, 422}
        return sorted(found | {400, 422} | set(self.also))


@dataclass(frozen=True)
class Told:
    """An answer with a status or an address of its own."""

    said: Said
    status: int = 200
    location: str = ""


def given(value: Any, otherwise: Any = None) -> Any:
    """A field that may be left out: its value, or what stands for it."""
    return otherwise if value is msgspec.UNSET else value
