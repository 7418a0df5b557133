"""One problem from the hand that reports it back to the hand that says it is fixed, on both databases and both sizes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import People
from .house import House
from .people import CHEN, LI, QIU, SIZES, WANG, ZHAO, Person, Size

pytestmark = pytest.mark.browser
THREE = 3
SECONDS = 20


def test_a_problem_is_reported_in_three_taps_carried_through_reopened_and_closed_and_the_figure_leads_back(
    either_house: House, people: People, photograph: Path
) -> None:
    for size in SIZES:
        from_wang_to_wang(either_house, size, people, photograph)


def from_wang_to_wang(either_house: House, size: Size, people: People, photograph: Path) -> None:
    wang, chen, li, qiu, zhao = (people(either_house, size, one) for one in ("", CHEN, LI, QIU, ZHAO))
    wang.sign_in_by_click(WANG)
    found, reopened, closed = (qiu.figure(f"problems.{name}", "WATER") for name in ("found", "reopened", "closed"))

    matter = wang.report(photograph)
    assert wang.burdens[-1].taps <= THREE
    assert wang.burdens[-1].seconds < SECONDS

    the_office_finds_it_in_its_inbox(chen, matter)
    chen.step(matter, "assign", action="换阀板轴套，两人一组", owner=LI, workdays="4")
    deadline = clock_of(li, matter)

    li.step(matter, "do", note="换DN300蝶阀一台，开关三次到位", verifier=QIU, photograph=photograph)
    the_doer_cannot_check_the_own_work(li, matter)
    a_stranger_sees_nothing_of_it(zhao, qiu, matter)

    qiu.step(matter, "verify")
    chen.step(matter, "answer", answer="阀板轴套锈死，已换新阀。")

    the_raiser_is_asked(wang, matter, "阀板轴套锈死，已换新阀。")
    wang.step(matter, "not_fixed", reason="手轮还是打不动")
    assert clock_of(li, matter) == deadline, "a reopened matter keeps its clock"
    assert qiu.figure("problems.reopened", "WATER") == reopened + 1

    li.step(matter, "do", note="更换执行机构，重新调校行程", verifier=QIU)
    qiu.step(matter, "verify")
    chen.step(matter, "answer", answer="执行机构一并更换，您再试试。")
    wang.step(matter, "confirm")
    assert wang.offered_steps(matter) <= {"not_fixed"}, "what is closed can only be opened again, by the raiser"

    for name, value in (("found", found + 1), ("closed", closed + 1)):
        assert qiu.figure(f"problems.{name}", "WATER") == value
        expect(qiu.page.locator(f".records a.door[href='{matter}']")).to_have_count(1)
    the_figure_leads_back_to_it(qiu, "reopened", matter)


def the_office_finds_it_in_its_inbox(chen: Person, matter: str) -> None:
    chen.open("/w/inbox")
    chen.press(chen.page.locator(f".inbox a[href='{matter}#step']"))
    expect(chen.page.locator("form[action$='/steps/assign']")).to_have_count(1)
    expect(chen.page.locator("img[src^='/w/photos/']").first).to_be_attached()


def the_doer_cannot_check_the_own_work(li: Person, matter: str) -> None:
    assert not li.offered_steps(matter) & {"verify", "refuse"}
    answer = li.forge(f"{matter}/steps/verify", remark="我自己看过了")
    assert answer.status == 422
    sentence = re.search(r'role="alert".*?</div>', answer.text(), re.DOTALL)
    assert sentence, "the refusal is said"
    assert "邱建平" in sentence[0], "and who can check instead"
    assert not li.offered_steps(matter) & {"answer", "confirm"}, "and nothing moved"


def a_stranger_sees_nothing_of_it(zhao: Person, qiu: Person, matter: str) -> None:
    qiu.open(matter)
    photo = qiu.page.locator("img[src^='/w/photos/']").first.get_attribute("src") or ""
    assert qiu.status(photo) == 200
    assert [zhao.status(path) for path in (matter, photo)] == [404, 404]
    assert zhao.forge(f"{matter}/steps/verify", remark="").status == 404
    assert zhao.forge(f"{matter}/steps/no_such_step").status == 404


def the_raiser_is_asked(wang: Person, matter: str, answer: str) -> None:
    wang.open("/w/")
    wang.press(wang.page.locator(f"a[href='{matter}']").first)
    expect(wang.page.locator("blockquote")).to_contain_text(answer)
    assert wang.offered_steps(matter) == {"confirm", "not_fixed"}


def the_figure_leads_back_to_it(qiu: Person, name: str, matter: str) -> None:
    qiu.open("/w/figures/")
    qiu.press(qiu.page.locator(f"a.door[href^='/w/figures/problems.{name}']"))
    qiu.press(qiu.page.locator(f".records a.door[href='{matter}']").first)
    expect(qiu.page).to_have_url(qiu.house.url + matter)
    expect(qiu.page.locator(".chain")).not_to_have_count(0)


def clock_of(person: Person, matter: str) -> str:
    """Until when it is due, as the sheet says it exactly."""
    person.open(matter)
    return person.page.locator(".panel").get_attribute("title") or ""
