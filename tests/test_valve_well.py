"""A valve well that two people report: whose it is, what three offices decide, who looked, who was answered, and that it comes again."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.verification import verify
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services.by_the_clock import ask_for_effects, remind_holders
from luoshi.kernel.metrics.answering import Period
from luoshi.kernel.metrics.figures import EVER, figures
from luoshi.kernel.metrics.held import days_of
from luoshi.kernel.org.services import give_holding
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.mechanisms.public_list.models import PublicText
from luoshi.web.accounts.services import enter, open_for_demo
from luoshi.web.tests.house import NOW, Caller, clock, picture
from tests.cast import SINCE, Plant, at, key, matter, stays, story, tries

__all__ = ["clock"]
pytestmark = pytest.mark.django_db
SECOND = "铁中泵房门口的阀门井，蝶阀转不动，下班时又积水。"
FIRST = "泵房东侧阀门井蝶阀关不死，井里一直渗水。"
RAISERS = ("王海生", "20416", "刘芳", "20417")
AREAS = (("东侧井", "换蝶阀", "李国栋", "3"), ("西侧井", "换轴套", "许亮", "12"), ("总管井", "加排水管", "孙梅", "20"))


@dataclass
class Well:
    """The plant in which it plays, who is at the doors, and the numbers of what came of it."""

    plant: Plant
    put: Callable[[str], None]
    whole: int = 0
    other: int = 0
    parts: list[int] = field(default_factory=list)
    wall: str = "2026-11-02 09:00"

    def on(self, wall: str) -> None:
        self.wall = wall
        self.put(wall)

    def come(self, who: str) -> Caller:
        """Somebody signs in now."""
        caller = Caller()
        account = open_for_demo(at=NOW, person=self.plant.people[who])
        caller.cookies["luoshi"] = enter(at=at(self.wall), account=account, how="demo")
        return caller

    def step(self, who: str, pk: int, step: str, **values: Any) -> Any:
        """Open the sheet, take the step in the form that stands there; where it leads."""
        caller, sheet = self.come(who), f"/w/matters/{pk}"
        page = caller.text(f"{sheet}?step={step}")
        assert f'action="{sheet}/steps/{step}"' in page, f"{who} finds no form for {step}"
        answer = caller.post(f"{sheet}/steps/{step}", {"command": _key(page), **values})
        assert answer.status_code == 302 and answer["Location"] == f"{sheet}?done={step}", said(answer)
        return caller.get(answer["Location"], follow=True).content.decode()

    def forge(self, who: str, pk: int, step: str, **values: Any) -> Any:
        """The same without a form: whatever stands on a page, the house itself says no."""
        return self.come(who).post(f"/w/matters/{pk}/steps/{step}", {"command": str(uuid.uuid4()), **values})

    def refused(self, who: str, pk: int, step: str, **values: Any) -> str:
        answer = self.forge(who, pk, step, **values)
        assert answer.status_code == 422, answer.status_code
        return said(answer)

    def holds(self, pk: int) -> str | None:
        """Who has it: the person as the tests call them, or the office."""
        row = matter(pk)
        return self.plant.called(row.holder_id) or self.plant.code(row.holder_unit_id)


@pytest.fixture
def well(plant: Plant, clock: Callable[[str], None], home: Path) -> Well:
    """The gas works has an office too."""
    give_holding(actor=HOUSE, at=NOW, command=key(), person=plant.people["zhao"], role="handler", unit=plant.units["GAS"], since=SINCE)
    return Well(plant, clock)


def _key(page: str) -> str:
    found = re.search(r'name="command" value="([^"]+)"', page)
    assert found, "there is no form"
    return found[1]


def said(answer: Any) -> str:
    """What a refusal says, at its field or over the form."""
    page = answer.content.decode()
    found = re.findall(r'class="error"[^>]*>([^<]+)<|role="alert"[^>]*>(.*?)</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", one or two).strip() for one, two in found)


def test_a_valve_well_from_two_reports_to_the_month_in_which_it_comes_again(well: Well) -> None:
    before = verify().entries
    two_people_report_the_same_and_it_is_merged(well)
    the_first_office_says_not_ours_twice_and_the_level_above_decides(well)
    three_offices_sit_together_and_one_is_of_another_opinion(well)
    one_area_is_done_and_another_person_checks_it_while_two_are_planned(well)
    both_are_told_what_is_done_and_what_is_planned(well)
    the_last_areas_are_done_and_both_are_answered(well)
    everybody_reads_the_confirmed_text_and_no_name(well)
    after_thirty_days_somebody_who_did_not_do_it_looks_again(well)
    a_month_later_it_comes_again_and_is_linked(well)
    the_days_of_its_holders_are_its_age(well)
    assert verify().ok and verify().entries > before


def _reported(well: Well, who: str, text: str) -> int:
    caller = well.come(who)
    page = caller.text("/w/report/7F3K9A")
    sent = caller.post("/w/report/7F3K9A", {"command": _key(page), "tile": "equipment", "text": text, "photos": picture()})
    found = re.search(r"/w/matters/(\d+)", caller.text(sent["Location"]))
    assert found, "the one who sent it is led to it"
    return int(found[1])


def two_people_report_the_same_and_it_is_merged(well: Well) -> None:
    well.on("2026-11-02 09:00")
    well.whole = _reported(well, "wang", FIRST)
    well.on("2026-11-02 09:20")
    well.other = _reported(well, "liu", SECOND)
    assert (well.holds(well.whole), well.holds(well.other)) == ("EQUIP", "EQUIP")
    chen, sheet = well.come("chen"), f"/w/matters/{well.other}"
    inbox = chen.text("/w/inbox")
    assert all(f"/w/matters/{pk}#step" in inbox for pk in (well.whole, well.other))
    assert f"{sheet}?step=merge#step" in chen.text(sheet), "among the other ways"
    number = matter(well.whole).number
    assert f'<option value="{number}"' in chen.text(f"{sheet}?step=merge"), "the one that is like it is offered"
    assert "编号" in well.refused("chen", well.other, "merge", into="")
    assert "另一条" in well.refused("chen", well.other, "merge", into=matter(well.other).number), "not into itself"
    assert well.forge("wang", well.other, "merge", into=number).status_code in (404, 422)
    well.on("2026-11-02 09:40")
    well.step("chen", well.other, "merge", into=number)
    assert (matter(well.other).state, matter(well.other).parent_id, matter(well.other).due_at) == ("merged", well.whole, None)
    assert number in well.come("liu").text(sheet), "the second raiser reads with which one it is answered"
    assert matter(well.other).number in chen.text(f"/w/matters/{well.whole}")


def the_first_office_says_not_ours_twice_and_the_level_above_decides(well: Well) -> None:
    whole, sheet = well.whole, f"/w/matters/{well.whole}"
    assert f"{sheet}?step=not_ours#step" in well.come("chen").text(sheet)
    well.on("2026-11-02 10:00")
    assert "部门" in well.refused("chen", whole, "not_ours", office="", reason="井在煤气管廊下")
    assert "原因" in well.refused("chen", whole, "not_ours", office="GAS", reason=" ")
    assert "水处理丙班" in well.refused("chen", whole, "not_ours", office="WATER-C", reason="井是他们的"), "only to an office"
    well.step("chen", whole, "not_ours", office="GAS", reason="井在煤气管廊下，归燃气车间")
    assert (well.holds(whole), matter(whole).state) == ("GAS", "reported")
    assert f"{sheet}#step" in well.come("zhao").text("/w/inbox")
    well.on("2026-11-02 11:00")
    gone = well.step("zhao", whole, "hand_on", office="EQUIP", reason="阀门台账在设备室")
    assert "/w/inbox" in gone and well.come("zhao").get(sheet).status_code == 404, "whoever reads on no more is led to the own work"
    assert well.holds(whole) == "EQUIP"
    well.on("2026-11-02 13:30")
    well.step("chen", whole, "not_ours", office="GAS", reason="台账只有地上阀门")
    assert (well.holds(whole), matter(whole).state) == ("tang", "disputed")
    assert f"{sheet}#step" in well.come("tang").text("/w/inbox"), "the level above both offices finds it among its own"
    for who in ("chen", "wang", "zhao"):
        assert well.forge(who, whole, "decide_whose", office="EQUIP", reason="归设备室").status_code in (404, 422)
    assert "原因" in well.refused("tang", whole, "decide_whose", office="EQUIP", reason="")
    offered = well.come("tang").text(sheet)
    assert all(f'<option value="{office}"' in offered for office in ("EQUIP", "GAS")), "both offices can be decided on"
    well.on("2026-11-02 15:00")
    well.step("tang", whole, "decide_whose", office="EQUIP", reason="地下阀门井由设备室统管")
    assert (well.holds(whole), matter(whole).state, matter(whole).bound) == ("EQUIP", "registered", True)
    for step in ("not_ours", "hand_on"):
        assert "上一级" in well.refused("chen", whole, step, office="GAS", reason="还是不归我"), "it binds, and it is said who decided"
    told = well.come("wang").text(sheet)
    assert all(words in told for words in ("井在煤气管廊下，归燃气车间", "台账只有地上阀门", "地下阀门井由设备室统管"))


def _sent(who: Caller, address: str, page: str, **values: Any) -> Any:
    """A form of the consultation, with the key that stands on its page."""
    return who.post(address, {"command": _key(who.text(page)), **values})


def _rows(*areas: tuple[str, str, str, str]) -> dict[str, str]:
    names = ("area", "action", "owner", "days")
    return {f"{name}-{n}": value for n, row in enumerate(areas, start=1) for name, value in zip(names, row, strict=True)}


def three_offices_sit_together_and_one_is_of_another_opinion(well: Well) -> None:
    well.on("2026-11-02 16:00")
    chen, new = well.come("chen"), f"/w/consultations/new?matter={well.whole}"
    assert new in chen.text(f"/w/matters/{well.whole}")
    call = {
        "matter": well.whole, "title": "阀门井渗水会诊", "planned_on": "2026-11-05", "planned_clock": "14:00", "chair": "唐立新",
        "place": "能环三楼", "reason": "井连着三家的管，一家定不了", "people": "水处理车间\n燃气车间\n何勇",
    }  # fmt: skip
    assert _sent(chen, "/w/consultations/new", new, **{**call, "reason": ""}).status_code == 422
    home = _sent(chen, "/w/consultations/new", new, **call)["Location"].partition("?")[0]
    assert (matter(well.whole).state, well.holds(well.whole)) == ("consulted", "EQUIP")
    asked = ("qiu", "zhang", "he")
    for who in asked:
        caller = well.come(who)
        assert home in caller.text("/w/inbox"), f"{who} finds the invitation"
        answer = _sent(caller, f"{home}/reply", home, person=well.plant.people[who].pk, comes="yes")
        assert answer.status_code == 302
    assert well.come("wang").get(home).status_code == 404
    well.on("2026-11-05 14:05")
    chen = well.come("chen")
    present = [well.plant.people[who].pk for who in ("tang", *asked)]
    decide, item = f"{home}/items/1/decide", f"{home}/items/1"
    split = {"decision": "split", "answer": "三处分开办：东侧先换阀，其余按期。", "permit": "东侧停水四小时", **_rows(*AREAS)}
    assert chen.post(decide, {"command": str(uuid.uuid4()), **split}).status_code == 422, "nothing is decided before it is held"
    assert _sent(chen, f"{home}/hold", home, present=present, held_on="2026-11-05", held_clock="14:05").status_code == 302
    for who, text, dissent in (
        ("qiu", "先保东侧，水不能停两回", {}), ("he", "备件一周到齐", {}), ("zhang", "总管井不该由我们陪停，另排", {"dissent": "on"}),
    ):  # fmt: skip
        answer = _sent(well.come(who), f"{item}/say", item, person=well.plant.people[who].pk, text=text, **dissent)
        assert answer.status_code == 302
    assert _sent(chen, f"{home}/conclude", home).status_code == 422, "an item without an outcome"
    alone = {**split, **_rows(AREAS[0], *[("", "", "", "")] * 2)}
    assert _sent(chen, decide, item, **alone).status_code == 422, "one area is no split"
    assert _sent(chen, decide, item, **split).status_code == 302
    assert _sent(chen, f"{home}/conclude", home).status_code == 302
    one = Consultation.objects.get(pk=home.rpartition("/")[2])
    dissenting = [word["name"] for row in (one.minutes or {})["items"] for word in row["words"] if word["dissent"]]
    assert dissenting == ["张敬"]
    assert "总管井不该由我们陪停" in well.come("qiu").text(f"{home}/minutes")
    _three_areas_have_owner_and_day(well)


def _three_areas_have_owner_and_day(well: Well) -> None:
    rows = list(Matter.objects.filter(parent=well.whole).exclude(state="merged").order_by("id"))
    well.parts = [row.pk for row in rows]
    assert [row.number for row in rows] == [f"{matter(well.whole).number}-{n}" for n in (1, 2, 3)]
    assert [well.holds(row.pk) for row in rows] == ["li", "xu", "sun"]
    assert [row.promised_on for row in rows] == [date(2026, 11, 10), date(2026, 11, 23), date(2026, 12, 3)]
    assert (matter(well.whole).state, well.holds(well.whole), matter(well.whole).due_at) == ("parted", "EQUIP", None)
    sheet = well.come("wang").text(f"/w/matters/{well.whole}")
    assert all(f"{area}" in sheet and row.number in sheet for (area, *_rest), row in zip(AREAS, rows, strict=True))
    assert f'href="/w/matters/{well.whole}"' in well.come("li").text(f"/w/matters/{well.parts[0]}"), "the part leads to the whole"


def one_area_is_done_and_another_person_checks_it_while_two_are_planned(well: Well) -> None:
    east = well.parts[0]
    well.on("2026-11-09 10:00")
    assert f"/w/matters/{east}#step" in well.come("li").text("/w/inbox")
    barred = well.refused("li", east, "do", note="阀已换", verifier="20102")
    assert "邱建平" in barred, "the doer does not check; it is said who may"
    well.step("li", east, "do", note="蝶阀已换，井内抽干", verifier="10001", photos=picture())
    assert well.holds(east) == "qiu"
    assert "邱建平" in well.refused("li", east, "verify", remark="自己看过")
    assert well.forge("chen", east, "answer", answer="好了").status_code == 422, "a part is not answered by itself"
    well.on("2026-11-09 15:00")
    well.step("qiu", east, "verify", remark="开关三次到位")
    assert (matter(east).state, matter(east).closing, well.holds(east)) == ("closed", "part", None)
    assert well.forge("qiu", east, "not_fixed", reason="又漏").status_code in (404, 422)
    assert matter(well.whole).state == "parted", "two areas are planned, the whole waits for them"
    assert "拆分" in well.refused("chen", well.whole, "answer", answer="东侧好了，先答复"), "the whole is not answered for one area"
    assert [matter(pk).state for pk in well.parts] == ["closed", "assigned", "assigned"]
    chen = well.come("chen")
    home = f"/w/consultations/{Consultation.objects.get().pk}"
    assert all(day in chen.text(home) for day in ("2026-11-10", "2026-11-23", "2026-12-03"))


def both_are_told_what_is_done_and_what_is_planned(well: Well) -> None:
    well.on("2026-11-09 16:00")
    word = "东侧井已换阀；西侧井11月23日前、总管井12月3日前办完。"
    well.step("chen", well.whole, "inform", answer=word)
    assert matter(well.whole).answered_at is None, "an interim word closes nothing"
    for who, pk in (("wang", well.whole), ("liu", well.other)):
        assert word in well.come(who).text(f"/w/matters/{pk}"), f"{who} reads it"


def the_last_areas_are_done_and_both_are_answered(well: Well) -> None:
    west, main = well.parts[1:]
    well.on("2026-11-20 09:00")
    assert remind_holders(at("2026-11-20 09:00")) == 1, "who holds the western well is reminded before its day"
    well.step("xu", west, "do", note="轴套已换", verifier="10001")
    well.step("qiu", west, "verify")
    well.on("2026-12-01 09:00")
    assert "邱建平" in well.refused("sun", main, "do", note="排水管已加", verifier="20233")
    well.step("sun", main, "do", note="排水管已加", verifier="10001")
    assert well.forge("sun", main, "verify").status_code == 422, "the safety officer did this one"
    well.step("qiu", main, "verify")
    assert (matter(well.whole).state, well.holds(well.whole)) == ("verified", "EQUIP")
    well.on("2026-12-01 14:00")
    chen = well.come("chen")
    assert AREAS[0][0] in chen.text(f"/w/matters/{well.whole}?step=answer") and "东侧先换阀，其余按期" in chen.text(
        f"/w/matters/{well.whole}"
    )
    answer = "三口井都办完了：换阀、换轴套、加排水管。谢谢两位。"
    well.step("chen", well.whole, "answer", answer=answer)
    assert (well.holds(well.whole), well.holds(well.other)) == ("wang", "liu")
    for who, pk in (("wang", well.whole), ("liu", well.other)):
        caller = well.come(who)
        assert "未登录时报的" not in caller.text(f"/w/matters/{pk}"), "the whole was done part by part, not by a stranger"
        assert f"/w/matters/{pk}" in caller.text("/w/") and answer in caller.text(f"/w/matters/{pk}"), f"{who} is answered"
    assert well.forge("liu", well.whole, "confirm").status_code in (404, 422), "each has the own word"
    well.on("2026-12-02 08:30")
    well.step("wang", well.whole, "confirm")
    well.step("liu", well.other, "confirm")
    assert [matter(pk).closing for pk in (well.whole, well.other)] == ["confirmed", "confirmed"]


def everybody_reads_the_confirmed_text_and_no_name(well: Well) -> None:
    well.on("2026-12-02 10:00")
    chen, form = well.come("chen"), f"/w/public/{well.whole}/text"
    for text in ("王海生说井里渗水", "刘芳说井里积水", "打电话13812345678问"):
        words = {"title": "泵房阀门井渗水", "text": text, "answer": "三口井都办完了。"}
        assert _sent(chen, form, form, **words).status_code == 422, text
    words = {"title": "泵房阀门井渗水", "text": "泵房旁三口阀门井渗水、积水。", "answer": "三口井都办完了：换阀、换轴套、加排水管。"}
    assert _sent(chen, form, form, **words).status_code == 302
    assert well.come("wang").get(form).status_code == 404
    reader = well.come("xu")
    for page in (reader.text("/w/public/"), reader.text(f"/w/public/{well.whole}")):
        assert words["text"] in page and words["answer"] in page
        assert not [name for name in (*RAISERS, FIRST, SECOND) if name in page]
    assert reader.get(f"/w/matters/{well.whole}").status_code == 404
    assert PublicText.objects.filter(matter__in=[well.other, *well.parts]).count() == 0
    offered = chen.text("/w/public/unconfirmed")
    assert not [pk for pk in (well.other, *well.parts) if f"/w/public/{pk}/text" in offered], "the whole speaks for its parts"


def after_thirty_days_somebody_who_did_not_do_it_looks_again(well: Well) -> None:
    assert matter(well.whole).effect_on == date(2027, 1, 1)
    well.on("2026-12-31 17:00")
    assert "2027-01-01" in well.refused("qiu", well.whole, "effect_holds", remark="没漏"), "not before its day, and the day is said"
    assert ask_for_effects(at(well.wall)) == 0
    well.on("2027-01-01 08:00")
    assert ask_for_effects(at(well.wall)) == 1, "of the whole; not once more of what was merged into it"
    for who in ("li", "xu"):
        assert well.forge(who, well.whole, "effect_holds").status_code in (404, 422)
    barred = well.refused("sun", well.whole, "effect_holds")
    assert "邱建平" in barred and "孙梅" not in barred, "she did one of the areas: others look whether it holds"
    well.on("2027-01-04 09:00")
    assert f"/w/matters/{well.whole}#step" in well.come("chen").text("/w/inbox")
    well.step("qiu", well.whole, "effect_holds", remark="三口井都干")
    assert (matter(well.whole).effect, matter(well.whole).state) == ("holds", "closed")
    assert well.refused("qiu", well.whole, "effect_holds"), "once"


def a_month_later_it_comes_again_and_is_linked(well: Well) -> None:
    well.on("2027-02-01 09:00")
    again = _reported(well, "wang", "泵房东侧阀门井蝶阀又关不死，渗水。")
    chen, sheet = well.come("chen"), f"/w/matters/{again}"
    number = matter(well.whole).number
    assert f"{sheet}?step=again#step" in chen.text(sheet) and number in chen.text(sheet), "the house says which one it may repeat"
    assert f'<option value="{number}"' in chen.text(f"{sheet}?step=again")
    assert matter(again).number in well.refused("chen", again, "again", again=matter(again).number), "not itself"
    well.step("chen", again, "again", again=number)
    assert matter(again).again_of_id == well.whole
    for who in ("chen", "wang"):
        assert f'href="/w/matters/{well.whole}"' in well.come(who).text(sheet), f"{who} is led to the one before"
    recurred = figures["problems.recurred"]
    assert (recurred.amount(None, EVER).value, recurred.amount(None, Period(date(2027, 2, 1), date(2027, 3, 1))).value) == (1, 1)
    assert [row.id for row in recurred.records(None, EVER)] == [again]
    assert "again" not in [line.act for line in story(well.whole)]


def the_days_of_its_holders_are_its_age(well: Well) -> None:
    for pk in (well.whole, well.other, *well.parts):
        row, held = matter(pk), stays(pk)
        assert row.closed_at
        ends = [stay.until for stay in held]
        assert (held[0].since, ends[-1]) == (row.raised_at, row.closed_at)
        assert all(end == following.since for end, following in zip(ends, held[1:], strict=False)), "no day is nobody's"
        lengths = [end - stay.since for end, stay in zip(ends, held, strict=True) if end]
        assert sum(lengths, timedelta()) == row.closed_at - row.raised_at
    of_whole = [row.days for row in figures["problems.holder_days"].records(None, EVER, at=at(well.wall)) if row.id == well.whole]
    row = matter(well.whole)
    assert row.closed_at
    assert of_whole == [days_of(int((row.closed_at - row.raised_at).total_seconds()))], "the figure says the same"
    names = [well.plant.called(stay.person_id) or well.plant.code(stay.unit_id) for stay in stays(well.whole)]
    assert names == ["EQUIP", "GAS", "EQUIP", "tang", "EQUIP", "wang"]
    assert [plan.verdict for pk in well.parts for plan in tries(pk)] == ["passed"] * 3
