"""Every page of every role: it opens, speaks one language, and asks the database little."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.matters.services.by_the_clock import tell_leaders
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at, matter

Calls = Callable[[str], Caller]
ROLES = ("wang", "li", "liu", "qiu", "chen", "sun", "han", "gao", "zhao", "zheng")
PAGES = ("/w/", "/w/mine", "/w/inbox", "/w/report/", "/w/report/7F3K9A", "/w/list/problem", "/w/list/problem?view=all", "/w/team/WATER-C",
         "/w/team/WATER", "/w/figures/", "/w/figures/problems.found", "/w/figures/problems.reopened?unit=WATER", "/w/admin/", "/w/sign-in",
         "/w/activate", "/voice/")  # fmt: skip


@pytest.fixture
def lived_in(plant: Plant) -> list[int]:
    """One matter at every station, one of them in its second round."""
    made = []
    for number, state in enumerate(("", "registered", "assigned", "done", "verified", "answered", "closed")):
        one = plant.report("wang", at("2026-10-26 09:00"), f"泵房的事，走到第{number}步。")
        if state:
            plant.carry(one, until=state, day="2026-10-27")
        made.append(one)
    again = plant.report("wang", at("2026-10-26 10:00"), "加药间门锁坏了。")
    plant.carry(again, until="answered", day="2026-10-27")
    plant.step("wang", again, "not_fixed", at("2026-10-28 09:00"), reason="锁舌对不上")
    tell_leaders(at("2026-10-29 09:00"))
    return [*made, again]


@pytest.mark.parametrize("who", ROLES)
def test_every_page_opens_or_is_not_there(calls: Calls, lived_in: list[int], who: str) -> None:
    caller = calls(who)
    for page in (*PAGES, *(f"/w/matters/{one}" for one in lived_in)):
        assert caller.get(page).status_code in (200, 404), page


def visible(text: str) -> str:
    text = re.sub(r"<(script|head)\b.*?</\1>", " ", text, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|data-busy|alt)="([^"]*)"', text))
    return re.sub(r"<[^>]+>", " ", text) + " " + spoken


@pytest.mark.parametrize("who", ["", *ROLES])
def test_the_chinese_pages_hold_no_english(calls: Calls, lived_in: list[int], who: str) -> None:
    caller = calls(who)
    for page in (*PAGES, *(f"/w/matters/{one}" for one in lived_in)):
        answer = caller.get(page)
        if answer.status_code == 200:
            words = set(re.findall(r"[A-Za-z][a-z]{2,}", visible(answer.content.decode()))) - {"English", "Word", "http", "https"}
            words -= {"problems", "found", "reopened", "closed"} if "figures" in page else set()
            assert words == set(), page


def test_the_english_pages_hold_no_chinese_but_names_and_what_people_wrote(calls: Calls, lived_in: list[int], plant: Plant) -> None:
    chen = calls("chen")
    chen.cookies["luoshi_lang"] = "en"
    written = (
        "".join(matter(one).title + matter(one).number for one in lived_in)
        + "换DN300蝶阀已换，开关三次到位阀已换，同型号一并查过。锁舌对不上中文（）、・·"
    )
    named = (
        written
        + "".join(unit.name for unit in plant.units.values())
        + "".join(one.name for one in (*plant.people.values(), *plant.places.values()))
    )
    for page in ("/w/", "/w/inbox", "/w/list/problem?view=all", "/w/figures/problems.found", *(f"/w/matters/{one}" for one in lived_in)):
        text = visible(chen.text(page))
        assert set(re.findall(r"[\u4e00-\u9fff]", text)) - set(named) - set("泵房的事走到第步") == set(), page


@pytest.mark.parametrize(
    "who, page, most",
    [
        ("chen", "/w/list/problem?view=all", 6),
        ("chen", "/w/inbox", 8),
        ("wang", "/w/", 9),
        ("chen", "sheet", 12),
        ("liu", "/w/team/WATER-C", 20),
        ("qiu", "/w/figures/problems.found", 12),
    ],
)
def test_a_page_asks_the_database_no_more_often_when_there_is_more_to_show(
    calls: Calls, lived_in: list[int], plant: Plant, who: str, page: str, most: int
) -> None:
    caller = calls(who)
    page = f"/w/matters/{lived_in[-1]}" if page == "sheet" else page
    caller.get(page)
    with CaptureQueriesContext(connection) as few:
        caller.get(page)
    for _n in range(12):
        plant.report("wang", at("2026-11-02 08:00"))
    with CaptureQueriesContext(connection) as many:
        caller.get(page)
    assert len(many) == len(few)
    assert len(few) <= most


def test_a_list_is_turned_by_key_to_its_last_page_and_back(calls: Calls, plant: Plant) -> None:
    for _n in range(120):
        plant.report("wang", at("2026-11-02 08:00"))
    chen, page, seen = calls("chen"), "/w/list/problem", []
    pages = []
    while page:
        text = chen.text(page)
        pages.append(page)
        seen += re.findall(r"水处理-2611-(\d{4})", text)
        older = re.search(r'rel="next" href="([^"]+)"', text)
        page = f"/w/list/problem{older[1].replace('&amp;', '&')}" if older else ""
    assert seen == [f"{n:04}" for n in range(120, 0, -1)]
    newer = re.search(r'rel="prev" href="([^"]+)"', chen.text(pages[-1]))[1].replace("&amp;", "&")
    assert re.findall(r"水处理-2611-(\d{4})", chen.text(f"/w/list/problem{newer}"))[0] == "0070"


def test_the_figure_page_counts_what_it_does_not_show(calls: Calls, plant: Plant) -> None:
    plant.report("wang", at("2026-11-02 08:00"))
    text = calls("qiu").text("/w/figures/problems.found?unit=WATER")
    assert "水处理-2611-0001" in text
    assert calls("qiu").get("/w/figures/problems.found?unit=ROOT").status_code == 404, "official values are for those who read the unit"


def test_the_security_headers_are_strict(calls: Calls) -> None:
    answer = calls("wang").get("/w/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
