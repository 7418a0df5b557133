"""Every page of every role: it opens, speaks one language, and asks the database little."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services.by_the_clock import tell_leaders
from luoshi.kernel.matters.services.splitting import Part
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at, matter

Calls = Callable[[str], Caller]
ROLES = ("wang", "li", "liu", "qiu", "chen", "sun", "han", "gao", "zhao", "zheng")
PAGES = ("/w/", "/w/mine", "/w/inbox", "/w/report/", "/w/report/7F3K9A", "/w/list/problem", "/w/list/problem?view=all", "/w/team/WATER-C",
         "/w/team/WATER", "/w/figures/", "/w/figures/problems.found", "/w/figures/problems.reopened?unit=WATER", "/w/admin/", "/w/sign-in",
         "/w/activate", "/voice/", "/w/done", "/w/copied", "/w/leader", "/w/group", "/w/repeats", "/w/repeats?by=equipment", "/w/away",
         "/w/search?q=%E6%B3%B5%E6%88%BF", "/w/phrases/problem", "/w/calendar/", "/w/shifts/WATER", "/w/import/", "/w/consultations/",
         "/w/consultations/?view=concluded", "/w/consultations/new", "/w/public/", "/w/public/unconfirmed", "/w/postings/",
         "/w/postings/new", "/w/opinions/enter", "/w/opinions/symposiums/", "/w/messages/mine", "/w/messages/slips", "/w/admin/messages/",
         "/w/documents/", "/w/admin/units", "/w/admin/units/WATER", "/w/admin/people", "/w/admin/people/20416", "/w/admin/holdings",
         "/w/admin/places", "/w/admin/places/7F3K9A", "/w/admin/places/7F3K9A/poster", "/w/admin/equipment", "/w/admin/parties",
         "/w/admin/skills", "/w/admin/parameters", "/w/admin/parameters/calendar.day_start", "/w/admin/trees/administrative?beside=2026-03-01",
         "/w/admin/shifts", "/w/me", "/w/me/read-by", "/w/purposes", "/w/corrections")  # fmt: skip
# What is no English: the other language, files, and names by which machines know a thing.
KNOWN_BY = {
    "/w/figures/problems.found": {"problems", "found"}, "/w/figures/problems.reopened": {"problems", "reopened"},
    "/w/documents/": {
        *("title", "when", "chair", "present", "items", "decision", "measures", "text", "dissent", "recorder"),
        *("number", "body", "since", "last", "issuer", "day", "rows", "what", "answer"),
    },
    "/voice/": {"Cookie"},
    "/w/admin/parameters": {"none", "system", "security", "audit", "admin"},
    "/w/admin/parameters/calendar.day_start": {"calendar", "day", "start", "day_start"},
}  # fmt: skip
NAMES = {"English", "Word", "Excel", "http", "https", "testserver", "docx", "xlsx", "csv"}


@pytest.fixture
def lived_in(played: Callable[..., Plant]) -> list[int]:
    """One matter at every station, one of them in its second round, and one in each state beside the way."""
    played(_live)
    return list(Matter.objects.order_by("pk").values_list("pk", flat=True))


def _live(plant: Plant) -> None:
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
    turned_aside(plant, made[2])


def turned_aside(plant: Plant, other: int) -> None:
    """One matter in each state beside the straight way, and one each that is asked, paused, about somebody, in several hands."""
    hour, office = at("2026-10-28 10:00"), plant.units["STEEL-OFFICE"]
    measure = {"action": "先加一道盲板", "owner": "xu", "workdays": 5}
    parts = [Part(area, "换阀", plant.people["li"], 5) for area in ("一号井", "二号井")]
    ways: tuple[tuple[tuple[str, str, dict[str, Any]], ...], ...] = (
        (
            ("chen", "not_ours", {"office": office, "reason": "归炼钢"}),
            ("xie", "not_ours", {"office": plant.units["EQUIP"], "reason": "不归炼钢"}),
        ),
        (("chen", "consult", {"reason": "几个科室一起看"}),),
        (("chen", "register", {}), ("chen", "defer", {"reason": "等大修", "follow_up": date(2026, 12, 1)})),
        (("chen", "merge", {"into": matter(other)}),),
        (("chen", "register", {}), ("chen", "split", {"parts": parts})),
        (("wang", "withdraw", {"remark": "看错了"}),),
        (("chen", "ask", {"question": "哪一台泵？"}),),
        (("chen", "register", {}), ("chen", "pause", {"reason": "等备件", "until": date(2026, 11, 12)})),
        (("chen", "concern", {"concerned": plant.people["qiu"]}),),
        (("chen", "assign", {**measure, "owner": "li"}), ("chen", "measure", measure)),
    )
    made = [plant.report("wang", hour, f"泵房的事，第{number}种走法。") for number, _way in enumerate(ways)]
    for one, way in zip(made, ways, strict=True):
        for minute, (who, step, values) in enumerate(way, 1):
            plant.step(who, one, step, hour + timedelta(minutes=minute), **values)


def all_pages(caller: Caller, matters: list[int]) -> Iterator[tuple[str, str]]:
    """Every page that opens for them, with each step that a sheet offers them laid open."""
    waiting = [*PAGES, *(f"/w/matters/{one}" for one in matters)]
    for page in waiting:
        answer = caller.get(page)
        assert answer.status_code in (200, 302, 404), page
        if answer.status_code == 200:
            text = answer.content.decode()
            yield page, text
            if page.startswith("/w/matters/") and "?" not in page:
                waiting += [f"{page}?step={name}" for name in sorted(set(re.findall(r'href="[^"]*\?step=(\w+)', text)))]


def visible(text: str) -> str:
    text = re.sub(r"<(script|head)\b.*?</\1>", " ", text, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|data-busy|alt)="([^"]*)"', text))
    return re.sub(r"<[^>]+>", " ", text) + " " + spoken


@pytest.mark.parametrize("who", ["", *ROLES])
def test_every_page_opens_or_is_not_there_and_in_chinese_holds_no_english(calls: Calls, lived_in: list[int], who: str) -> None:
    english, opened = {}, 0
    for page, text in all_pages(calls(who), lived_in):
        opened += 1
        words = set(re.findall(r"[A-Za-z][a-z]{2,}", visible(text))) - NAMES
        words -= KNOWN_BY.get(page.split("?")[0], set())
        english |= {page: words} if words else {}
    assert english == {}
    assert opened > (12 if who else 0)


def test_the_english_pages_hold_no_chinese_but_names_and_what_people_wrote(calls: Calls, lived_in: list[int], plant: Plant) -> None:
    chen = calls("chen")
    chen.cookies["luoshi_lang"] = "en"
    written = (
        "".join(matter(one).title + matter(one).number for one in lived_in)
        + "换DN300蝶阀已换，开关三次到位阀已换，同型号一并查过。锁舌对不上中文（）、・·"
        + "先加一道盲板归炼钢不归炼钢几个科室一起看等大修看错了哪一台泵？等备件一号井二号井"
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
