"""Access tokens: fetched with the secret, kept in this process's memory alone until shortly before they end, fetched anew when refused."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from luoshi.adapters.messages.channels.trouble import Stale, Trouble

T = TypeVar("T")
EARLY = timedelta(minutes=5)
Fetched = tuple[str, int]  # the token and how many seconds it holds
_kept: dict[str, tuple[str, datetime]] = {}


def with_token(who: str, at: datetime, fetch: Callable[[], Fetched], use: Callable[[str], T]) -> T:
    """Do something with a token. One that the other side no longer knows is fetched anew, once. `who` is kept as a digest only."""
    name = hashlib.sha256(who.encode()).hexdigest()
    token, until = _kept.get(name, ("", at))
    if not token or until <= at:
        token = _fetch(name, at, fetch)
    try:
        return use(token)
    except Stale:
        _kept.pop(name, None)
    try:
        return use(_fetch(name, at, fetch))
    except Stale as again:
        _kept.pop(name, None)
        raise Trouble(str(again)) from None


def forget_tokens() -> None:
    """As after a restart."""
    _kept.clear()


def _fetch(name: str, at: datetime, fetch: Callable[[], Fetched]) -> str:
    token, seconds = fetch()
    if not token:
        raise Trouble("no token came")
    _kept[name] = (token, at + max(timedelta(seconds=seconds) - EARLY, timedelta(minutes=1)))
    return token
