"""Shelves: where rooms lay their declarations at start, closed for good once the house stands."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Locked(RuntimeError):
    """Somebody reached for a shelf after start."""


class Shelf(Generic[T]):
    """Named declarations in the order they were laid down. A name can be taken once; after `lock` nothing is added."""

    _all: list["Shelf"] = []

    def __init__(self, name: str) -> None:
        self.name = name
        self._things: dict[str, T] = {}
        self._locked = False
        Shelf._all.append(self)

    def put(self, key: str, thing: T) -> T:
        if self._locked:
            raise Locked(f"shelf {self.name} is locked: declare {key!r} in AppConfig.ready")
        if key in self._things:
            raise ValueError(f"shelf {self.name} already holds {key!r}")
        self._things[key] = thing
        return thing

    def lock(self) -> None:
        self._locked = True

    def get(self, key: str) -> T | None:
        return self._things.get(key)

    def __getitem__(self, key: str) -> T:
        try:
            return self._things[key]
        except KeyError:
            raise KeyError(f"shelf {self.name} holds no {key!r}") from None

    def __contains__(self, key: str) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)

    def names(self) -> list[str]:
        return list(self._things)


def lock_all() -> None:
    """Close every shelf: called once, when all rooms are ready."""
    for shelf in Shelf._all:
        shelf.lock()
