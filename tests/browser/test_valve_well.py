"""A valve well in Chromium: two phones report it, offices dispute it, three decide it together, areas are done, everybody reads how it ended."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .conftest import People
from .house import House
from .looking import Eye
from .people import CHEN, DESKTOP, LI, LIU, PHONE, QIU, SUN, WANG, ZHAO, Person, Size
from .test_ways_in import choose_password

pytestmark = [pytest.mark.browser, pytest.mark.sweep]
CAO, ZHENG = "20601", "10000"
FIRST, SECOND = "阀门井蝶阀关不死，井里渗水", "泵房门口阀门井又积水，阀转不动"
AREAS = (("东侧井", "换蝶阀", LI, "3"), ("西侧井", "换轴套", LI, "12"), ("总管井", "加排水管", LI, "20"))
ANSWER = "三口井都办完了：换阀、换轴套、加排水管。"
PUBLIC = "泵房旁三口阀门井渗水、积水。"
Look = Callable[[Person, str], None]


@pytest.fixture
def look(request: pytest.FixtureRequest, either_house: House) -> Look:
    """Nothing on the page as it stands is out of reach, sideways or too small, on any screen; looked at on the long journey only."""
    if either_house.database == "SQLite":
        return lambda person, what: None
    eye = Eye(request.getfixturevalue("axe"))

    def at_it(person: Person, what: str) -> None:
        faults = [f"{what}: {fault}" for fault in eye.look(person.page)]
        assert not faults, "\n".join(faults)

    return at_it


def test_a_valve_well_is_disputed_decided_split_done_and_read_by_everybody(
    either_house: House, people: People, photograph: Path, look: Look
) -> None:
    house = either_house
    wang, liu, li, zhao = (people(house, PHONE, one) for one in (WANG, LIU, LI, ZHAO))
    qiu, sun, chen = people(house, PHONE, QIU), people(house, PHONE, SUN), people(house, DESKTOP, CHEN)
    whole, other = wang.report(photograph, words=FIRST), liu.report(photograph, words=SECOND)
    the_clerk_merges_the_second_into_the_first(chen, whole, other)
    liu.open(other)
    expect(liu.page.locator(f"dl.facts a[href='{whole}']")).to_have_count(1)
    nobody_wants_it_and_the_level_above_decides(
        chen, by_a_slip(house, people, DESKTOP, CAO), by_a_slip(house, people, PHONE, ZHENG), whole, look
    )
    meeting = the_office_calls_three_others(chen, whole, look)
    those_who_are_asked_answer_on_their_phones(qiu, sun, meeting, look)
    the_meeting_splits_it_in_three(chen, sun, meeting, look)
    parts = parts_of(wang, whole, look)
    the_areas_are_done_and_checked(li, qiu, parts, photograph)
    both_are_answered_and_say_so(chen, wang, liu, whole, other)
    everybody_reads_it_without_a_name(chen, zhao, whole, look)


def by_a_slip(house: House, people: People, size: Size, staff_no: str) -> Person:
    """Somebody whom the demonstration lets in by a slip only."""
    person = people(house, size)
    person.open(house.luoshi("slip", staff_no).strip().removeprefix("http://127.0.0.1:8000"))
    choose_password(person)
    return person


def press_other_way(person: Person, matter: str, step: str) -> Locator:
    """What seldom happens lies folded: unfold, press the line; the form that opens."""
    person.open(matter)
    fold = person.page.locator("details.fold", has=person.page.locator(f"a[href$='step={step}#step']"))
    person.press(fold.locator("summary"))
    person.press(fold.locator(f"a[href$='step={step}#step']"))
    person.page.wait_for_url(f"**{matter}?step={step}*")
    form = person.page.locator(f"form[action$='/steps/{step}']")
    expect(form).to_be_visible()
    return form


def other_way(person: Person, matter: str, step: str, look: Look | None = None, **values: str) -> None:
    """Find it, fill it, send it."""
    form = press_other_way(person, matter, step)
    if look:
        look(person, step)
    with person.filling(step, f"form[action$='/steps/{step}']"):
        for need, value in values.items():
            person.fill(form, step, need, value)
        person.send(form)
        person.page.wait_for_url(f"**{matter}?done={step}")


def number_of(person: Person, matter: str) -> str:
    person.open(matter)
    return person.page.locator(".crumbs [aria-current]").inner_text()


def the_clerk_merges_the_second_into_the_first(chen: Person, whole: str, other: str) -> None:
    number = number_of(chen, whole)
    other_way(chen, other, "merge", into=number)
    expect(chen.page.locator(f"dl.facts a[href='{whole}']")).to_have_count(1)


def nobody_wants_it_and_the_level_above_decides(chen: Person, cao: Person, zheng: Person, whole: str, look: Look) -> None:
    other_way(chen, whole, "not_ours", look, office="LOGISTICS", reason="井盖归后勤管")
    cao.open("/w/inbox")
    expect(cao.page.locator(f".inbox a[href='{whole}#step']")).to_have_count(1)
    other_way(cao, whole, "hand_on", office="EQUIP", reason="井里是设备室的阀")
    other_way(chen, whole, "not_ours", office="LOGISTICS", reason="台账只有地上阀门")
    zheng.open("/w/inbox")
    zheng.press(zheng.page.locator(f".inbox a[href='{whole}#step']").first)
    zheng.page.wait_for_url(f"**{whole}#step")
    look(zheng, "decide_whose")
    zheng.step(whole, "decide_whose", office="EQUIP", reason="地下阀门井由设备室统管")
    assert not chen.offered_steps(whole) & {"decide_whose"}
    form = press_other_way(chen, whole, "not_ours")
    chen.fill(form, "not_ours", "office", "LOGISTICS")
    chen.fill(form, "not_ours", "reason", "还是不归我")
    chen.send(form)
    expect(chen.page.locator("form[action$='/steps/not_ours'] .wrong .error")).to_have_count(1)


def the_office_calls_three_others(chen: Person, whole: str, look: Look) -> str:
    chen.open(whole)
    chen.press(chen.page.locator("a[href^='/w/consultations/new']"))
    chen.page.wait_for_url("**/w/consultations/new?*")
    look(chen, "calling")
    with chen.filling("consult", "form[action='/w/consultations/new']") as form:
        chen.write(form.locator("[name=reason]"), "井连着三家的管，一家定不了")
        chen.write(form.locator("[name=people]"), "水处理车间\n20233\n燃气车间")
        chen.press(form.locator("button[type=submit].main"))
        chen.page.wait_for_url("**/w/consultations/*?done=called")
    return chen.path.partition("?")[0]


def those_who_are_asked_answer_on_their_phones(qiu: Person, sun: Person, meeting: str, look: Look) -> None:
    for person in (qiu, sun):
        person.open("/w/inbox")
        person.press(person.page.locator(f".inbox a[href^='{meeting}']").first)
        person.page.wait_for_url(f"**{meeting}*")
        if person is qiu:
            look(person, "asked")
            person.open(meeting)
        with person.filling("reply", "form#reply") as form:
            person.press(form.locator("label[for='f-reply-comes-yes']"))
            person.send(form)
            person.page.wait_for_url("**?done=reply")


def the_meeting_splits_it_in_three(chen: Person, sun: Person, meeting: str, look: Look) -> None:
    chen.open(meeting)
    chen.press(chen.page.locator("summary:has(+ form#hold)"))
    with chen.filling("hold", "form#hold") as form:
        chen.press(form.locator("label", has_text="张敬").locator("input"))
        chen.send(form)
        chen.page.wait_for_url("**?done=hold")
    sun.open(meeting)
    with sun.filling("say", "form#say") as form:
        sun.write(form.locator("[name=text]"), "总管井不该由我们陪停，另排")
        sun.press(form.locator("[name=dissent]"))
        sun.send(form)
        sun.page.wait_for_url("**?done=say")
    expect(sun.page.locator("#words li.t-late")).to_have_count(1)
    chen.open(meeting)
    look(chen, "deciliu")
    chen.open(meeting)
    with chen.filling("decide", "form#decide") as form:
        chen.press(form.locator("label[for='f-decide-decision-split']"))
        for n, row in enumerate(AREAS, start=1):
            for name, value in zip(("area", "action", "owner", "days"), row, strict=True):
                chen.write(form.locator(f"[name={name}-{n}]"), value)
        chen.write(form.locator("[name=answer]"), "三处分开办：东侧先换阀，其余按期。")
        chen.press(form.locator("button[data-busy]"))
        chen.page.wait_for_url("**?done=decide")
    with chen.filling("conclude", "form#conclude") as form:
        chen.write(form.locator("[name=missing_note]"), "燃气车间电话同意")
        chen.send(form)
        chen.page.wait_for_url("**?done=conclude")
    look(chen, "concluded")
    chen.open(f"{meeting}/minutes")
    expect(chen.page.locator("main")).to_contain_text("总管井不该由我们陪停")
    look(chen, "minutes")


def parts_of(wang: Person, whole: str, look: Look) -> list[str]:
    """The raiser reads which areas there are and how far each is."""
    wang.open(whole)
    rows = wang.page.locator("a.row[href^='/w/matters/']", has_text="井")
    expect(rows).to_have_count(3)
    found = [str(row.get_attribute("href")) for row in rows.all()]
    look(wang, "split")
    return found


def the_areas_are_done_and_checked(li: Person, qiu: Person, parts: list[str], photograph: Path) -> None:
    li.open("/w/inbox")
    li.press(li.page.locator(f".inbox a[href='{parts[0]}#step']").first)
    li.page.wait_for_url(f"**{parts[0]}#step")
    for person, part, note in ((li, parts[0], "蝶阀已换"), (li, parts[1], "轴套已换"), (li, parts[2], "排水管已加")):
        person.step(part, "do", note=note, verifier=QIU, photograph=photograph)
        assert not person.offered_steps(part) & {"verify", "refuse"}, "who did it does not check it"
    for part in parts:
        qiu.step(part, "verify")


def both_are_answered_and_say_so(chen: Person, wang: Person, liu: Person, whole: str, other: str) -> None:
    chen.open(whole)
    expect(chen.page.locator("#f-answer-answer")).to_have_value("三处分开办：东侧先换阀，其余按期。")
    chen.step(whole, "answer", answer=ANSWER)
    for raiser, matter in ((wang, whole), (liu, other)):
        raiser.open("/w/")
        raiser.press(raiser.page.locator(f"a[href='{matter}']").first)
        raiser.page.wait_for_url(f"**{matter}")
        expect(raiser.page.locator("blockquote")).to_contain_text(ANSWER)
        raiser.step(matter, "confirm")


def everybody_reads_it_without_a_name(chen: Person, zhao: Person, whole: str, look: Look) -> None:
    chen.open(whole)
    chen.press(chen.page.locator("#public a[href$='/text']"))
    chen.page.wait_for_url("**/text")
    look(chen, "public text")
    with chen.filling("public", "form[action$='/text']") as form:
        chen.write(form.locator("[name=title]"), "泵房阀门井渗水")
        chen.write(form.locator("[name=text]"), PUBLIC)
        chen.write(form.locator("[name=answer]"), ANSWER)
        chen.send(form)
        chen.page.wait_for_url("**?done=confirmed")
    zhao.open("/w/public/")
    zhao.press(zhao.page.locator(f"a[href='/w/public/{whole.rpartition('/')[2]}']").first)
    main = zhao.page.locator("main")
    expect(main).to_contain_text(PUBLIC)
    expect(main).to_contain_text(ANSWER)
    words = main.inner_text()
    assert not [name for name in ("王海生", WANG, "刘芳", LIU, FIRST, SECOND) if name in words]
    assert zhao.status(whole) == 404
    look(zhao, "public")
