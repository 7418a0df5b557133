"""Copies in memory that renew themselves: a request reads all stamps in one statement and trusts its copies until the next request."""

import json
import secrets
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from luoshi.base.copies.models import Stamp

T = TypeVar("T")
MOST = 1024

_seen: ContextVar[dict[str, str] | None] = ContextVar("stamps seen in this request", default=None)
_kept: dict[Hashable, tuple[str, Any]] = {}


def kept(name: str | tuple[str, ...], key: Hashable, load: Callable[[], T]) -> T:
    """The copy under this key, loaded anew when a stamp of `name` has moved. What is kept must not be changed by anybody."""
    version = _version(name) if isinstance(name, str) else " ".join(_version(one) for one in name)
    place = (name, key)
    found = _kept.pop(place, None)
    if found is None or found[0] != version:
        found = (version, load())
    _kept[place] = found  # at the end: what was asked for last is dropped last
    while len(_kept) > MOST:
        _kept.pop(next(iter(_kept)), None)
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


class AllStamps(Func):
    """All stamps as one JSON text: a column by which the statement at the door brings them along."""

    template = "(SELECT json_group_object(name, version) FROM house_stamp)"
    output_field = TextField()
    arity = 0

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="(SELECT json_object_agg(name, version)::text FROM house_stamp)", **more)


def brought(stamps: str | None) -> None:
    """The stamps as another statement of this request has read them, so that nothing asks for them again."""
    seen = _seen.get()
    if seen is not None:
        seen.update(json.loads(stamps or "{}"), **{"": ""})


def _version(name: str) -> str:
    seen = _seen.get()
    if not seen:
        read = dict(Stamp.objects.values_list("name", "version"))
        if seen is None:
            return read.get(name, "")
        seen.update(read, **{"": ""})
        seen = _seen.get() or read
    return seen.get(name, "")
