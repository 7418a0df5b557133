"""What parameters there are: name, default, unit of measure and source, laid on a shelf by the room that reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Declared:
    """A parameter. `kind` is one of count, decimal, time, flag; `source` says where the default comes from."""

    name: str
    default: str
    kind: str
    measure: object
    label: object
    source: object

    def read(self, text: str) -> int | Decimal | time | bool:
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


FLAGS = {"yes": True, "no": False, "是": True, "否": False}
_READERS: dict[str, Callable[[str], int | Decimal | time | bool]] = {
    "count": _count,
    "decimal": _decimal,
    "time": time.fromisoformat,
    "flag": _flag,
}

shelf: Shelf[Declared] = Shelf("parameters")


def declare(name: str, default: str, *, kind: str = "count", measure: object = "", label: object, source: object) -> Declared:
    """Lay a parameter on the shelf; a default that does not read stops the process."""
    declared = Declared(name, default, kind, measure, label, source)
    declared.read(default)
    return shelf.put(name, declared)
