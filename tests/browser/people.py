"""People at a screen: they sign in with one click, press, write and send; what a form costs them is counted."""

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page, expect

from .house import House

PLACE = "7F3K9A"
WANG, LI, QIU, CHEN, ZHAO = "20416", "20102", "10001", "20110", "20731"
LIU, SUN, ADMIN = "20417", "20233", "90001"

OFFERED = """form => new Set(Array.from(form.elements)
  .filter(e => e.name && e.type !== 'hidden' && e.type !== 'submit' && e.type !== 'button').map(e => e.name)).size"""


@dataclass(frozen=True)
class Size:
    """A screen: a phone under a thumb or a desk with a mouse."""

    name: str
    width: int
    height: int
    touch: bool


PHONE = Size("phone", 390, 844, True)
DESKTOP = Size("desktop", 1366, 900, False)
SIZES = (PHONE, DESKTOP)


@dataclass
class Burden:
    """What a form costs: taps beside the words, fields filled of fields offered, seconds from opening the page to its answer."""

    form: str
    taps: int = 0
    filled: int = 0
    offered: int = 0
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)


class Screens:
    """Browser windows, lent and taken back wiped: opening one costs more than anything a test does in it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.lent: dict[BrowserContext, tuple[str, Size, bool]] = {}
        self.idle: dict[tuple[str, Size, bool], list[BrowserContext]] = {}

    def lend(self, house: House, size: Size, script: bool) -> BrowserContext:
        """A window of this size that knows nobody."""
        kind = (house.url, size, script)
        context = self.idle[kind].pop() if self.idle.get(kind) else self._open(*kind)
        self.lent[context] = kind
        return context

    def take_back(self, context: BrowserContext) -> None:
        kind = self.lent.pop(context)
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
            page.set_viewport_size({"width": kind[1].width, "height": kind[1].height})
            page.goto("about:blank")
        context.clear_cookies()
        self.idle.setdefault(kind, []).append(context)

    def _open(self, url: str, size: Size, script: bool) -> BrowserContext:
        context = self.browser.new_context(
            base_url=url,
            viewport={"width": size.width, "height": size.height},
            has_touch=size.touch,
            is_mobile=size.touch,
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        return context


class Person:
    """Somebody with a screen of their own."""

    def __init__(self, screens: Screens, house: House, size: Size, staff_no: str = "", *, script: bool = True) -> None:
        self.house, self.size, self.staff_no = house, size, staff_no
        self.screens, self.context = screens, screens.lend(house, size, script)
        self.complaints: list[str] = []
        self.burdens: list[Burden] = []
        self.burden: Burden | None = None
        if staff_no:
            self.sign_in()

    @cached_property
    def page(self) -> Page:
        """The screen, lit when it is first looked at."""
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", self._broke)
        return page

    def sign_in(self) -> None:
        """Through the demonstration's door, without drawing a page."""
        answer = self.context.request.post(
            f"/w/demo/{self.staff_no}", form={"csrfmiddlewaretoken": self.token("/w/sign-in")}, max_redirects=0
        )
        assert answer.status == 302, f"{self.staff_no} was not let in: {answer.status}"

    def sign_in_by_click(self, staff_no: str) -> None:
        """One click on the own name."""
        self.staff_no = staff_no
        self.open("/w/sign-in")
        self.press(self.page.locator(f"form[action='/w/demo/{staff_no}'] button"))
        self.page.wait_for_url("**/w/")

    def leave(self) -> None:
        """Give the screen back, wiped."""
        if "page" in self.__dict__:
            self.page.remove_listener("console", self._heard)
            self.page.remove_listener("pageerror", self._broke)
        self.screens.take_back(self.context)

    # Hands

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, what: Locator) -> None:
        """A tap on a phone, a click at a desk."""
        if self.burden:
            self.burden.taps += 1
        if self.size.touch:
            what.tap()
        else:
            what.click()

    def write(self, where: Locator, words: str) -> None:
        """Words are no taps."""
        if self.burden:
            self.burden.filled += 1
        where.fill(words)

    def choose(self, where: Locator, value: str) -> None:
        """Opening a list and pressing a line: two taps."""
        if self.burden:
            self.burden.filled += 1
            self.burden.taps += 2
        where.select_option(value)

    def shoot(self, button: Locator, photograph: Path) -> None:
        """The one press that opens the camera; what the camera asks belongs to the camera."""
        if self.burden:
            self.burden.filled += 1
        with self.page.expect_file_chooser() as chooser:
            self.press(button)
        chooser.value.set_files(photograph)

    @contextmanager
    def filling(self, form: str, css: str) -> Iterator[Locator]:
        """Count what this form costs, from now until it is answered."""
        self.burden = Burden(form)
        found = self.page.locator(css)
        self.burden.offered = found.evaluate(OFFERED)
        yield found
        self.burden.seconds = time.monotonic() - self.burden.began
        self.burdens.append(self.burden)
        self.burden = None

    # The steps of a problem

    def report(self, photograph: Path, *, place: str = PLACE, topic: str = "equipment", words: str = "") -> str:
        """Scan the code, what is it, photograph, send. The address of the matter, or of the page after sending for a guest."""
        began = time.monotonic()
        self.open(f"/r/{place}")
        with self.filling("report", "#report"):
            assert self.burden is not None
            self.burden.began = began
            self.press(self.page.locator(f"label[for='tile-{topic}']"))
            self.burden.filled += 1
            self.shoot(self.page.locator("label[for='photos']"), photograph)
            if words:
                self.write(self.page.locator("#text"), words)
            self.press(self.page.locator("button[form='report']"))
            self.page.wait_for_url("**/w/report/sent/*")
        if not self.staff_no:
            return self.path
        door = self.page.locator("a[href^='/w/matters/']").first
        return door.get_attribute("href") or ""

    def step(self, matter: str, name: str, *, photograph: Path | None = None, **values: str) -> None:
        """Open the matter, choose the step, fill its fields, send."""
        began = time.monotonic()
        self.open(matter)
        with self.filling(name, f"form[action$='/steps/{name}']") as form:
            assert self.burden is not None
            self.burden.began = began
            self.turn_to(name)
            for need, value in values.items():
                self.fill(form, name, need, value)
            if photograph:
                self.shoot(form.locator("label.pick"), photograph)
            self.send(form)
            self.page.wait_for_url(f"**{matter}?done={name}")

    def turn_to(self, name: str) -> None:
        """Choose the step where several stand open."""
        for way in (f"label[for='s-{name}']", f"a[href='#step-{name}']"):
            found = self.page.locator(way)
            if found.count() and not self.page.locator(f"#s-{name}:checked").count():
                self.press(found)

    def fill(self, form: Locator, step: str, need: str, value: str) -> None:
        where = form.locator(f"#f-{step}-{need}")
        if where.evaluate("e => e.tagName") == "SELECT":
            if where.input_value() != value:
                self.choose(where, value)
        else:
            self.write(where, value)

    def send(self, form: Locator) -> None:
        """Press the form's own button, wherever it stands."""
        inside = form.locator("button[type=submit]")
        self.press(inside if inside.count() else self.page.locator(f"button[form='{form.get_attribute('id')}']"))

    # Looking

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.house.url)

    def offered_steps(self, matter: str) -> set[str]:
        """Which steps the sheet offers this person."""
        self.open(matter)
        forms = self.page.locator("form[action*='/steps/']")
        return {str(action).rpartition("/")[2] for action in forms.evaluate_all("all => all.map(f => f.getAttribute('action'))")}

    def forge(self, path: str, **fields: str) -> APIResponse:
        """A POST that no page offered, with a good key against forgery and without following where it leads."""
        sent: dict[str, Any] = {"command": str(uuid.uuid4()), **fields, "csrfmiddlewaretoken": self.token(f"/w/report/{PLACE}")}
        return self.context.request.post(path, form=sent, headers={"Referer": self.house.url + "/w/"}, max_redirects=0)

    def token(self, path: str) -> str:
        """The key against forgery, out of a page that has a form."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.context.request.get(path).text())
        assert found, f"{path} has no form"
        return found[1]

    def status(self, path: str) -> int:
        return self.context.request.get(path, max_redirects=0).status

    def figure(self, name: str, unit: str = "") -> int:
        """The value of a figure as its page shows it."""
        self.open(f"/w/figures/{name}" + (f"?unit={unit}" if unit else ""))
        value = self.page.locator(".value")
        expect(value).to_be_visible()
        return int("".join(sign for sign in value.evaluate("e => e.firstChild.textContent") if sign.isdigit()))

    def _broke(self, error: Any) -> None:
        self.complaints.append(f"{self.page.url}: {error}")

    def _heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")
