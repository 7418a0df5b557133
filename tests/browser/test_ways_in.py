"""The ways in and what stands at the door: before sign-in, without script, twice, refused, forged, and where no cookie goes."""

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Response, Route, expect

from . import house as houses
from .conftest import People
from .house import House
from .people import ADMIN, CHEN, DESKTOP, LI, LIU, PHONE, PLACE, QIU, WANG, Person, Size

pytestmark = pytest.mark.browser
PASSWORD = "净环泵房-2026-fa"


@pytest.mark.parametrize("size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.sweep)], ids=lambda size: size.name)
def test_a_report_before_sign_in_carries_a_claim_until_its_sender_signs_in_and_is_the_raiser(
    house: House, size: Size, people: People, photograph: Path
) -> None:
    who = {PHONE: WANG, DESKTOP: LIU}[size]
    guest, chen = people(house, size), people(house, size, CHEN)

    sent = guest.report(photograph)
    assert guest.burdens[-1].taps == 3
    assert guest.page.locator("a[href^='/w/matters/']").count() == 0, "a guest opens no matter"
    number = guest.page.locator(".code").first.inner_text().strip()

    with guest.filling("claim", "form[action$='/claim']") as form:
        guest.write(form.locator("input[name=staff_no]"), who)
        guest.press(form.locator("button[value=claim]"))
        expect(guest.page.locator("form[action$='/claim'] button[value=claim]")).to_have_count(0)

    matter = matter_numbered(chen, number)
    chen.open(matter)
    raiser = chen.page.locator(".facts dd", has_text=who)
    expect(raiser).to_have_count(1)
    assert not re.fullmatch(rf"\s*{who}\s*", raiser.inner_text()), "a bare staff number is shown as not proved"
    expect(chen.page.locator(".facts").first).not_to_contain_text({WANG: "王海生", LIU: "刘芳"}[who])

    activate(people(house, size), slip_for(people(house, size, ADMIN), who))

    guest.open(sent)
    with guest.filling("sign in", "form[action$='/claim']") as form:
        guest.write(form.locator("input[name=staff_no]"), who)
        guest.write(form.locator("input[name=password]"), PASSWORD)
        guest.press(form.locator("button[value=signin]"))
        guest.page.wait_for_url(f"**{matter}")
    guest.open("/w/mine")
    expect(guest.page.locator(f"a[href='{matter}']")).to_have_count(1)
    chen.open(matter)
    expect(chen.page.locator(".facts").first).to_contain_text({WANG: "王海生", LIU: "刘芳"}[who])
    assert people(house, size).status(matter) == 302, "without signing in a matter is not opened"


@pytest.mark.sweep
def test_a_wrong_password_proves_nothing_and_keeps_the_staff_number(house: House, people: People, photograph: Path) -> None:
    guest = people(house, PHONE)
    guest.report(photograph)
    form = guest.page.locator("form[action$='/claim']")
    form.locator("input[name=staff_no]").fill(QIU)
    form.locator("input[name=password]").fill("not the password")
    guest.press(form.locator("button[value=signin]"))
    expect(guest.page.locator("[role=alert]")).to_have_count(1)
    expect(form.locator("input[name=staff_no]")).to_have_value(QIU)
    assert guest.status("/w/") == 302


@pytest.mark.sweep
def test_the_report_and_a_step_work_without_javascript(house: House, people: People, photograph: Path) -> None:
    wang, chen = people(house, PHONE, WANG, script=False), people(house, DESKTOP, CHEN, script=False)
    matter = wang.report(photograph, words="密封水管滴漏")
    assert wang.burdens[-1].taps <= 3
    chen.step(matter, "assign", action="换密封圈", owner=LI, workdays="2")
    expect(chen.page.locator("form[action$='/steps/reassign']")).to_have_count(1)
    for person in (wang, chen):
        person.burdens.clear()


@pytest.mark.sweep
def test_a_double_press_without_javascript_makes_one_matter(house: House, people: People) -> None:
    wang, qiu = people(house, PHONE, WANG, script=False), people(house, DESKTOP, QIU)
    before = qiu.figure("problems.found", "WATER")
    wang.open(f"/w/report/{PLACE}")
    wang.press(wang.page.locator("label[for='tile-tools']"))
    wang.write(wang.page.locator("#text"), "扳手不够用，两个班合用一把")
    wang.page.locator("button[form='report']").dblclick(no_wait_after=True)
    wang.page.wait_for_url("**/w/report/sent/*")
    assert qiu.figure("problems.found", "WATER") == before + 1


@pytest.mark.sweep
def test_a_report_whose_answer_was_lost_on_the_way_and_is_sent_again_makes_one_matter(house: House, people: People) -> None:
    wang, qiu = people(house, PHONE, WANG), people(house, DESKTOP, QIU)
    before = qiu.figure("problems.found", "WATER")
    taken: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not taken:
            taken.append(route.fetch(max_redirects=0).status)
            route.fulfill(status=502, content_type="text/plain", body="lost")
        else:
            route.continue_()

    wang.page.route("**/w/report/*", lose)
    wang.open(f"/w/report/{PLACE}")
    wang.press(wang.page.locator("label[for='tile-environment']"))
    wang.write(wang.page.locator("#text"), "沉淀池栏杆旁有油渍")
    wang.press(wang.page.locator("button[form='report']"))
    expect(wang.page.locator("body")).to_have_text("lost")
    assert taken == [302], "the house took it, the phone does not know"
    wang.page.reload()
    wang.page.wait_for_url("**/w/report/sent/*")
    assert qiu.figure("problems.found", "WATER") == before + 1


def test_a_double_press_with_javascript_sends_once(house: House, people: People) -> None:
    wang = people(house, DESKTOP, WANG)
    posts: list[str] = []
    wang.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    wang.open(f"/w/report/{PLACE}")
    wang.press(wang.page.locator("label[for='tile-idea']"))
    wang.write(wang.page.locator("#text"), "阀门挂牌写上开关圈数")
    wang.page.locator("button[form='report']").dblclick(no_wait_after=True)
    wang.page.wait_for_url("**/w/report/sent/*")
    assert len(posts) == 1


@pytest.mark.sweep
def test_the_same_form_with_other_words_is_not_taken_for_the_same_report(house: House, people: People) -> None:
    wang, key = people(house, PHONE, WANG), str(uuid.uuid4())
    path = f"/w/report/{PLACE}"
    assert wang.forge(path, command=key, tile="idea", text="第一句").status == 302
    assert wang.forge(path, command=key, tile="idea", text="第一句").status == 302
    assert wang.forge(path, command=key, tile="idea", text="第二句").status == 409


def test_a_refused_report_keeps_what_was_typed_and_says_what_is_missing(house: House, people: People) -> None:
    wang = people(house, PHONE, WANG)
    wang.open(f"/w/report/{PLACE}")
    wang.page.locator("#report").evaluate("form => form.noValidate = true")
    wang.write(wang.page.locator("#text"), "泵房地面积水")
    with wang.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        wang.press(wang.page.locator("button[form='report']"))
    assert answer.value.status == 422
    expect(wang.page.locator("#e-tile")).to_be_visible()
    expect(wang.page.locator("#text")).to_have_value("泵房地面积水")
    wang.press(wang.page.locator("label[for='tile-equipment']"))
    wang.press(wang.page.locator("button[form='report']"))
    wang.page.wait_for_url("**/w/report/sent/*")


@pytest.mark.sweep
def test_a_refused_step_keeps_what_was_typed_and_says_what_is_missing(house: House, people: People, photograph: Path) -> None:
    wang, chen = people(house, PHONE, WANG), people(house, DESKTOP, CHEN)
    matter = wang.report(photograph)
    chen.open(matter)
    form = chen.page.locator("form[action$='/steps/assign']")
    chen.turn_to("assign")
    chen.fill(form, "assign", "action", "清理滤网，校准流量计")
    chen.fill(form, "assign", "owner", LI)
    form.locator("#f-assign-workdays").fill("")
    form.evaluate("form => form.noValidate = true")
    with chen.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        chen.send(form)
    assert answer.value.status == 422
    expect(form.locator("#f-assign-workdays-e")).to_be_visible()
    expect(form.locator("#f-assign-workdays")).to_be_focused()
    expect(form.locator("#f-assign-action")).to_have_value("清理滤网，校准流量计")
    expect(form.locator("#f-assign-owner")).to_have_value(LI)
    form.locator("#f-assign-workdays").fill("3")
    chen.send(form)
    chen.page.wait_for_url(f"**{matter}?done=assign")


@pytest.mark.sweep
def test_a_step_that_somebody_else_took_in_the_meantime_is_refused_with_a_sentence(house: House, people: People, photograph: Path) -> None:
    wang, chen = people(house, PHONE, WANG), people(house, DESKTOP, CHEN)
    matter = wang.report(photograph)
    fields = {"action": "换阀", "owner": LI, "workdays": "3"}
    assert chen.forge(f"{matter}/steps/assign", **fields).status == 302
    answer = chen.forge(f"{matter}/steps/assign", **fields)
    assert answer.status in (409, 422)
    assert 'role="alert"' in answer.text()


def test_the_code_on_the_wall_leads_to_the_form_of_its_place(house: House, people: People) -> None:
    guest = people(house, PHONE)
    answer = guest.context.request.get(f"/r/{PLACE}", max_redirects=0)
    assert answer.status == 302
    assert answer.headers["location"].partition("?")[0] == f"/w/report/{PLACE}"
    guest.open(f"/r/{PLACE}")
    expect(guest.page.locator("#report")).to_be_visible()
    assert guest.status("/w/report/NOWHERE") == 404
    guest.open("/r/NOWHERE")
    expect(guest.page.locator("main")).to_be_visible()


def test_the_way_without_a_name_sets_no_cookie_and_is_sent_none(house: House, people: People) -> None:
    wang = people(house, PHONE, WANG)
    for path in (f"/w/report/{PLACE}", "/w/language/zh-hans", "/w/theme/dark"):
        wang.open(path)
    kept = wang.context.cookies()
    assert {cookie["name"] for cookie in kept} >= {"luoshi", "luoshi_csrf", "luoshi_lang", "luoshi_theme"}
    assert {cookie["path"] for cookie in kept} == {"/w/"}

    met: list[Response] = []
    wang.page.on("response", lambda answer: met.append(answer))
    wang.open("/voice/")
    wang.page.wait_for_load_state("networkidle")
    assert [answer.url for answer in met if answer.url.endswith("/voice/")]
    for answer in met:
        asked, told = answer.request.all_headers(), answer.all_headers()
        assert "cookie" not in asked, f"{answer.url} was sent a cookie"
        assert "set-cookie" not in told, f"{answer.url} set a cookie"
    assert wang.context.cookies() == kept, "and nothing was kept or lost"


def test_a_stale_form_changes_nothing_and_says_so(house: House, people: People) -> None:
    wang = people(house, PHONE, WANG)
    answer = wang.context.request.post(
        f"/w/report/{PLACE}", form={"command": str(uuid.uuid4()), "tile": "idea", "text": "无"}, max_redirects=0
    )
    assert answer.status == 403
    assert "<main" in answer.text()


@pytest.mark.sweep
def test_a_real_plant_has_no_one_click_doors_and_its_first_administrator_comes_in_once_by_the_printed_link(
    tmp_path: Path, people: People
) -> None:
    link = houses.make(tmp_path / "home", demo=False)
    with houses.served(tmp_path / "home") as house:
        no_one_click_doors(people(house, DESKTOP))
        path = "/w/activate/" + link.rpartition("/")[2]
        admin, late = people(house, DESKTOP), people(house, DESKTOP)
        admin.open(path)
        choose_password(admin)
        admin.open("/w/admin/")
        expect(admin.page.locator("main a[href='/w/admin/units']").first).to_be_visible()
        late.open(path)
        expect(late.page.locator("input[name=password]")).to_have_count(0)
        expect(late.page.locator("[role=alert]")).to_have_count(1)


def no_one_click_doors(guest: Person) -> None:
    guest.open("/w/sign-in")
    expect(guest.page.locator("form[action^='/w/demo/']")).to_have_count(0)
    token = guest.token("/w/sign-in")
    for staff_no in ("admin", WANG, ADMIN):
        path = f"/w/demo/{staff_no}"
        posted = guest.context.request.post(
            path, form={"csrfmiddlewaretoken": token}, headers={"Referer": guest.house.url}, max_redirects=0
        )
        assert [posted.status, guest.status(path)] == [404, 404]
    assert guest.status("/w/") == 302


def matter_numbered(chen: Person, number: str) -> str:
    """The address of a matter in the office's inbox."""
    chen.open("/w/inbox")
    return chen.page.locator("tr", has_text=number).locator("a.door").get_attribute("href") or ""


def slip_for(admin: Person, staff_no: str) -> str:
    """Print an activation slip, as an administrator: its code."""
    admin.open(f"/w/admin/people?q={staff_no}")
    row = admin.page.locator("tr").filter(has=admin.page.locator(f"td:text-is('{staff_no}')"))
    unfold(admin, row)
    row.locator("input[name=person]").check()
    button = admin.page.locator("form[action='/w/admin/slips'] button[type=submit]")
    unfold(admin, button)
    admin.press(button)
    code = admin.page.locator(".slip .code")
    expect(code).to_have_count(1)
    return code.inner_text().strip()


def unfold(person: Person, what: Locator) -> None:
    """Open the folds around something, from the outside in."""
    folds = what.locator("xpath=ancestor::details[not(@open)]/summary")
    while folds.count():
        person.press(folds.first)


def activate(person: Person, code: str) -> None:
    """Type the code of a slip and choose a password."""
    person.open("/w/activate")
    person.write(person.page.locator("#code"), code.lower())
    person.press(person.page.locator("form[action='/w/activate'] button[type=submit]"))
    choose_password(person)


def choose_password(person: Person) -> None:
    person.write(person.page.locator("input[name=password]"), PASSWORD)
    person.write(person.page.locator("input[name=again]"), PASSWORD)
    person.press(person.page.locator("form[action='/w/activate'] button[type=submit]"))
    person.page.wait_for_url("**/w/")
