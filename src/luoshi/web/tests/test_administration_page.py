"""Building an enterprise on its own pages: one for each list, one for each thing in it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.models import Equipment, Holding, Party, Person, Place, Skill, Unit
from luoshi.web.tests.house import Caller
from tests.cast import SINCE, Plant, at, key

Calls = Callable[[str], Caller]
LISTS = ("units", "people", "holdings", "places", "equipment", "parties", "skills", "parameters", "trees/party")


def send(gao: Caller, address: str, act: str, **values: object) -> Any:
    """Fill one of the forms of a page."""
    page = gao.text(f"/w/admin/{address}")
    command = re.search(rf'name="act" value="{act}"><input type="hidden" name="command" value="([^"]+)"', page)
    assert command, f"{address} has no form {act}"
    return gao.post(f"/w/admin/{address}", {"act": act, "command": command[1], **values})


def test_an_administrator_builds_a_unit_with_a_person_a_role_and_a_place(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    assert send(gao, "units", "add", code="ROLL", name="热轧厂", short_name="热轧", parent="ROOT").status_code == 302
    assert send(gao, "people", "add", staff_no="00123", name="马骏", unit="ROLL", post="轧钢工").status_code == 302
    assert send(gao, "holdings", "give", staff_no="00123", role="team_leader", on="ROLL").status_code == 302
    assert send(gao, "places", "add", code="2b7c", name="加热炉", unit="ROLL").status_code == 302
    assert Unit.objects.get(code="ROLL").short_name == "热轧"
    assert Person.objects.get(staff_no="00123").unit.code == "ROLL"
    assert Holding.objects.filter(person__staff_no="00123", role="team_leader").exists()
    assert Place.objects.get(code="2B7C").unit.code == "ROLL"
    assert "加热炉" in calls("").text("/w/report/2B7C")
    for address, word in (("units", "热轧厂"), ("people", "00123"), ("places", "加热炉"), ("holdings", "马骏")):
        assert word in gao.text(f"/w/admin/{address}")


@pytest.mark.parametrize(
    "address, act, values, sentence",
    [
        ("units", "add", {"code": "WATER", "name": "又一个", "parent": "ROOT"}, "已经有单位在用"),
        ("units", "add", {"code": "NEW", "name": "", "parent": "ROOT"}, "单位要有编码和名称"),
        ("units", "add", {"code": "NEW", "name": "新", "parent": "NOWHERE"}, "选一个单位"),
        ("people", "add", {"staff_no": "20416", "name": "另一个", "unit": "WATER"}, "已经有人用了"),
        ("holdings", "give", {"staff_no": "77777", "role": "handler", "on": "WATER"}, "没有工号是 77777"),
        ("holdings", "give", {"staff_no": "20416", "role": "king", "on": "WATER"}, "没有 king 这个角色"),
        ("holdings", "give", {"staff_no": "10001", "role": "unit_leader", "on": "WATER"}, "已经有这个角色"),
        ("people/10001", "give", {"role": "unit_leader", "on": "WATER"}, "已经有这个角色"),
        ("places", "add", {"code": "7F3K9A", "name": "又一处", "unit": "WATER"}, "已经贴在别的地点"),
        ("places", "add", {"code": "泵房", "name": "泵房", "unit": "WATER"}, "编码只用字母和数字"),
        ("parameters/problem.done", "set", {"value": "soon", "since": "2026-12-01", "source": "x"}, "不能填 soon"),
        ("parameters/problem.done", "set", {"value": "3", "since": "2026-12-01", "source": ""}, "写明依据"),
        ("parameters/problem.done", "set", {"value": "3", "since": "soon", "source": "x"}, "日期写成"),
        ("parameters/problem.done", "set", {"value": "3", "since": "0001-01-01", "source": "x"}, "日期写成"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_changes_nothing(
    calls: Calls, address: str, act: str, values: dict, sentence: str
) -> None:
    before = [model.objects.count() for model in (Unit, Person, Holding, Place)]
    answer = send(calls("gao"), address, act, **values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert [model.objects.count() for model in (Unit, Person, Holding, Place)] == before


def test_the_word_for_a_demonstration_is_set_by_nobody(calls: Calls) -> None:
    gao = calls("gao")
    assert "site.demo" not in gao.text("/w/admin/parameters")
    assert 'name="act"' not in gao.text("/w/admin/parameters/site.demo")
    assert gao.post("/w/admin/parameters/site.demo", {"act": "set", "value": "yes"}).status_code == 404


def test_slips_are_shown_once_with_code_and_qr_and_open_the_account(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    answer = gao.post("/w/admin/slips", {"person": [plant.people["wang"].pk, plant.people["li"].pk]})
    text = answer.content.decode()
    codes = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)
    assert len(set(codes)) == 2
    assert text.count('class="qr"') == 2
    assert "王海生" in calls("").text(f"/w/activate/{codes[1]}") + calls("").text(f"/w/activate/{codes[0]}")
    assert codes[0] not in gao.text("/w/admin/people")
    assert gao.post("/w/admin/slips").status_code == 422


def test_a_role_is_ended_and_the_day_before_is_its_last(calls: Calls, plant: Plant) -> None:
    gao, holding = calls("gao"), Holding.objects.get(role="unit_leader", person__staff_no="10001")
    assert send(gao, "people/10001", "end", holding=holding.pk, until="2026-11-02").status_code == 302
    holding.refresh_from_db()
    assert holding.until == date(2026, 11, 2)
    other = Holding.objects.get(role="unit_leader", person__staff_no="10002")
    assert send(gao, "holdings", "end", holding=other.pk, until="2026-12-01").status_code == 302
    assert "2026-12-01" in gao.text("/w/admin/holdings?q=10002")


def test_a_parameter_is_changed_from_a_day_on_and_past_and_future_are_shown(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    answer = send(gao, "parameters/problem.done", "set", value="4", since="2026-12-01", source="设备〔2026〕7号")
    assert answer.status_code == 302
    assert book(date(2026, 11, 30)).count("problem.done") == 2
    assert book(date(2026, 12, 1)).count("problem.done") == 4
    assert "设备〔2026〕7号" in gao.text("/w/admin/parameters/problem.done")
    assert "2026-12-01" in gao.text("/w/admin/parameters")


def test_a_person_moves_learns_and_leaves_on_one_page(calls: Calls, plant: Plant) -> None:
    gao, wang = calls("gao"), plant.people["wang"]
    assert send(gao, "people/20416", "change", name="王海生", unit="GAS-A", post="煤气工").status_code == 302
    assert send(gao, "people/20416", "learn", skill="振动分析").status_code == 302
    assert "王海生" in gao.text("/w/admin/skills/振动分析") and "振动分析" in gao.text("/w/admin/skills")
    assert send(gao, "people/20416", "forget", skill=Skill.objects.get().pk).status_code == 302
    assert send(gao, "people/20416", "leave", until="2026-11-02").status_code == 302
    wang.refresh_from_db()
    assert (wang.unit.code, wang.post, wang.until) == ("GAS-A", "煤气工", date(2026, 11, 2))
    assert 'name="act"' not in gao.text("/w/admin/people/20416"), "who has left is only read"
    assert "20416" not in gao.text("/w/admin/people")


def test_a_unit_is_renamed_and_ends_when_it_is_empty(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    assert send(gao, "units/GAS-A", "change", name="燃气一班").status_code == 302
    refused = send(gao, "units/GAS-A", "end", until="2026-12-01")
    assert refused.status_code == 422 and "赵永清" in refused.content.decode()
    send(gao, "people/20731", "change", name="赵永清", unit="GAS")
    assert send(gao, "units/GAS-A", "end", until="2026-12-01").status_code == 302
    assert Unit.objects.get(code="GAS-A").until == date(2026, 12, 1)
    assert 'name="act"' not in gao.text("/w/admin/units/GAS-A")


def test_places_machines_and_parties_are_added_changed_and_ended(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    assert send(gao, "places", "add", code="IN1", name="里间", unit="WATER", parent="7f3k9a").status_code == 302
    assert send(gao, "places", "add", code="IN2", name="又里间", unit="WATER", parent="nowhere").status_code == 422
    assert "　里间" in gao.text("/w/admin/places")
    assert send(gao, "places/7F3K9A", "change", name="泵房", unit="WATER", no_phone="yes").status_code == 302
    assert Place.objects.get(code="IN1").no_phone
    assert send(gao, "equipment", "add", code="p-201", name="净环泵", unit="WATER", place="IN1", grade="A").status_code == 302
    assert send(gao, "equipment", "add", code="p-201-m", name="电机", unit="WATER", parent="P-201").status_code == 302
    assert "　电机" in gao.text("/w/admin/equipment")
    assert send(gao, "places/IN1", "end", until="2026-12-01").status_code == 422
    assert send(gao, "equipment/P-201-M", "end", until="2026-12-01").status_code == 302
    assert send(gao, "equipment/P-201", "change", name="净环泵", unit="WATER", place="", parent="", grade="B").status_code == 302
    assert send(gao, "places/IN1", "end", until="2026-12-01").status_code == 302
    assert Equipment.objects.get(code="P-201").grade == "B"
    assert send(gao, "parties", "add", code="HF", name="恒丰保温", kind="contractor", unit="EQUIP").status_code == 302
    assert send(gao, "people", "add", staff_no="80011", name="吴建国", unit="EQUIP", party="HF").status_code == 302
    assert send(gao, "parties/HF", "end", until="2026-12-01").status_code == 422
    assert send(gao, "parties/HF", "change", name="恒丰", kind="supplier", unit="WATER").status_code == 302
    assert Party.objects.get(code="HF").kind == "supplier"
    assert "恒丰" in gao.text("/w/admin/people/80011")


# what goes to the printer


def test_a_poster_where_phones_are_forbidden_holds_no_qr_but_the_one_at_the_entrance_does(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    gao.get("/w/language/en")
    assert 'class="qr"' in gao.text("/w/admin/places/3K6P8R/poster")
    send(gao, "places/3K6P8R", "change", name="煤气加压站", unit="GAS", no_phone="yes")
    inside = gao.text("/w/admin/places/3K6P8R/poster")
    assert 'class="qr"' not in inside and "on paper" in inside and "3K6P8R" in inside
    assert 'class="qr"' in gao.text("/w/admin/places/3K6P8R/poster?entrance=1")
    send(gao, "equipment", "add", code="K-1", name="加压机", unit="GAS", place="3K6P8R")
    assert 'class="qr"' not in gao.text("/w/admin/equipment/K-1/poster")
    send(gao, "equipment", "add", code="K-1-M", name="电机", unit="GAS", parent="K-1")
    assert 'class="qr"' not in gao.text("/w/admin/equipment/K-1-M/poster"), "it stands where the machine stands that it is part of"
    send(gao, "equipment", "add", code="1#泵", name="泵", unit="WATER", place="7F3K9A")
    assert "/r/1%23%E6%B3%B5" in gao.text("/w/admin/equipment/1%23%E6%B3%B5/poster")


def test_the_code_on_a_machine_leads_to_its_place_and_names_the_machine(calls: Calls, plant: Plant) -> None:
    gao, guest = calls("gao"), calls("")
    send(gao, "equipment", "add", code="p-201", name="净环泵", unit="WATER", place="7F3K9A")
    send(gao, "equipment", "add", code="p-201-m", name="电机", unit="WATER", parent="P-201")
    send(gao, "equipment", "add", code="1#泵", name="行走泵", unit="WATER")
    for sign, leads in (
        ("p-201", "/w/report/7F3K9A?from=code&equipment=P-201"),
        ("P-201-M", "/w/report/7F3K9A?from=code&equipment=P-201-M"),
        ("1%23泵", "/w/report/?from=code&equipment=1%23%E6%B3%B5"),
        ("7F3K9A", "/w/report/7F3K9A?from=code"),
        ("UNKNOWN", "/w/report/UNKNOWN?from=code"),
    ):
        assert guest.get(f"/r/{sign}").headers["Location"] == leads
    assert guest.get("/w/report/7F3K9A?from=code&equipment=P-201").status_code == 200


# many


def test_a_list_of_very_many_is_read_a_page_at_a_time_forwards_and_backwards(calls: Calls, plant: Plant) -> None:
    Person.objects.bulk_create(Person(staff_no=f"5{n:04}", name=f"员工{n}", unit=plant.units["GAS-A"], since=SINCE) for n in range(120))
    gao = calls("gao")
    seen, address = [], "/w/admin/people?q=5"
    while address:
        text = gao.text(address)
        seen.append(re.findall(r"/w/admin/people/(5\d{4})", text))
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = f"/w/admin/people{found[1].replace('&amp;', '&')}" if found else ""
    assert [len(page) for page in seen] == [50, 50, 20] and sum(seen, []) == [f"5{n:04}" for n in range(120)]
    back = re.search(r'rel="prev" href="([^"]+)"', text)
    assert re.findall(r"/w/admin/people/(5\d{4})", gao.text(f"/w/admin/people{back[1].replace('&amp;', '&')}")) == seen[1]


@pytest.mark.parametrize("address", ["people", "holdings", "places", "equipment", "units", "parties"])
def test_a_list_asks_the_same_few_statements_however_long_it_is(calls: Calls, plant: Plant, address: str) -> None:
    gao, gas = calls("gao"), plant.units["GAS-A"]

    def asked() -> int:
        gao.text(f"/w/admin/{address}")
        with CaptureQueriesContext(connection) as found:
            gao.text(f"/w/admin/{address}")
        return len(found)

    Equipment.objects.create(code="X", name="机", unit=gas, since=SINCE)
    Party.objects.create(code="X", name="方", kind="other", unit=gas, since=SINCE)
    few = asked()
    people = Person.objects.bulk_create(Person(staff_no=f"5{n:04}", name="某", unit=gas, since=SINCE) for n in range(80))
    Holding.objects.bulk_create(Holding(person=one, role="handler", unit=gas, since=SINCE) for one in people)
    Place.objects.bulk_create(Place(code=f"X{n}", name="处", unit=gas, since=SINCE) for n in range(80))
    Equipment.objects.bulk_create(Equipment(code=f"X{n}", name="机", unit=gas, since=SINCE) for n in range(80))
    Party.objects.bulk_create(Party(code=f"X{n}", name="方", kind="other", unit=gas, since=SINCE) for n in range(80))
    assert asked() <= few


# who


@pytest.mark.parametrize("who", ["wang", "qiu", "chen", "han"])
def test_nobody_else_sees_or_uses_the_pages(calls: Calls, who: str) -> None:
    caller = calls(who)
    singles = (
        "units/WATER", "people/20416", "places/7F3K9A", "places/7F3K9A/poster", "parameters/problem.done", "skills/焊接",
    )  # fmt: skip
    for address in ("", *LISTS, *singles):
        assert caller.get(f"/w/admin/{address}").status_code == 404, address
        assert caller.post(f"/w/admin/{address}", {"command": "x", "act": "add"}).status_code in (404, 405), address
    assert caller.post("/w/admin/slips", {"person": "1"}).status_code == 404


def test_what_is_not_there_is_not_found_and_nonsense_is_borne(calls: Calls) -> None:
    gao = calls("gao")
    for address in (
        "units/NONE",
        "people/NONE",
        "places/NONE",
        "equipment/NONE",
        "parties/NONE",
        "parameters/none",
        "trees/army",
        "x/y/poster",
    ):
        assert gao.get(f"/w/admin/{address}").status_code == 404, address
    for address in LISTS:
        for query in ("?q=%27&after=x&before=%EF%BF%BF", "?after=99999999999999999999&role=king", "?on=x&beside=0001-01-01&unit="):
            assert gao.get(f"/w/admin/{address}{query}").status_code == 200, address + query
        assert gao.post(f"/w/admin/{address}", {"act": "nothing"}).status_code == 404


def test_an_administrator_sees_no_matters(calls: Calls, plant: Plant) -> None:
    one = plant.report("wang", at("2026-11-02 08:30"))
    gao = calls("gao")
    assert gao.get(f"/w/matters/{one}").status_code == 404
    assert gao.get("/w/list/problem").status_code == 404
    assert gao.get("/w/figures/problems.found").status_code == 404


GARBAGE = ("", "x" * 500, "9" * 5000, "a\ud7ff\U0001f600", "0001-01-01", "9999-12-31", "2026-02-30", "<b>%s", "../..", "WATER", "-1")


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_any_form_is_answered_calmly(calls: Calls, plant: Plant, garbage: str) -> None:
    gao = calls("gao")
    Equipment.objects.create(code="E1", name="机", unit=plant.units["WATER"], since=SINCE)
    Party.objects.create(code="P1", name="方", kind="other", unit=plant.units["WATER"], since=SINCE)
    singles = ("units/WATER", "people/20416", "places/7F3K9A", "equipment/E1", "parties/P1", "parameters/problem.done", "trees/union")
    for address in (*LISTS, *singles):
        page = gao.text(f"/w/admin/{address}")
        for act in re.findall(r'name="act" value="([^"]+)"', page):
            form = page.split(f'name="act" value="{act}"', 1)[1].split("</form>", 1)[0]
            names = set(re.findall(r'name="([^"]+)"', form)) - {"act", "command"}
            answer = gao.post(f"/w/admin/{address}", {"act": act, "command": str(key()), **dict.fromkeys(names, garbage)})
            assert answer.status_code in (302, 404, 409, 422), (address, act)
    for name in ("deputy", "person", "until", "since"):
        form = {"deputy": "刘芳", "since": "2026-11-02", "until": "2026-11-06", name: garbage}
        assert gao.post("/w/away", {"command": str(key()), **form}).status_code in (302, 404, 422)
    assert gao.post("/w/away", {"command": str(key()), "end": garbage}).status_code == 404
    assert gao.post("/w/admin/slips", {"person": garbage}).status_code == 422
