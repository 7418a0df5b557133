"""The calendar and the shifts on the pages: read by everybody, set by an administrator, and no deadline that hides its doubt."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luoshi.kernel.org.calendar_year import calendar_year
from luoshi.kernel.org.models import Rota, ShiftPattern
from luoshi.kernel.org.seeding import seed_calendar
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at

Calls = Callable[[str], Caller]
NOTICE = "元旦：1月1日至3日放假，共3天。1月9日（星期六）上班。祝大家节日快乐。"
TEAMS = {"team-GAS-A": "0", "team-WATER-C": "2", "team-FITTERS": "4", "team-STEEL-OFFICE": "6"}
DOUBT = "make-up days not announced"


def english(caller: Caller) -> Caller:
    caller.get("/w/language/en?next=/w/")
    return caller


def fill(caller: Caller, address: str, **values: str) -> Any:
    return caller.post(address, {"command": caller.command(address), **values})


# the calendar


def test_everybody_signed_in_reads_the_year_and_only_an_administrator_finds_the_form(calls: Calls) -> None:
    wang = english(calls("wang"))
    text = wang.text("/w/calendar/2026")
    assert "National Day" in text and "<textarea" not in text and "/w/admin/calendar" not in text
    assert re.search(r'title="Spring Festival">14<br><b>班</b>', text), "the Saturday before Spring Festival is worked"
    assert wang.get("/w/calendar/").headers["Location"] == "/w/calendar/2026"
    assert wang.get("/w/admin/calendar/2026").status_code == 404
    assert wang.get("/w/calendar/1999").status_code == 404
    assert calls("").get("/w/calendar/2026").status_code == 302
    assert "<textarea" in calls("gao").text("/w/admin/calendar/2026")


def test_a_year_nobody_announced_says_so(calls: Calls) -> None:
    gao = english(calls("gao"))
    assert "Nothing is known of this year" in gao.text("/w/calendar/2027")
    seed_calendar(range(2027, 2028))
    assert "Not confirmed" in gao.text("/w/calendar/2027")


def test_the_pasted_notice_is_shown_as_understood_before_anything_is_saved(calls: Calls) -> None:
    gao = english(calls("gao"))
    shown = fill(gao, "/w/admin/calendar/2027", act="look", days=NOTICE, source="国办").content.decode()
    assert "3 days off, 1 make-up days" in shown
    assert "祝大家节日快乐" in shown
    assert "2027-01-09 班 元旦" in shown
    assert not calendar_year(2027).known
    refused = fill(gao, "/w/admin/calendar/2027", act="save", days=NOTICE, source="国办")
    assert refused.status_code == 422 and "祝大家节日快乐" in refused.content.decode()
    assert not calendar_year(2027).known
    lines = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL)
    assert lines
    saved = fill(gao, "/w/admin/calendar/2027", act="save", days=lines[1], source="国办发明电〔2026〕7号", confirmed="on")
    assert saved.status_code == 302
    assert calendar_year(2027).confirmed and len(calendar_year(2027).days) == 4
    assert "国办发明电〔2026〕7号" in gao.text("/w/calendar/2027")


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"days": "2027-01-04 班"}, "Monday to Friday"),
        ({"days": "2026-12-31 休"}, "does not lie in 2027"),
        ({"days": "2027-01-01 休 元旦", "source": ""}, "where this comes from"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(calls: Calls, values: dict[str, str], sentence: str) -> None:
    answer = fill(english(calls("gao")), "/w/admin/calendar/2027", **{"act": "save", "source": "国办", **values})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


# every deadline says that it may move


def test_a_deadline_in_a_year_nobody_announced_says_so_in_words_wherever_it_stands(
    calls: Calls, plant: Plant, clock: Callable[[str], None]
) -> None:
    """2027 is not announced: a measure given at the end of November for thirty days is due in January."""
    seed_calendar(range(2027, 2028))
    pk = plant.report("wang", at("2026-11-27 09:00"))
    plant.step("chen", pk, "register", at("2026-11-27 10:00"))
    plant.step("chen", pk, "assign", at("2026-11-27 10:30"), owner="li", action="换蝶阀", workdays=30)
    clock("2026-11-27 11:00")
    sheet = english(calls("li")).text(f"/w/matters/{pk}")
    sentence = re.search(r'<p class="big">(.*?)</p><p>(.*?)</p>', sheet)
    assert sentence and DOUBT in sentence[1] and f"2027-01-11 17:30 ({DOUBT})" in sentence[2]
    measures = re.search(r'<table class="stack measures">.*?</table>', sheet, re.DOTALL)
    assert measures and DOUBT in re.sub(r'title="[^"]*"', "", measures[0])
    for who, address in (
        ("li", "/w/inbox"),
        ("li", "/w/"),
        ("wang", "/w/mine"),
        ("wang", "/w/"),
        ("chen", "/w/list/problem"),
        ("liu", "/w/team/WATER-C"),
    ):
        page = re.sub(r'title="[^"]*"', "", english(calls(who)).text(address))
        assert DOUBT in page, address
    assert "make-up days of this year are not announced yet, the day may move" in sheet, "the exact words stay in the tooltip"


def test_the_page_after_sending_says_it_too_and_a_settled_year_says_nothing(calls: Calls, clock: Callable[[str], None]) -> None:
    seed_calendar(range(2027, 2028))
    for wall, doubted in (("2026-11-02 09:00", False), ("2026-12-31 18:00", True)):
        clock(wall)
        wang = english(calls(""))
        form = wang.text("/w/report/7F3K9A")
        key = re.search(r'name="command" value="([^"]+)"', form)
        assert key
        sent = wang.post("/w/report/7F3K9A", {"command": key[1], "text": "阀漏", "tile": "equipment"})
        assert (DOUBT in wang.text(sent.headers["Location"])) is doubted


# shifts


def assign(gao: Caller, act: str, **more: str) -> Any:
    return fill(gao, "/w/admin/shifts", act=act, unit="ROOT", pattern="4x3", since="2026-12-01", anchor="2026-12-01", **{**TEAMS, **more})


def test_the_teams_of_a_works_are_looked_at_and_then_set(calls: Calls) -> None:
    gao = english(calls("gao"))
    chosen = gao.text("/w/admin/shifts?unit=ROOT&pattern=4x3")
    assert "team-GAS-A" in chosen and "42 hours a week" in chosen
    looked = assign(gao, "look")
    assert looked.status_code == 200 and "Nothing is saved yet" in looked.content.decode()
    assert not Rota.objects.exists()
    assert assign(gao, "set").headers["Location"] == "/w/shifts/ROOT?month=2026-12"
    assert Rota.objects.count() == 4
    month = english(calls("wang")).text("/w/shifts/ROOT?month=2026-12")
    assert re.search(r"12-01 Tue</th>(<td[^>]*>(<b>)?[早中夜休](</b>)?</td>){4}", month)
    assert "Set the teams" not in month and 'href="/w/calendar/2026"' in month
    assert 'href="/w/shifts/WATER-C"' in calls("liu").text("/w/team/WATER-C")


def test_a_change_names_the_team_that_rests_too_little(calls: Calls) -> None:
    gao = english(calls("gao"))
    assign(gao, "set")
    change = {"pattern": "4x2-4", "since": "2026-12-02", "anchor": "2026-12-02"}
    places = {"team-GAS-A": "2", "team-WATER-C": "3", "team-FITTERS": "0", "team-STEEL-OFFICE": "1"}
    looked = fill(gao, "/w/admin/shifts", act="look", unit="ROOT", **change, **places).content.decode()
    assert "钳工一班: the old 夜 ends 12-02 08:00, the new 白 begins 12-02 08:00 with no rest between" in looked
    done = fill(gao, "/w/admin/shifts", act="set", unit="ROOT", **change, **places)
    assert "Less than eight hours of rest at the change: 钳工一班" in gao.text(done.headers["Location"])


@pytest.mark.parametrize(
    "more, sentence",
    [
        ({"team-GAS-A": "2"}, "exactly one team"),
        ({"since": "soon"}, "Write the day as"),
        (dict.fromkeys(TEAMS, ""), "Choose the teams"),
    ],
)
def test_teams_that_clash_are_refused_in_words(calls: Calls, more: dict[str, str], sentence: str) -> None:
    for act in ("look", "set"):
        gao = english(calls("gao"))
        values = {"unit": "ROOT", "pattern": "4x3", "since": "2026-12-01", "anchor": "2026-12-01", **TEAMS, **more}
        answer = fill(gao, "/w/admin/shifts", act=act, **values)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Rota.objects.exists()


def test_hours_over_the_law_are_said_and_not_refused(calls: Calls) -> None:
    text = english(calls("gao")).text("/w/admin/shifts")
    assert "Over the 44 hours of the Labour Law" in text and "Over the standard 40 hours" in text


def test_a_pattern_of_ones_own_is_written_on_the_page(calls: Calls) -> None:
    gao = english(calls("gao"))
    form = {
        "code": "own",
        "name": "检修白班",
        "cycle": "白夜休休",
        "letters": "白 07:30 12, 夜 19:30 12",
        "source": "厂规",
        "since": "2026-11-02",
    }
    assert fill(gao, "/w/admin/shifts", act="pattern", leads="0,1,2", **form).status_code == 422
    assert fill(gao, "/w/admin/shifts", act="pattern", leads="0,1,2,3", **form).status_code == 302
    assert ShiftPattern.objects.get(code="own").since == date(2026, 11, 2)
    assert "07:30–19:30" in gao.text("/w/admin/shifts?done=pattern")


def test_nobody_else_finds_the_page_of_patterns(calls: Calls) -> None:
    assert calls("chen").get("/w/admin/shifts").status_code == 404
    assert calls("wang").get("/w/shifts/NOWHERE").status_code == 404
    assert "还没有班组排班" in calls("wang").text("/w/shifts/ROOT") or "No team" in calls("wang").text("/w/shifts/ROOT")
