"""Driving a server with many at once, in a closed loop: each connection asks for the next as soon as it has its answer."""

import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from luoshi.site.bench.works import Ask, Work

PATIENCE = 60
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Browser:
    """One connection that keeps its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, address: str, form: Mapping[str, str] | None = None) -> tuple[int, str, bytes]:
        """Status, where it leads, and the body."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request("POST" if form is not None else "GET", quote(address, safe="/?&=%.-"), body=body, headers=headers)
        answer = self.line.getresponse()
        content = answer.read()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = said.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), content

    def come_in(self, staff_no: str) -> None:
        """Sign in by one click, as a demonstration lets everybody."""
        self._find_token("/w/sign-in")
        status, _where, _body = self.ask(f"/w/demo/{staff_no}", {})
        if status != 302:
            raise RuntimeError(f"{staff_no} does not come in: {status}")
        self._find_token("/w/me/sessions")

    def _find_token(self, address: str) -> None:
        found = TOKEN.search(self.ask(address)[2].decode())
        self.token = found[1] if found else self.token


@dataclass
class Round:
    """What came of some seconds of work."""

    took: list[float] = field(default_factory=list)
    size: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def many(self) -> int:
        return len(self.took)

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.took)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def drive(port: int, work: Work, *, seconds: float, connections: int, signed_in: bool = True) -> Round:
    """Some seconds of one work over so many connections."""
    found, lock, browsers = Round(), threading.Lock(), [Browser(port) for _n in range(connections)]
    if signed_in:
        browsers[0].come_in(work.staff_no)
        for other in browsers[1:]:
            other.cookies, other.token = dict(browsers[0].cookies), browsers[0].token
    until = time.perf_counter() + seconds

    def go(browser: Browser, dice: random.Random) -> None:
        while time.perf_counter() < until:
            start = time.perf_counter()
            wrong, size = one(browser, work, work.ask(dice))
            with lock:
                found.took.append(time.perf_counter() - start)
                found.size += size
                found.wrong += [wrong] if wrong else []

    at_once([lambda browser=browser, n=n: go(browser, random.Random(n)) for n, browser in enumerate(browsers)])  # type: ignore[misc]  # noqa: S311
    return found


def one(browser: Browser, work: Work, ask: Ask) -> tuple[str, int]:
    """Ask once: what is wrong with the answer ("" for nothing), and its size."""
    try:
        status, where, body = browser.ask(ask.address, ask.form)
    except (OSError, http.client.HTTPException) as error:
        browser.line.close()
        return f"{type(error).__name__}: {error}", 0
    good = status == work.status and (work.sign in where if ask.form is not None else work.sign.encode() in body)
    return ("" if good else f"{status} {where} at {ask.address}"), len(body)


def at_once(acts: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
