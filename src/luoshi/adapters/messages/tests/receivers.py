"""The other side, on this machine: three services that check what they get as theirs would, and a mail server that takes what comes."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRETS = {
    "LUOSHI_WECOM_CORP": "corp", "LUOSHI_WECOM_AGENT": "1000002", "LUOSHI_WECOM_SECRET": "wecom-secret",
    "LUOSHI_DINGTALK_KEY": "ding", "LUOSHI_DINGTALK_AGENT": "77", "LUOSHI_DINGTALK_SECRET": "ding-secret",
    "LUOSHI_FEISHU_APP": "cli_a", "LUOSHI_FEISHU_SECRET": "feishu-secret",
    "LUOSHI_BOT_WATER_KEY": "bot-key", "LUOSHI_BOT_WATER_SIGN": "SECbot",
}  # fmt: skip


@dataclass
class Got:
    """One request as it came."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Receiver:
    """Answers as the three services do. `next` lays other answers before the usual ones: path, status, answer, seconds to wait, headers."""

    got: list[Got] = field(default_factory=list)
    next: list[tuple[str, int, Any, float, dict[str, str]]] = field(default_factory=list)
    tokens: int = 0
    live: str = ""
    port: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, path: str, answer: Any, status: int = 200, wait: float = 0, headers: dict[str, str] | None = None) -> None:
        self.next.append((path, status, answer, wait, headers or {}))

    def sent(self, path: str = "send") -> list[Got]:
        return [one for one in self.got if path in one.path]

    def answer(self, got: Got) -> tuple[int, Any, float, dict[str, str]]:
        self.got.append(got)
        for place, (path, *rest) in enumerate(self.next):
            if path in got.path:
                del self.next[place]
                return tuple(rest)  # type: ignore[return-value]
        return 200, self.usual(got), 0, {}

    def usual(self, got: Got) -> dict[str, Any]:
        if got.path in ("/cgi-bin/gettoken", "/gettoken", "/open-apis/auth/v3/tenant_access_token/internal"):
            return self.token(got)
        if got.path == "/open-apis/im/v1/messages":
            return {"code": 0} if got.headers.get("Authorization") == f"Bearer {self.live}" else {"code": 99991663}
        if got.path in ("/cgi-bin/message/send", "/topapi/message/corpconversation/asyncsend_v2"):
            return {"errcode": 0} if got.query.get("access_token") == self.live else {"errcode": 40014}
        if got.path == "/cgi-bin/webhook/send":
            return {"errcode": 0} if got.query.get("key") == "bot-key" else {"errcode": 93000}
        if got.path == "/robot/send":
            return {"errcode": 0} if self.ding(got) else {"errcode": 310000}
        if got.path == "/open-apis/bot/v2/hook/bot-key":
            return {"code": 0} if self.feishu(got) else {"code": 19021}
        return {"errcode": 404, "code": 404}

    def token(self, got: Got) -> dict[str, Any]:
        right = (
            got.query == {"corpid": "corp", "corpsecret": "wecom-secret"}
            or got.query == {"appkey": "ding", "appsecret": "ding-secret"}
            or got.body == {"app_id": "cli_a", "app_secret": "feishu-secret"}
        )
        if not right:
            return {"errcode": 40001, "code": 10014}
        self.tokens += 1
        if not self.live.startswith("token-"):  # as theirs do: the same one while it holds
            self.live = f"token-{self.tokens}"
        return {"errcode": 0, "code": 0, "access_token": self.live, "tenant_access_token": self.live, "expires_in": 7200, "expire": 7200}

    def ding(self, got: Got) -> bool:
        """HMAC over "milliseconds newline secret" with the secret as key."""
        stamp = got.query.get("timestamp", "")
        right = hmac.digest(b"SECbot", f"{stamp}\nSECbot".encode(), hashlib.sha256)
        return len(stamp) == 13 and got.query.get("access_token") == "bot-key" and got.query.get("sign") == base64.b64encode(right).decode()

    def feishu(self, got: Got) -> bool:
        """HMAC over nothing with "seconds newline secret" as key."""
        stamp = str(got.body.get("timestamp", ""))
        right = hmac.digest(f"{stamp}\nSECbot".encode(), b"", hashlib.sha256)
        return len(stamp) == 10 and got.body.get("sign") == base64.b64encode(right).decode()


def listen(receiver: Receiver) -> ThreadingHTTPServer:
    """Open the receiver on a free port of this machine, in a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            got = Got(parts.path, query, dict(self.headers.items()), json.loads(body or b"{}"))
            status, answer, wait, headers = receiver.answer(got)
            time.sleep(wait)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def environment(receiver: Receiver) -> dict[str, str]:
    """What stands in the environment of a house that talks to this receiver."""
    bases = {f"LUOSHI_{name}_BASE": receiver.base for name in ("WECOM", "DINGTALK", "FEISHU")}
    return {**SECRETS, **bases, "LUOSHI_MESSAGE_HOSTS": f"127.0.0.1:{receiver.port}"}


class MailHandler(socketserver.StreamRequestHandler):
    """Just enough of SMTP."""

    def handle(self) -> None:
        server: Any = self.server
        self.reply("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.reply("354 go on")
                lines = []
                while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    lines.append(text)
                server.mails.append("\n".join(lines))
                self.reply("250 taken")
            elif word == "RCPT" and server.refusing:
                self.reply(server.refusing)
            elif word == "QUIT":
                self.reply("221 bye")
                return
            else:
                self.reply("250 fine")

    def reply(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def listen_for_mail() -> Any:
    """Open the mail server on a free port."""
    server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailHandler)
    server.daemon_threads = True
    server.mails, server.refusing = [], ""
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
