"""One request out of the house: only to hosts that are allowed, never onward, never for long, never much."""

import json
import os
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from luoshi.adapters.messages.channels.trouble import Busy, Hopeless, Stale, Trouble

SECONDS, MOST_BYTES = 5.0, 65_536
USUAL = ("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn")
HERE = ("127.0.0.1", "localhost", "::1")


class _Stay(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer, not a way."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


def allowed() -> frozenset[str]:
    """The hosts that may be asked: the three usual ones and those of LUOSHI_MESSAGE_HOSTS, with their port where it is not the usual."""
    own = os.environ.get("LUOSHI_MESSAGE_HOSTS", "")
    return frozenset((*USUAL, *(host.strip().lower() for host in own.split(",") if host.strip())))


def base(name: str, usual: str) -> str:
    """Where a service is reached: as usual, or where the environment says (a private installation, a receiver in a test)."""
    return (os.environ.get(name) or usual).rstrip("/")


def ask(
    address: str, *, query: dict[str, str] | None = None, body: dict[str, Any] | None = None, bearer: str = ""
) -> tuple[int, dict[str, Any]]:
    """Send JSON (or ask, without a body) and read JSON: the status and the answer.

    Hopeless: a host that is not allowed. Busy: 429. Trouble: no answer.
    """
    _must_be_allowed(address)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Luoshi"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    whole = f"{address}?{urlencode(query)}" if query else address
    asked = urllib.request.Request(whole, data=content, headers=headers)  # noqa: S310 — the scheme was looked at
    try:
        with _opener(address).open(asked, timeout=SECONDS) as answer:
            return answer.status, _read(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _refused(error)
    except (OSError, HTTPException, ValueError) as error:
        raise Trouble(f"no answer: {_name(error)}") from None


def _must_be_allowed(address: str) -> None:
    parts = urlsplit(address)
    host, named = parts.hostname or "", parts.netloc.lower()
    if named not in allowed() or "@" in named:
        raise Hopeless(f"{host[:60]} is not among the hosts that may be asked (LUOSHI_MESSAGE_HOSTS)")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
        raise Hopeless(f"{host[:60]} must be reached by https")


def _opener(address: str) -> urllib.request.OpenerDirector:
    """A proxy of the environment is used, but not for what is on this machine."""
    if urlsplit(address).hostname in HERE:
        return urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(_Stay)


def _read(answer: Any) -> dict[str, Any]:
    """At most 64 KB within the time; what is no JSON object is no answer."""
    began, pieces, size = time.perf_counter(), [], 0
    while piece := answer.read1(8192):
        size += len(piece)
        if size > MOST_BYTES or time.perf_counter() - began > SECONDS:
            raise Trouble("no answer: too long")
        pieces.append(piece)
    found = json.loads(b"".join(pieces))
    if not isinstance(found, dict):
        raise ValueError
    return found


def _refused(error: urllib.error.HTTPError) -> dict[str, Any]:
    """The body of a refusal, where it is one we can read. Busy for 429."""
    if error.code == 429:
        raise Busy("HTTP 429")
    try:
        return _read(error)
    except (Trouble, OSError, HTTPException, ValueError):
        return {}


def _name(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return type(reason if isinstance(reason, Exception) else error).__name__


def judge(status: int, code: object, *, stale: frozenset[int], busy: frozenset[int], hopeless: frozenset[int], service: str) -> None:
    """What an answer means: nothing when it went well, else the Trouble it is. `code` is what stands inside the answer."""
    number = code if isinstance(code, int) else None
    said = f"{service}: HTTP {status}, {number if number is not None else '–'}"
    if status == 200 and number == 0:
        return
    if number in stale:
        raise Stale(said)
    if number in busy:
        raise Busy(said)
    if number in hopeless:
        raise Hopeless(said)
    raise Trouble(said)
