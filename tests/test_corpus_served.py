"""The heavy files against a running house: each is answered within thirty seconds, by the same workers as before, from within 300 MB more
memory, and leaves no row and no file behind."""

import http.cookiejar
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser import house as house_of_tests
from tests.browser.house import House, copy, served
from tests.corpus import books, papers, pictures

pytestmark = pytest.mark.sweep
MOST_SECONDS, MOST_MEMORY = 30.0, 300
TABLES = ("matter", "stored_file", "matter_event_photo", "org_person", "ledger_entry")
ADMIN, WORKER = "90001", "20416"


@dataclass
class Visitor:
    """A browser of somebody of the demonstration, reduced to what sends a form."""

    house: House
    staff_no: str
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/w/sign-in"))
        asked = urllib.request.Request(f"{self.house.url}/w/demo/{self.staff_no}", f"csrfmiddlewaretoken={token and token[1]}".encode())
        asked.add_header("Referer", f"{self.house.url}/w/sign-in")
        status, _page, url = self._said(asked)
        assert (status, url) == (200, f"{self.house.url}/w/"), (status, url)

    def get(self, address: str) -> str:
        return self._said(urllib.request.Request(self.house.url + address))[1]

    def send(self, form: str, action: str, field_name: str, called: str, content: bytes, **more: str) -> tuple[int, str, str]:
        """Fill the form at this address with one file: the status, the page, where it led."""
        page = self.get(form)
        found = {one: re.search(rf'name="{one}" value="([^"]+)"', page) for one in ("csrfmiddlewaretoken", "command")}
        values = {one: hit[1] for one, hit in found.items() if hit} | more
        edge = uuid.uuid4().hex
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{value}\r\n'.encode() for one, value in values.items()
        )
        body += f'--{edge}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{called}"\r\n\r\n'.encode()
        body += content + f"\r\n--{edge}--\r\n".encode()
        asked = urllib.request.Request(self.house.url + action, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
        asked.add_header("Referer", self.house.url + form)
        return self._said(asked)

    def _said(self, asked: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), asked.full_url


def processes(home: Path) -> dict[int, tuple[str, int]]:
    """Every process of this house, which they are known by their LUOSHI_HOME or by their parent: what it runs and its megabytes."""
    found: dict[int, tuple[str, int]] = {}
    parents: dict[int, int] = {}
    for one in Path("/proc").glob("[0-9]*"):
        try:
            status = (one / "status").read_text()
            words = (one / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            mine = f"LUOSHI_HOME={home}".encode() in (one / "environ").read_bytes()
        except (OSError, ProcessLookupError):
            continue
        rss = re.search(r"VmRSS:\s+(\d+)", status)
        parents[int(one.name)] = int(re.search(r"PPid:\s+(\d+)", status)[1])  # type: ignore[index]
        if mine or "luoshi.base.files.inside" in words:
            found[int(one.name)] = (words, int(rss[1]) // 1024 if rss else 0)
    return {pid: about for pid, about in found.items() if "files.inside" not in about[0] or parents.get(pid) in found}


@dataclass
class Watch:
    """Looks at the memory of the house until the end of the block."""

    home: Path
    before: int = 0
    peak: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Watch":
        self.before = self.peak = self._now()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        self.ended.set()
        self.thread.join()

    def _now(self) -> int:
        return sum(size for _words, size in processes(self.home).values())

    def _look(self) -> None:
        while not self.ended.wait(0.1):
            self.peak = max(self.peak, self._now())


@pytest.fixture(scope="module")
def house(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = copy(made, tmp_path_factory.mktemp("corpus") / "home")
    house_of_tests.PATIENCE = 120.0  # on a machine where others work too
    with served(home) as one:
        yield one


def kept(home: Path) -> tuple[object, ...]:
    with sqlite3.connect(home / "luoshi.sqlite3") as base:
        counts = [base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]
    return (*counts, sorted(str(one) for one in (home / "files").glob("??/*")))


def workers(home: Path) -> set[int]:
    return {pid for pid, (words, _size) in processes(home).items() if "gunicorn" in words}


def ledger(visitor: Visitor, path: Path) -> str:
    """Bring a ledger and wait until it is read or refused; the page that says so."""
    status, _page, url = visitor.send("/w/import/", "/w/import/", "file", path.name, path.read_bytes(), register="people")
    assert status == 200, status
    address = url.removeprefix(visitor.house.url)
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        page = visitor.get(address)
        if 'http-equiv="refresh"' not in page and not _waits(visitor, address):
            return page
        time.sleep(0.3)
    raise AssertionError("not read within the time")


def _waits(visitor: Visitor, address: str) -> bool:
    with visitor.opener.open(visitor.house.url + address, timeout=60) as answer:
        return "Refresh" in answer.headers


LEDGERS: dict[str, Callable[[Path], Path]] = {
    "the last corner": books.last_corner,
    "400 MB of blanks": books.blanks,
    "packages in packages": books.nested,
    "100,000 members": books.members,
    "a billion laughs": lambda path: books.entities(path, "laughs"),
    "a list of contents that lies": books.lying,
    "a million rows": books.a_million,
}
PHOTOGRAPHS = {
    "30,000 × 30,000": ("大.png", pictures.huge_png),
    "5,400 × 5,400 of colour": ("大.png", lambda: pictures.plain("PNG", (5400, 5400))),
    "moving": ("动.gif", lambda: pictures.moving("GIF")),
    "a film of a name": ("图" * 255 + ".jpg", pictures.from_a_phone),
    "a device": ("CON.jpg", pictures.plain),
}


@pytest.mark.parametrize("case", LEDGERS)
def test_a_heavy_ledger_costs_a_process_and_leaves_a_sentence(case: str, house: House, tmp_path: Path) -> None:
    path = LEDGERS[case](tmp_path / "book.xlsx")
    visitor, before, same = Visitor(house, ADMIN), kept(house.home), workers(house.home)
    with Watch(house.home) as watch:
        begun = time.monotonic()
        page = ledger(visitor, path)
    assert time.monotonic() - begun < MOST_SECONDS
    assert watch.peak - watch.before < MOST_MEMORY, (watch.before, watch.peak)
    assert workers(house.home) == same
    assert "book.xlsx" in page and len(re.findall(r"[\u4e00-\u9fff]", page)) > 40
    assert kept(house.home) == before


@pytest.mark.parametrize("case", PHOTOGRAPHS)
def test_a_heavy_photograph_is_answered_by_the_same_workers(case: str, house: House) -> None:
    name, made = PHOTOGRAPHS[case]
    visitor, content, before, same = Visitor(house, WORKER), made(), kept(house.home), workers(house.home)
    form = re.search(r'href="(/w/report/[0-9A-Z]{6})"', visitor.get("/w/report/"))[1]  # type: ignore[index]
    with Watch(house.home) as watch:
        begun = time.monotonic()
        status, page, url = visitor.send(form, form, "photos", name, content, tile="equipment", text="语料")
    assert time.monotonic() - begun < MOST_SECONDS
    assert watch.peak - watch.before < MOST_MEMORY, (watch.before, watch.peak)
    assert workers(house.home) == same
    assert status in (200, 422), status
    if status == 422:
        assert 'id="e-photos"' in page and kept(house.home) == before
    else:
        assert "/w/report/sent/" in url


def test_a_template_that_bursts_is_refused_at_once(house: House) -> None:
    visitor, before, same = Visitor(house, ADMIN), kept(house.home), workers(house.home)
    content = papers.changed(papers.word(), {"word/a.xml": b" " * 200_000_000})
    with Watch(house.home) as watch:
        status, page, _url = visitor.send(
            "/w/documents/", "/w/documents/", "template", "纪要.docx", content, name="minutes", since="2026-12-01", source="通知"
        )
    assert status == 422 and 'id="f-template-e"' in page
    assert watch.peak - watch.before < MOST_MEMORY and workers(house.home) == same and kept(house.home) == before
