"""Copies in memory that renew themselves: a request reads all stamps in one statement and trusts its copies until the next request."""

import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from luoshi.base.copies.models import Stamp

T = TypeVar("T")
MOST = 64

_seen: ContextVar[dict[str, str] | None] = ContextVar("stamps seen in this request", default=None)
_kept: dict[Hashable, tuple[str, Any]] = {}


def kept(name: str, key: Hashable, load: Callable[[], T]) -> T:
    """The copy under this key, loaded anew when the stamp of `name` has moved. What is kept must not be changed by anybody."""
    version, place = _version(name), (name, key)
    found = _kept.get(place)
    if found is None or found[0] != version:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[place] = (version, load())
    value: T = found[1]
    return value


def changed(name: str) -> None:
    """Say, in the transaction of the change, that copies of `name` are old."""
    stamp, _made = Stamp.objects.select_for_update().get_or_create(name=name)
    stamp.version = secrets.token_hex(16)
    stamp.save(update_fields=["version"])
    forget()


def forget() -> None:
    """Drop every copy of this process."""
    _kept.clear()
    seen = _seen.get()
    if seen is not None:
        seen.clear()


@contextmanager
def asked_once() -> Iterator[None]:
    """Within this block the stamps are read once: for one request."""
    before = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(before)


def _version(name: str) -> str:
    seen = _seen.get()
    if not seen:
        read = dict(Stamp.objects.values_list("name", "version"))
        if seen is None:
            return read.get(name, "")
        seen.update(read, **{"": ""})
        seen = _seen.get() or read
    return seen.get(name, "")
