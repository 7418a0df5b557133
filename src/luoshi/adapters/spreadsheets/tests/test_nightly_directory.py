"""The list of people out of the company's directory: whole or not at all, and then confirmed like any other."""

import os
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from luoshi.adapters.spreadsheets.models import NightlyLook, SheetImport
from luoshi.adapters.spreadsheets.nightly.looking import look
from luoshi.kernel.org.models import Person
from luoshi.web.accounts.tests.slapd import BASE, Missing, Slapd, add, running
from luoshi.web.tests.house import Caller
from tests.cast import PEOPLE, Plant

from .nightly import NIGHT, newest, night

pytestmark = pytest.mark.sweep
Calls = Callable[[str], Caller]
MANY = 1200


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    try:
        with running(tmp_path_factory.mktemp("directory") / "slapd", more=_many()) as server:
            yield server
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def _many() -> str:
    """The cast in a branch of their own, and more people than one page of an answer holds in another."""
    staff = [(no, name, home) for no, name, home, _roles in PEOPLE.values()]
    crowd = [(f"6{n:05d}", f"人{n}", "WATER") for n in range(MANY)]
    return add("staff", staff) + add("crowd", crowd)


@pytest.fixture
def company(folder: Path, slapd: Slapd, settings: Any, plant: Plant) -> Callable[..., None]:
    """Sets the directory up, by default with the cast alone. All of it is more than the directory gives to anybody."""

    def set_up(branch: str = "staff", **other: str) -> None:
        names = {"LUOSHI_LDAP_PEOPLE": "yes", "LUOSHI_LDAP_NAME": "sn", "LUOSHI_LDAP_UNIT": "departmentNumber"}
        base = {"LUOSHI_LDAP_BASE": f"ou={branch},{BASE}" if branch else BASE}
        settings.SIGN_IN = slapd.settings(**base, **names, **other)

    return set_up


def test_the_same_people_bring_nothing_new_and_the_next_night_it_is_asked_again(company: Callable[..., None]) -> None:
    company()
    night()
    one = newest()
    assert (one.state, one.counted, one.nightly) == ("closed", len(PEOPLE), "directory")
    look(NIGHT + timedelta(hours=5))
    assert SheetImport.objects.count() == 1, "once a day"
    night(NIGHT + timedelta(days=1))
    assert SheetImport.objects.count() == 2 and newest().digest == one.digest
    assert NightlyLook.objects.get(register="people").came_at == NIGHT + timedelta(days=1, minutes=15)


def test_who_is_not_in_the_directory_is_asked_about_and_a_page_is_not_all(calls: Calls, company: Callable[..., None]) -> None:
    company("crowd")
    night()
    one = newest()
    assert (one.state, one.counted, one.accepted, one.missing) == ("read", MANY, MANY, len(PEOPLE))
    page = calls("gao").text(f"/w/import/{one.key}/")
    assert 'name="left" value="20416" form="take">' in page and "20416" in page
    assert Person.objects.count() == len(PEOPLE)


@pytest.mark.parametrize(
    "broken",
    [
        {"LUOSHI_LDAP": "ldap://127.0.0.1:1"}, {"LUOSHI_LDAP_READER_PASSWORD": "wrong"}, {"LUOSHI_LDAP_FILTER": "((("}, {"branch": "nowhere"},
        {"LUOSHI_LDAP_CERTIFICATES": ""}, {"LUOSHI_LDAP_NUMBER": "telexNumber"}, {"branch": ""},
    ],
)  # fmt: skip
def test_a_directory_that_gives_nothing_or_breaks_off_is_no_list(
    calls: Calls, company: Callable[..., None], broken: dict[str, str]
) -> None:
    company(**broken)
    night()
    seen = NightlyLook.objects.get(register="people")
    assert seen.trouble and seen.came_at is None and not SheetImport.objects.filter(state__in=("read", "closed", "failed")).exists()
    assert seen.trouble in unescape(calls("gao").text("/w/import/"))
    before = SheetImport.objects.count()
    look(NIGHT + timedelta(minutes=30))
    assert SheetImport.objects.count() == before, "not before an hour is over"
    company()
    night(NIGHT + timedelta(hours=2))
    assert newest().state == "closed" and not NightlyLook.objects.get(register="people").trouble


def test_a_directory_that_falls_silent_in_between_leaves_the_waiting_list_alone(company: Callable[..., None]) -> None:
    company("crowd")
    night()
    waits = newest()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        company(LUOSHI_LDAP=f"ldap://127.0.0.1:{nobody.getsockname()[1]}")
        night(NIGHT + timedelta(days=1))
    waits.refresh_from_db()
    assert waits.state == "read" and NightlyLook.objects.get(register="people").trouble
