"""Every page of every role, on every screen, in both languages and both themes."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from luoshi.site.cast import CAST

from .conftest import People
from .house import House
from .looking import Eye, pages_of
from .people import ADMIN, CHEN, DESKTOP, LI, PHONE, PLACE, QIU, WANG, Person
from .test_ways_in import slip_for, unfold

pytestmark = [pytest.mark.browser, pytest.mark.sweep]
MAIN = {
    "20416": ("/w/", f"/w/report/{PLACE}", "/w/mine"),
    QIU: ("/w/team/WATER", "/w/figures/problems.found", "/w/list/problem"),
    CHEN: ("/w/inbox",),
}
EVERYBODY = ("", *(one.staff_no for one in CAST))
# In CI everybody; at a desk those whose pages differ: a guest, a worker, a leader, an office, an administrator.
LOOKED_AT = EVERYBODY if os.environ.get("CI") == "true" else ("", "20416", QIU, CHEN, ADMIN)


@pytest.fixture(scope="module")
def eye(axe: str) -> Eye:
    return Eye(axe)


def faults_on(person: Person, eye: Eye, paths: Iterable[str]) -> list[str]:
    """All faults of these pages of a person."""
    found = []
    for path in paths:
        answer = person.page.goto(path)
        assert answer is not None
        if answer.status != 200:
            found.append(f"{path} answers {answer.status}")
        found += [f"{path} {fault}" for fault in eye.look(person.page)]
    return found


@pytest.mark.parametrize("staff_no", LOOKED_AT, ids=lambda staff_no: staff_no or "guest")
def test_every_page_of_a_role_is_accessible_and_stays_in_its_frame(house: House, people: People, eye: Eye, staff_no: str) -> None:
    person = people(house, DESKTOP, staff_no)
    assert not (faults := faults_on(person, eye, pages_of(person))), "\n".join(faults)


def test_every_stage_of_a_matter_is_accessible_and_stays_in_its_frame(house: House, people: People, eye: Eye) -> None:
    """One sheet of each shape: by whom it is seen and how far it is."""
    faults = []
    for staff_no in (CHEN, QIU, LI, WANG):
        person = people(house, DESKTOP, staff_no)
        person.open("/w/list/problem?view=all" if staff_no in (CHEN, QIU) else "/w/mine" if staff_no == WANG else "/w/inbox")
        shapes: dict[str, str] = {}
        for row in person.page.locator("tr:has(a.door[href^='/w/matters/']), li:has(a.row[href^='/w/matters/'])").all():
            door = row.locator("a[href^='/w/matters/']").first.get_attribute("href") or ""
            chain = row.locator("svg.links").first
            shapes.setdefault(str(chain.evaluate("e => Array.from(e.children, c => c.getAttribute('class')).join()")), door)
        faults += faults_on(person, eye, sorted(shapes.values()))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("look", ["/w/theme/dark", "/w/language/en"])
def test_the_main_pages_hold_in_the_dark_and_in_english(house: House, people: People, axe: str, look: str) -> None:
    faults, eye = [], Eye(axe)
    for staff_no, paths in MAIN.items():
        person = people(house, DESKTOP, staff_no)
        person.open(look)
        own = person.page.locator("a[href^='/w/matters/']").first.get_attribute("href") if staff_no == WANG else None
        faults += faults_on(person, eye, [*paths, *([own] if own else [])])
    assert not faults, "\n".join(faults)


def test_what_only_a_sent_form_shows_is_accessible_too(house: House, people: People, eye: Eye, photograph: Path) -> None:
    """After sending, with a claim, refused, signed in wrongly, slips, a poster, an activation, nothing here."""
    faults: list[str] = []

    def look(person: Person, what: str) -> None:
        faults.extend(f"{what}: {fault}" for fault in eye.look(person.page))

    guest, admin = people(house, PHONE), people(house, DESKTOP, ADMIN)
    guest.report(photograph)
    look(guest, "sent")
    form = guest.page.locator("form[action$='/claim']")
    form.locator("input[name=staff_no]").fill(WANG)
    guest.press(form.locator("button[value=claim]"))
    expect(form.locator("button[value=claim]")).to_have_count(0)
    look(guest, "claimed")
    form.locator("input[name=password]").fill("wrong")
    guest.press(form.locator("button[value=signin]"))
    expect(guest.page.locator("[role=alert]")).to_have_count(1)
    look(guest, "sign-in refused")

    guest.open(f"/w/report/{PLACE}")
    guest.page.locator("#report").evaluate("form => form.noValidate = true")
    guest.press(guest.page.locator("button[form='report']"))
    expect(guest.page.locator("#e-tile")).to_be_visible()
    look(guest, "report refused")

    code = slip_for(admin, "20731")
    look(admin, "slips")
    guest.open(f"/w/activate/{code}")
    look(guest, "activation")
    admin.open("/w/admin/units")
    form = admin.page.locator("form[method=post]:has(input[name=act])").first
    form.evaluate("form => form.noValidate = true")
    button = form.locator("button[type=submit]")
    unfold(admin, button)
    admin.press(button)
    expect(admin.page.locator("[aria-invalid=true], [role=alert]").first).to_be_visible()
    look(admin, "administration refused")
    admin.open("/w/matters/999999")
    look(admin, "nothing here")

    matter = people(house, PHONE, WANG).report(photograph)
    chen = people(house, DESKTOP, CHEN)
    chen.open(matter)
    look(chen, "a new matter with a photograph")
    step = chen.page.locator("form[action$='/steps/assign']")
    chen.turn_to("assign")
    step.evaluate("form => form.noValidate = true")
    chen.send(step)
    expect(step.locator(".error").first).to_be_visible()
    look(chen, "a refused step")
    for person in (guest, admin, chen):
        person.burdens.clear()
    assert not faults, "\n".join(faults)
