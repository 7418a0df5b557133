"""What parameters there are: name, default, unit of measure and source, laid on a shelf by the room that reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Declared:
    """A parameter. `kind` is one of count, decimal, time, flag, address, names; `source` says where the default comes from.

    Of the kind `names` are words out of `among`, set apart by blanks or commas, or the word none.
    """

    name: str
    default: str
    kind: str
    measure: object
    label: object
    source: object
    among: tuple[str, ...] = ()

    def read(self, text: str) -> int | Decimal | time | bool | str | tuple[str, ...]:
        """The typed value of a text; ValueError where it is none."""
        if self.kind == "names":
            return _names(text, self.among)
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


def _names(text: str, among: tuple[str, ...]) -> tuple[str, ...]:
    """`system_admin, audit_admin`; the word none for nobody. A word that is none of them is refused, so that a slip of the pen is seen."""
    words = tuple(dict.fromkeys(text.replace(",", " ").replace("、", " ").replace("，", " ").split()))
    if words in (("none",), ("无",)):
        return ()
    if not words or not set(words) <= set(among):
        raise ValueError(text)
    return words


FLAGS = {"yes": True, "no": False, "是": True, "否": False}
_READERS: dict[str, Callable[[str], int | Decimal | time | bool | str]] = {
    "count": _count,
    "decimal": _decimal,
    "time": time.fromisoformat,
    "flag": _flag,
    "address": _address,
}

shelf: Shelf[Declared] = Shelf("parameters")


def declare(
    name: str,
    default: str,
    *,
    kind: str = "count",
    measure: object = "",
    label: object,
    source: object,
    among: tuple[str, ...] = (),
) -> Declared:
    """Lay a parameter on the shelf; a default that does not read stops the process."""
    declared = Declared(name, default, kind, measure, label, source, among)
    declared.read(default)
    return shelf.put(name, declared)
