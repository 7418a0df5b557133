"""Another system on this machine: it takes what it is told, checks the signature as the documentation says, and can fail or lead elsewhere."""

import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listener:
    """What came, and how it answers."""

    secret: str = ""
    answers: int = 200
    location: str = ""
    came: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/luoshi?from=plant"

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(one["body"]["event"], (one["body"]["matter"] or {}).get("number", "")) for one in self.came]


def listen(listener: Listener) -> ThreadingHTTPServer:
    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            stamp = self.headers["Luoshi-Timestamp"]
            signed = hmac.new(listener.secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
            holds = hmac.compare_digest(f"v1={signed}", self.headers["Luoshi-Signature"])
            headers = {name: self.headers[name] for name in ("Luoshi-Event", "Luoshi-Delivery", "User-Agent")}
            listener.paths.append(self.path)
            listener.came.append({"body": json.loads(raw), "raw": raw.decode(), "holds": holds, **headers})
            self.send_response(listener.answers)
            if listener.location:
                self.send_header("Location", listener.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    listener.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
