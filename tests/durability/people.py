"""People at their phones: each sends reports, photographs, steps and claims under keys of their own until the server has said yes."""

import http.client
import io
import random
import re
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from PIL import Image

WORKERS = ("20416", "20731", "20417", "20102")
HANDLER = "20110"
PLACE = "7F3K9A"
PATIENCE = 60.0
OVER = (OSError, http.client.HTTPException)


@dataclass
class Command:
    """What somebody wanted: one key, and when the server said that it is done."""

    kind: str  # report, claim, step
    key: str
    who: str
    text: str = ""
    photo: bool = False
    matter: int = 0
    of: str = ""  # the key of the report that a claim is about
    meant_at: float = 0.0
    said_at: float = 0.0
    tries: int = 0


@dataclass
class Book:
    """Everything that was meant and everything that was acknowledged, by any thread."""

    commands: list[Command] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def meant(self, command: Command) -> Command:
        command.meant_at = time.time()
        with self.lock:
            self.commands.append(command)
        return command

    def said(self) -> list[Command]:
        return [one for one in self.commands if one.said_at]

    def until(self, moment: float) -> list[dict[str, Any]]:
        """As of this moment, for the check: what was meant by then, and of it what was acknowledged."""
        known = [one for one in self.commands if one.meant_at <= moment]
        return [{**asdict(one), "said_at": one.said_at if one.said_at <= moment else 0} for one in known]


class Refused(Exception):
    """An answer that no honest sender expects."""


class Phone:
    """A browser without a screen: cookies, the sign of the form, one connection for each request."""

    def __init__(self, port: int, proxy: int = 0) -> None:
        self.port, self.proxy, self.cookies, self.token = port, proxy, {}, ""  # type: ignore[var-annotated]
        self.sent = 0

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
        """Status, Location, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy or self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Connection": "close"}
        headers["Host"] = f"127.0.0.1:{self.port}"
        if kind:
            headers["Content-Type"] = kind
        self.sent += len(body)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _is, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), text
        finally:
            connection.close()

    def open(self, path: str) -> str:
        """A page, with the sign that its forms carry."""
        status, _where, text = self.ask("GET", path)
        if status != 200:
            raise Refused(f"GET {path}: {status} {plain(text)}")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self.token = found.group(1) if found else self.token
        return text

    def post(self, path: str, fields: dict[str, str], photo: bytes = b"") -> tuple[int, str, str]:
        fields = {"csrfmiddlewaretoken": self.token, **fields}
        if not photo:
            return self.ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")
        edge = uuid.uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode()
        return self.ask(
            "POST", path, b"".join([*parts, head, photo, f"\r\n--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
        )

    def sign_in(self, staff_no: str) -> "Phone":
        """The one-click door of a demonstration."""
        self.open("/w/sign-in")
        status, _where, text = self.post(f"/w/demo/{staff_no}", {})
        if status != 302:
            raise Refused(f"{staff_no} could not sign in: {status} {plain(text)}")
        self.open(f"/w/report/{PLACE}")
        return self


def plain(text: str) -> str:
    """The words of a page, for a message."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", "", text)).split())[:400]


def picture(chance: random.Random, side: int = 48) -> bytes:
    """A photograph unlike any other."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), chance.randbytes(side * side * 3)).save(out, "JPEG", quality=85)
    return out.getvalue()


class Sender(threading.Thread):
    """One person who goes on until told to stop, and finishes what was begun."""

    def __init__(self, port: int, book: Book, number: int, seed: int, *, photos: bool = True, plainly: bool = False) -> None:
        super().__init__(daemon=True)
        self.book, self.number, self.photos, self.plainly = book, number, photos, plainly
        self.chance = random.Random(seed * 1000 + number)
        self.who = WORKERS[number % len(WORKERS)]
        self.phone, self.office, self.guest = Phone(port), Phone(port), Phone(port)
        self.stopping, self.failed = threading.Event(), ""

    def prepare(self) -> "Sender":
        self.phone.sign_in(self.who)
        self.office.sign_in(HANDLER)
        self.guest.open(f"/w/report/{PLACE}")
        return self

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self._round()
        except Exception as error:
            self.failed = f"{type(error).__name__}: {error}"

    def _round(self) -> None:
        """A report, mostly followed by the step that the office takes, or by the claim of somebody who had not signed in."""
        shares = (1, 0, 0) if self.plainly else (5, 3 if self.photos else 0, 2)
        what = self.chance.choices(("report", "photograph", "guest"), shares)[0]
        text = f"耐久{self.number}-{uuid.UUID(int=self.chance.getrandbits(128)).hex[:10]} 阀打不开"
        if what == "guest":
            return self._as_guest(text)
        photo = picture(self.chance) if what == "photograph" else b""
        command = self.book.meant(Command("report", self._key(), self.who, text, bool(photo)))
        fields = {"command": command.key, "tile": "equipment", "text": text}
        self._until_said(command, self.phone, f"/w/report/{PLACE}", fields, photo, 302)
        if self.stopping.is_set() or self.plainly:
            return None
        pk = self._matter(command)
        if pk and self.chance.random() < 0.7:
            step = self.book.meant(Command("step", self._key(), HANDLER, text, matter=pk))
            self._until_said(step, self.office, f"/w/matters/{pk}/steps/register", {"command": step.key}, b"", 302)
        return None

    def _as_guest(self, text: str) -> None:
        command = self.book.meant(Command("report", self._key(), "guest", text))
        self._until_said(command, self.guest, f"/w/report/{PLACE}", {"command": command.key, "tile": "equipment", "text": text}, b"", 302)
        if command.said_at and self.chance.random() < 0.7:
            key = str(uuid.uuid5(uuid.UUID(command.key), f"claim {self.who}"))
            claim = self.book.meant(Command("claim", key, "guest", text, of=command.key))
            self._until_said(claim, self.guest, f"/w/report/sent/{command.key}/claim", {"act": "claim", "staff_no": self.who}, b"", 200)

    def _key(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def _until_said(self, command: Command, phone: Phone, path: str, fields: dict[str, str], photo: bytes, yes: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            command.tries += 1
            try:
                status, _where, text = phone.post(path, fields, photo)
            except OVER:
                status, text = 0, ""
            if status == yes:
                command.said_at = time.time()
                return
            if status not in (0, 500, 502, 503):
                raise Refused(f"{command.kind} {path}: {status} {plain(text)}")
            if self.stopping.is_set() and self.hurried:
                return
            time.sleep(self.chance.uniform(0.02, 0.15))
        raise Refused(f"{command.kind} {path}: no yes within {PATIENCE:.0f} s")

    hurried = False  # a power cut: nobody sends again

    def _matter(self, command: Command) -> int:
        """The number of the page on which the report lies."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status, _where, text = self.phone.ask("GET", f"/w/report/sent/{command.key}")
            except OVER:
                status, text = 0, ""
            if status == 200:
                found = re.search(r"/w/matters/(\d+)", text)
                return int(found.group(1)) if found else 0
            if self.stopping.is_set() and self.hurried:
                return 0
            time.sleep(0.05)
        raise Refused(f"the page after sending: {status} {plain(text)}")


def sending(
    port: int, many: int, seed: int, *, photos: bool = True, hurried: bool = False, plainly: bool = False
) -> tuple[Book, list[Sender]]:
    """So many people, signed in and at it."""
    book = Book()
    people = [Sender(port, book, number, seed, photos=photos, plainly=plainly).prepare() for number in range(many)]
    for one in people:
        one.hurried = hurried
        one.start()
    return book, people


def done(people: list[Sender]) -> None:
    """Let them finish what they began."""
    for one in people:
        one.stopping.set()
    for one in people:
        one.join(PATIENCE * 2)
        assert not one.failed, one.failed
        assert not one.is_alive(), "somebody still waits for a yes"
