"""Chromium, houses to walk through and the people in them.

Without Chromium, PostgreSQL or axe-core the tests say so and skip; in CI they fail.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from .. import postgres
from . import house as houses
from .house import ARGUMENTS, House
from .people import Burden, Person, Screens, Size

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
People = Callable[..., Person]


def absent(reason: str) -> NoReturn:
    """Skip here; in CI what is absent is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def no_trouble_in(house: House) -> None:
    """Whatever was done to it, the server never broke."""
    log = house.log.read_text()
    assert "Traceback" not in log and " error=" not in log, log[-4000:]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium with an empty profile."""
    path = houses.chromium()
    if path is None:
        absent("no Chromium here (apt-get install chromium, or name it in CHROMIUM)")
    allowed = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright's loop runs in this thread: Django would refuse the unit tests of the same worker.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()
    if allowed is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def house(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration plant, served; for tests that mind their own matters."""
    with houses.served(houses.copy(made, tmp_path_factory.mktemp("house") / "home")) as served:
        yield served
        no_trouble_in(served)


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.sweep)])
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """The demonstration plant, once on each database."""
    if request.param == "SQLite":
        yield request.getfixturevalue("house")
        return
    try:
        with postgres.cluster() as cluster:
            home, url = tmp_path / "home", cluster.create("luoshi")
            houses.make(home, database_url=url)
            with houses.served(home, database_url=url) as served:
                yield served
                no_trouble_in(served)
    except postgres.Missing as missing:
        absent(str(missing))


@pytest.fixture(scope="package")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.exists():
        absent("axe-core is not here: npm install --no-save --prefix tests/browser axe-core")
    return AXE.read_text()


@pytest.fixture(scope="package")
def screens(browser: Browser) -> Screens:
    return Screens(browser)


@pytest.fixture
def people(screens: Screens, record_property: Callable[[str, object], None]) -> Iterator[People]:
    """Call somebody in: `people(house, PHONE, WANG)`. They leave at the end, and none may have met a Content Security Policy."""
    here: list[Person] = []

    def call(house: House, size: Size, staff_no: str = "", *, script: bool = True) -> Person:
        here.append(Person(screens, house, size, staff_no, script=script))
        return here[-1]

    yield call
    for person in here:
        for one in person.burdens:
            record_property("burden", (person.size.name, person.house.database, one.form, one.taps, one.filled, one.offered, one.seconds))
    complaints = [complaint for person in here for complaint in person.complaints]
    for person in here:
        person.leave()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photograph as a phone takes it: wider than what the house keeps, with grain; low, since every page that shows it decodes it."""
    from PIL import Image

    path = tmp_path_factory.mktemp("camera") / "IMG_1206.jpg"
    grain = Image.effect_noise((1920, 600), 60).convert("L")
    colours = Image.merge("RGB", (grain, Image.linear_gradient("L").resize(grain.size), Image.radial_gradient("L").resize(grain.size)))
    colours.save(path, "JPEG", quality=85)
    return path


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what each form costs: the worst of each form, size and database."""
    worst: dict[tuple[str, str, str], Burden] = {}
    for report in [one for outcome in ("passed", "failed", "") for one in terminalreporter.stats.get(outcome, [])]:
        for name, value in getattr(report, "user_properties", []):
            if name == "burden":
                size, database, form, taps, filled, offered, seconds = value
                seen = worst.setdefault((form, size, database), Burden(form, taps, filled, offered, seconds))
                seen.taps, seen.filled, seen.seconds = max(seen.taps, taps), max(seen.filled, filled), max(seen.seconds, seconds)
    if not worst:
        return
    terminalreporter.section("burden of each form: taps beside the words, fields filled of offered, seconds")
    for (form, size, database), one in worst.items():
        fields = f"{one.filled} of {one.offered}"
        terminalreporter.write_line(f"{form:<10} {size:<8} {database:<11} {one.taps:>2} taps  {fields:>6} fields  {one.seconds:5.2f} s")
