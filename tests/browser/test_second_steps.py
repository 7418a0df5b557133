"""The other ways in, with hands: a phone's codes, a passkey on a device of Chromium's own, the company's own sign-in."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from luoshi.web.accounts import totp
from luoshi.web.accounts.tests.provider import Provider
from luoshi.web.accounts.tests.provider import served as company_served

from . import house as houses
from .conftest import People, no_trouble_in
from .house import House
from .looking import Eye
from .people import DESKTOP, LI, LIU, PHONE, WANG, ZHAO, Person, Size
from .test_ways_in import PASSWORD, activate

pytestmark = [pytest.mark.browser, pytest.mark.sweep]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip
IN_THE_HOUSE = """
import sys, uuid, django
django.setup()
from luoshi.base import clock
from luoshi.base.actor import HOUSE
from luoshi.kernel.org.models import Person
who, now = Person.objects.get(staff_no=sys.argv[2]), clock.now()
if sys.argv[1] == "slip":
    from luoshi.web.accounts.services import make_slip
    print(make_slip(actor=HOUSE, at=now, command=uuid.uuid4(), person=who))
else:
    from luoshi.kernel.org.leaving import leave
    leave(actor=HOUSE, at=now, command=uuid.uuid4(), person=who, until=clock.local_date(now))
"""


@pytest.fixture(scope="module")
def company() -> Iterator[Provider]:
    with company_served() as provider:
        yield provider


@pytest.fixture(scope="module")
def named(made: Path, company: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration plant under a name, for browsers make no passkeys for a number; with a company that knows its people."""
    home = houses.copy(made, tmp_path_factory.mktemp("named") / "home")
    with houses.served(home, also=company.settings()) as served:
        yield replace(served, url=served.url.replace("127.0.0.1", "localhost"))
        no_trouble_in(served)


def in_the_house(house: House, what: str, staff_no: str) -> str:
    """What is done at the machine itself."""
    done = subprocess.run(
        [sys.executable, "-c", IN_THE_HOUSE, what, staff_no], env=house.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def digits(secret: str, later: int = 0) -> str:
    return totp.code_at(secret, totp.step_of(datetime.now(UTC)) + later)


def type_password(person: Person, staff_no: str, onward: str = "") -> None:
    person.context.clear_cookies()
    person.open("/w/sign-in" + ("?" + urlencode({"next": onward}) if onward else ""))
    person.write(person.page.locator("form[action='/w/sign-in'] input[name=staff_no]"), staff_no)
    person.write(person.page.locator("form[action='/w/sign-in'] input[name=password]"), PASSWORD)
    person.press(person.page.locator("form[action='/w/sign-in'] button[type=submit]"))


def type_code(person: Person, code: str) -> int:
    person.write(person.page.locator("#code"), code)
    with person.page.expect_navigation(), person.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        person.press(person.page.locator("form:has(#code) button[type=submit]").first)
    return answer.value.status


def set_up_a_phone(person: Person) -> tuple[str, list[str]]:
    """By reading the key under the picture; with the first code."""
    person.open("/w/me/second")
    person.press(person.page.locator("form[action$='/begin'] button"))
    secret = (person.page.locator("details .quote").text_content() or "").replace(" ", "")
    expect(person.page.locator("svg.qr")).to_be_visible()
    assert type_code(person, digits(secret)) == 200
    return secret, [str(code) for code in person.page.locator("li.code").all_text_contents()]


@pytest.mark.parametrize("size, staff_no", [(PHONE, WANG), (DESKTOP, LIU)], ids=["phone", "desktop"])
def test_with_a_phones_codes_nobody_enters_by_the_password_alone(named: House, people: People, axe: str, size: Size, staff_no: str) -> None:
    one, eye = people(named, size), Eye(axe)
    activate(one, in_the_house(named, "slip", staff_no))
    secret, paper = set_up_a_phone(one)
    assert len(paper) == 10
    faults = eye.look(one.page)

    type_password(one, staff_no, "/w/mine")
    one.page.wait_for_url("**/w/second")
    assert one.status("/w/") == 302
    faults += eye.look(one.page)
    assert type_code(one, "000000") == 422
    faults += eye.look(one.page)
    assert type_code(one, digits(secret, 1)) == 302
    one.page.wait_for_url("**/w/mine")
    one.open("/w/me/second")
    faults += eye.look(one.page)
    assert not faults, "\n".join(faults)

    type_password(one, staff_no)
    one.page.wait_for_url("**/w/second")
    one.press(one.page.locator("summary"))
    one.write(one.page.locator("#paper"), paper[3].lower())
    one.press(one.page.locator("details button"))
    one.page.wait_for_url("**/w/")


def test_after_five_wrong_codes_the_account_waits_and_who_leaves_is_out_at_once(named: House, people: People) -> None:
    li = people(named, PHONE)
    activate(li, in_the_house(named, "slip", LI))
    _secret, paper = set_up_a_phone(li)
    stays = people(named, DESKTOP)
    type_password(stays, LI)
    stays.page.wait_for_url("**/w/second")
    stays.press(stays.page.locator("summary"))
    stays.write(stays.page.locator("#paper"), paper[0])
    stays.press(stays.page.locator("details button"))
    stays.page.wait_for_url("**/w/")

    type_password(li, LI)
    li.page.wait_for_url("**/w/second")
    assert {type_code(li, "000000") for _once in range(5)} == {422}
    li.press(li.page.locator("summary"))
    li.write(li.page.locator("#paper"), paper[1])
    li.press(li.page.locator("details button"))
    expect(li.page.locator("[role=alert]").first).to_be_visible()
    assert li.status("/w/") == 302, "locked, the right code too"

    assert stays.status("/w/") == 200
    in_the_house(named, "leave", LI)
    assert stays.status("/w/") == 302, "the next request is out"


def test_a_passkey_is_made_signs_in_alone_and_is_a_second_step(named: House, people: People) -> None:
    zhao = people(named, PHONE)
    session = zhao.context.new_cdp_session(zhao.page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    try:
        activate(zhao, in_the_house(named, "slip", ZHAO))
        zhao.open("/w/me/second")
        zhao.write(zhao.page.locator("#name"), "我的手机")
        zhao.press(zhao.page.locator("form[action$='/passkey'] button"))
        zhao.page.wait_for_url("**done=passkey")
        expect(zhao.page.locator("li b")).to_have_text("我的手机")

        zhao.context.clear_cookies()
        zhao.open("/w/sign-in?next=%2Fw%2Fmine")
        zhao.press(zhao.page.locator("form[data-passkey] button"))
        zhao.page.wait_for_url("**/w/mine")

        type_password(zhao, ZHAO)
        zhao.page.wait_for_url("**/w/second")
        zhao.press(zhao.page.locator("form[data-passkey] button"))
        zhao.page.wait_for_url("**/w/")

        session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        zhao.context.clear_cookies()
        zhao.open("/w/sign-in")
        zhao.press(zhao.page.locator("form[data-passkey] button"))
        expect(zhao.page.locator("[data-said]").first).not_to_be_empty()
        assert zhao.status("/w/") == 302, "a finger that is not its holder's opens nothing"

        session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
        in_the_house(named, "leave", ZHAO)
        zhao.open("/w/sign-in")
        zhao.press(zhao.page.locator("form[data-passkey] button"))
        expect(zhao.page.locator("[role=alert]").first).to_be_visible()
        assert zhao.status("/w/") == 302
    finally:
        session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
        session.detach()


def test_through_the_companys_own_sign_in_and_back(named: House, people: People, company: Provider) -> None:
    company.number, company.error = "20110", ""
    chen = people(named, PHONE)
    chen.open("/w/sign-in?next=%2Fw%2Fmine")
    chen.press(chen.page.locator("a[href^='/w/oidc/corp/']"))
    chen.page.wait_for_url("**/w/mine")
    assert chen.status("/w/inbox") == 200

    for number, error in (("99999", ""), ("20110", "access_denied")):
        company.number, company.error = number, error
        chen.context.clear_cookies()
        chen.open("/w/sign-in")
        chen.press(chen.page.locator("a[href^='/w/oidc/corp/']"))
        expect(chen.page.locator("[role=alert]")).to_be_visible()
        assert chen.status("/w/") == 302
