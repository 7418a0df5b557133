"""What parameters there are: name, default, unit of measure and source, laid on a shelf by the room that reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Declared:
    """A parameter. `kind` is one of count, decimal, time, flag, address; `source` says where the default comes from."""

    name: str
    default: str
    kind: str
    measure: object
    label: object
    source: object

    def read(self, text: str) -> int | Decimal | time | bool | str:
        """The typed value of a text; ValueError where it is none."""
        return _READERS[self.kind](text.strip())


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None


def _flag(text: str) -> bool:
    if text not in FLAGS:
        raise ValueError(text)
    return FLAGS[text]


def _address(text: str) -> str:
    """`https://luoshi.example.cn`, with a port or a folder if there is one, without sign-in, question or anchor."""
    parts = urlsplit(text)
    plain = not (parts.username or parts.query or parts.fragment or any(sign.isspace() for sign in text))
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise ValueError(text)
    return text.rstrip("/")


FLAGS = {"yes": True, "no": False, "是": True, "否": False}
_READERS: dict[str, Callable[[str], int | Decimal | time | bool | str]] = {
    "count": _count,
    "decimal": _decimal,
    "time": time.fromisoformat,
    "flag": _flag,
    "address": _address,
}

shelf: Shelf[Declared] = Shelf("parameters")


def declare(name: str, default: str, *, kind: str = "count", measure: object = "", label: object, source: object) -> Declared:
    """Lay a parameter on the shelf; a default that does not read stops the process."""
    declared = Declared(name, default, kind, measure, label, source)
    declared.read(default)
    return shelf.put(name, declared)
