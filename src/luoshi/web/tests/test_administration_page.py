"""Building an enterprise on the plain page."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.models import Holding, Person, Place, Unit
from luoshi.web.tests.house import Caller
from tests.cast import Plant

Calls = Callable[[str], Caller]


def send(gao: Caller, form: str, **values: object) -> object:
    page = gao.text("/w/admin/")
    command = re.search(rf'action="/w/admin/{form}".*?name="command" value="([^"]+)"', page, re.DOTALL)[1]
    return gao.post(f"/w/admin/{form}", {"command": command, **values})


def test_an_administrator_builds_a_unit_with_a_person_a_role_and_a_place(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    assert send(gao, "unit", code="ROLL", name="热轧厂", short_name="热轧", parent="ROOT").status_code == 302
    assert send(gao, "person", staff_no="00123", name="马骏", unit="ROLL", post="轧钢工").status_code == 302
    assert send(gao, "holding", staff_no="00123", role="team_leader", unit="ROLL").status_code == 302
    assert send(gao, "place", code="2b7c", name="加热炉", unit="ROLL").status_code == 302
    assert Unit.objects.get(code="ROLL").short_name == "热轧"
    assert Person.objects.get(staff_no="00123").unit.code == "ROLL"
    assert Holding.objects.filter(person__staff_no="00123", role="team_leader").exists()
    assert Place.objects.get(code="2B7C").unit.code == "ROLL"
    assert "加热炉" in calls("").text("/w/report/2B7C")
    text = gao.text("/w/admin/")
    assert all(word in text for word in ("热轧厂", "00123", "加热炉"))


@pytest.mark.parametrize(
    "form, values, sentence",
    [
        ("unit", {"code": "WATER", "name": "又一个", "parent": "ROOT"}, "已经有单位在用"),
        ("unit", {"code": "NEW", "name": "", "parent": "ROOT"}, "单位要有编码和名称"),
        ("unit", {"code": "NEW", "name": "新", "parent": "NOWHERE"}, "选一个单位"),
        ("person", {"staff_no": "20416", "name": "另一个", "unit": "WATER"}, "已经有人用了"),
        ("holding", {"staff_no": "77777", "role": "handler", "unit": "WATER"}, "没有工号是 77777"),
        ("holding", {"staff_no": "20416", "role": "king", "unit": "WATER"}, "没有 king 这个角色"),
        ("holding", {"staff_no": "10001", "role": "unit_leader", "unit": "WATER"}, "已经有这个角色"),
        ("place", {"code": "7F3K9A", "name": "又一处", "unit": "WATER"}, "已经贴在别的地点"),
        ("place", {"code": "泵房", "name": "泵房", "unit": "WATER"}, "编码只用字母和数字"),
        ("parameter", {"name": "problem.done", "value": "soon", "since": "2026-12-01", "source": "x"}, "不能填 soon"),
        ("parameter", {"name": "problem.done", "value": "3", "since": "2026-12-01", "source": ""}, "写明依据"),
        ("parameter", {"name": "problem.done", "value": "3", "since": "soon", "source": "x"}, "日期写成"),
        ("parameter", {"name": "site.demo", "value": "yes", "since": "2026-12-01", "source": "x"}, "演示库"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_changes_nothing(calls: Calls, form: str, values: dict, sentence: str) -> None:
    before = [model.objects.count() for model in (Unit, Person, Holding, Place)]
    answer = send(calls("gao"), form, **values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert [model.objects.count() for model in (Unit, Person, Holding, Place)] == before


def test_slips_are_shown_once_with_code_and_qr_and_open_the_account(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    answer = gao.post("/w/admin/slips", {"person": [plant.people["wang"].pk, plant.people["li"].pk]})
    text = answer.content.decode()
    codes = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)
    assert len(set(codes)) == 2
    assert text.count('class="qr"') == 2
    assert "王海生" in calls("").text(f"/w/activate/{codes[1]}") + calls("").text(f"/w/activate/{codes[0]}")
    assert codes[0] not in gao.text("/w/admin/")
    assert gao.post("/w/admin/slips").status_code == 422


def test_a_role_is_ended_and_the_day_before_is_its_last(calls: Calls, plant: Plant) -> None:
    gao, holding = calls("gao"), Holding.objects.get(role="unit_leader", person__staff_no="10001")
    assert send(gao, "end", holding=holding.pk).status_code == 302
    holding.refresh_from_db()
    assert holding.until == date(2026, 11, 2)


def test_a_parameter_is_changed_from_a_day_on_and_the_past_keeps_its_value(calls: Calls, plant: Plant) -> None:
    assert send(calls("gao"), "parameter", name="problem.done", value="4", since="2026-12-01", source="设备〔2026〕7号").status_code == 302
    assert book(date(2026, 11, 30)).count("problem.done") == 2
    assert book(date(2026, 12, 1)).count("problem.done") == 4


@pytest.mark.parametrize("who", ["wang", "qiu", "chen", "han"])
def test_nobody_else_sees_or_uses_the_page(calls: Calls, who: str) -> None:
    caller = calls(who)
    assert caller.get("/w/admin/").status_code == 404
    assert caller.post("/w/admin/unit", {"command": "x"}).status_code == 404
    assert caller.post("/w/admin/slips", {"person": "1"}).status_code == 404
    assert caller.get("/w/admin/places/7F3K9A").status_code == 404


def test_an_administrator_sees_no_matters(calls: Calls, plant: Plant) -> None:
    from tests.cast import at

    one = plant.report("wang", at("2026-11-02 08:30"))
    gao = calls("gao")
    assert gao.get(f"/w/matters/{one}").status_code == 404
    assert gao.get("/w/list/problem").status_code == 404
    assert gao.get("/w/figures/problems.found").status_code == 404
