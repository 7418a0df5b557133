"""One post to a webhook: to the address that was looked at and to no other, signed, never onward, never for long, never much."""

import hashlib
import hmac
import http.client
import socket
import ssl
import time
from datetime import datetime
from typing import Any

from luoshi.adapters.api.guard import Way

SECONDS, MOST_BYTES = 5.0, 4096


class Silent(Exception):
    """No answer came, or none that can be read."""


class _Tls(http.client.HTTPSConnection):
    """Speaks to the resolved address; the certificate must be that of the name."""

    def __init__(self, way: Way) -> None:
        super().__init__(way.host, way.port, timeout=SECONDS, context=ssl.create_default_context())
        self.way = way

    def connect(self) -> None:
        plain = socket.create_connection((self.way.ip, self.way.port), timeout=SECONDS)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.way.host)  # type: ignore[attr-defined]


class _Plain(http.client.HTTPConnection):
    """Only for what the environment names as http."""

    def __init__(self, way: Way) -> None:
        super().__init__(way.host, way.port, timeout=SECONDS)
        self.way = way

    def connect(self) -> None:
        self.sock = socket.create_connection((self.way.ip, self.way.port), timeout=SECONDS)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the seconds since 1970, a dot, and the body as it is sent."""
    return hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def post(way: Way, body: bytes, secret: str, at: datetime, *, event: str, delivery: str) -> int:
    """Send it; the status that comes back. An answer that leads elsewhere is an answer, not a way. Silent: no answer."""
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Luoshi",
        "Luoshi-Event": event,
        "Luoshi-Delivery": delivery,
        "Luoshi-Timestamp": str(timestamp),
        "Luoshi-Signature": f"v1={signature(secret, timestamp, body)}",
    }
    connection: Any = _Tls(way) if way.tls else _Plain(way)
    began = time.perf_counter()
    try:
        connection.request("POST", way.path, body, headers)
        answer = connection.getresponse()
        size = 0
        while size < MOST_BYTES and time.perf_counter() - began < SECONDS and (piece := answer.read1(1024)):
            size += len(piece)
        return int(answer.status)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Silent(type(error).__name__) from None
    finally:
        connection.close()
