"""A reorganisation by the pages: moved from a day on, both days side by side, taken back, and the party tree beside it."""

from collections.abc import Callable
from datetime import date

from luoshi.kernel.org.tree import PARTY, tree
from luoshi.web.tests.house import Caller
from luoshi.web.tests.test_administration_page import send
from tests.cast import Plant, at

Calls = Callable[[str], Caller]


def test_a_workshop_moves_to_another_plant_from_a_day_on(calls: Calls, plant: Plant, clock: Callable[[str], None]) -> None:
    gao, tang, xie = (calls(who) for who in ("gao", "tang", "xie"))
    matter = plant.report("zhao", at("2026-11-01 09:00"), place="gas station")
    later = plant.report("zhao", at("2026-11-02 08:30"), place="gas station", words="现在还在漏。")
    answer = send(gao, "trees/administrative", "move", unit="GAS", parent="STEEL", since="2026-12-01")
    assert answer.headers["Location"] == "/w/admin/trees/administrative?on=2026-11-30&beside=2026-12-01&done=moved"
    text = gao.text(answer.headers["Location"])
    assert text.count("<b>燃气车间</b>") == 2, "bold on both days, where it hung and will hang"
    assert "<b>燃气甲班</b>" not in text and "<b>炼钢厂</b>" not in text
    assert f"/w/matters/{matter}" in tang.text("/w/list/problem?view=all") and tang.get(f"/w/matters/{later}").status_code == 200
    assert gao.text("/w/admin/units/GAS").count("2026-12-01") >= 2
    clock("2026-12-01 08:00")
    assert xie.get(f"/w/matters/{later}").status_code == 200
    assert "炼钢厂" in gao.text("/w/admin/trees/administrative?unit=STEEL")
    assert "燃气车间" in gao.text("/w/admin/trees/administrative?unit=STEEL")
    assert "燃气车间" not in gao.text("/w/admin/trees/administrative?unit=STEEL&on=2026-11-30").split("<form", 1)[1].split('id="move"')[0]


def test_a_coming_move_is_taken_back_on_the_page(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    send(gao, "units/GAS", "move", parent="STEEL", since="2026-12-01")
    assert send(gao, "trees/administrative", "back", unit="GAS").status_code == 302
    assert tree(date(2026, 12, 1)).parent[plant.units["GAS"].pk] == plant.units["ENERGY"].pk
    assert 'value="back"' not in gao.text("/w/admin/trees/administrative")


def test_a_move_into_the_past_or_below_itself_is_refused_at_the_field(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    gao.get("/w/language/en")
    for values, sentence in (
        ({"unit": "GAS", "parent": "STEEL", "since": "2026-10-01"}, "This day is over"),
        ({"unit": "ENERGY", "parent": "GAS-A", "since": "2026-12-01"}, "below itself"),
        ({"unit": "", "parent": "GAS-A", "since": "2026-12-01"}, "Choose a unit"),
    ):
        answer = send(gao, "trees/administrative", "move", **values)
        assert answer.status_code == 422 and sentence in answer.content.decode()


def test_the_party_tree_is_hung_up_moved_and_read_on_a_day(calls: Calls, plant: Plant) -> None:
    gao = calls("gao")
    assert send(gao, "trees/party", "hang", unit="ROOT", parent="", since="2026-11-02").status_code == 302
    for unit, parent in (("STEEL", "ROOT"), ("GAS", "ROOT")):
        assert send(gao, "trees/party", "hang", unit=unit, parent=parent, since="2026-11-02").status_code == 302
    assert send(gao, "trees/party", "move", unit="GAS", parent="STEEL", since="2026-12-01").status_code == 302
    assert tree(date(2026, 12, 1), PARTY).parent[plant.units["GAS"].pk] == plant.units["STEEL"].pk
    assert tree(date(2026, 12, 1)).parent[plant.units["GAS"].pk] == plant.units["ENERGY"].pk
    assert send(gao, "trees/party", "down", unit="STEEL", until="2026-12-02").status_code == 422
    assert send(gao, "units/WATER", "hang", tree="union", parent="").status_code == 302
    page = gao.text("/w/admin/trees/party?on=2026-11-30&beside=2026-12-01")
    assert "　　<b>燃气车间</b>" in page and "　<b>燃气车间</b>" in page and "2026-11-02" in page
