"""A network as it is at the edge of a plant: it loses requests and replies, sends some twice, and the second one late."""

import http.client
import random
import socket
import threading
import time
from collections import Counter


class BadNetwork(threading.Thread):
    """Stands before the server: a quarter of the requests never arrive, of the replies a third never come back."""

    def __init__(self, to: int, seed: int, *, requests: float = 0.25, replies: float = 0.35, twice: float = 0.15) -> None:
        super().__init__(daemon=True)
        self.to, self.requests, self.replies, self.twice = to, requests, replies, twice
        self.chance, self.counted, self.lock = random.Random(seed), Counter[str](), threading.Lock()
        self.late: list[threading.Thread] = []
        self.ears = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self.ears.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                end, _from = self.ears.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(end,), daemon=True).start()

    def stop(self) -> None:
        """No new ones; what is still under way arrives."""
        self.ears.close()
        for one in self.late:
            one.join(10)

    def _roll(self) -> list[float]:
        with self.lock:
            return [self.chance.random() for _n in range(5)]

    def _carry(self, end: socket.socket) -> None:
        """One request, one reply; or neither, or one of them, or the request twice."""
        lost, unheard, doubled, how_late, waits = self._roll()
        with end:
            try:
                request = _whole(end)
            except OSError:
                return
            if not request:
                return
            if lost < self.requests:
                self.counted["requests lost"] += 1
                return
            if doubled < self.twice:
                self.counted["sent twice"] += 1
                late = threading.Thread(target=self._late, args=(request, how_late), daemon=True)
                self.late.append(late)
                late.start()
            time.sleep(waits * 0.1)  # so that one overtakes another
            try:
                reply = self._forward(request)
            except OSError:
                self.counted["server away"] += 1
                return
            if unheard < self.replies:
                self.counted["replies lost"] += 1
                return
            self.counted["carried"] += 1
            try:
                end.sendall(reply)
            except OSError:
                return

    def _late(self, request: bytes, how_late: float) -> None:
        time.sleep(how_late * 2)
        try:
            self._forward(request)
        except OSError:
            return

    def _forward(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.to), timeout=30) as server:
            server.sendall(request)
            reply = b""
            while piece := server.recv(65536):
                reply += piece
            if not reply:
                raise ConnectionResetError
            return reply


def _whole(end: socket.socket) -> bytes:
    """A request with its body."""
    end.settimeout(30)
    read = b""
    while b"\r\n\r\n" not in read:
        piece = end.recv(65536)
        if not piece:
            return b""
        read += piece
    head, _gap, body = read.partition(b"\r\n\r\n")
    headers = http.client.parse_headers(_Lines(head))  # type: ignore[arg-type]
    length = int(headers.get("Content-Length") or 0)
    while len(body) < length:
        piece = end.recv(65536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


class _Lines:
    """The lines of a head behind its first one, as the standard library wants to read them."""

    def __init__(self, head: bytes) -> None:
        self.lines = [*(line + b"\r\n" for line in head.split(b"\r\n")[1:]), b"\r\n"]

    def readline(self, _most: int = -1) -> bytes:
        return self.lines.pop(0) if self.lines else b""
