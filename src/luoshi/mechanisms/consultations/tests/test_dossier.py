"""The dossier puts itself together, and shows each person what they may read."""

import pytest

from luoshi.base.refusal import Unseen
from luoshi.mechanisms.consultations.dossier import dossier
from luoshi.mechanisms.consultations.tests.house import CALLED, called, only
from luoshi.web.shelves import DossierSection, dossier_sections
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db


def test_tries_what_was_here_before_and_what_reads_alike(plant: Plant) -> None:
    before = plant.report("liu", at("2026-10-20 09:00"), "净环泵房盖板缺一块")
    plant.carry(before, until="closed", day="2026-10-20")
    alike = plant.report("li", at("2026-10-21 09:00"), "DN300蝶阀卡住，手轮打不动", place="workshop")
    plant.report("li", at("2026-10-21 10:00"), "照明不亮", place="workshop")
    valve = plant.report("wang", at("2026-10-30 09:00"), "DN300蝶阀卡住，手轮打不动，关不到位")
    plant.carry(valve, until="done", day="2026-10-30")
    plant.step("qiu", valve, "refuse", at("2026-10-31 09:00"), reason="还是关不到位")
    one = called(plant, [valve])
    found = dossier(plant.acting("chen", CALLED), valve, CALLED)
    assert [(action.text, action.verdict) for action in found.sheet.actions] == [("换DN300蝶阀", "refused"), ("换DN300蝶阀", "")]
    assert [row.id for row in found.here] == [before]
    assert [row.id for row in found.alike] == [alike]
    assert [stay.person for stay in found.sheet.stays][:3] == [None, "李国栋", "邱建平"]
    assert only(one).matter_id == valve


def test_who_is_asked_reads_the_matter_but_not_what_else_was_there(plant: Plant) -> None:
    plant.report("liu", at("2026-10-20 09:00"), "净环泵房盖板缺一块")
    one = called(plant)
    found = dossier(plant.acting("zhang", CALLED), only(one).matter_id, CALLED)
    assert (found.sheet.matter.title, found.here, found.alike) == ("蝶阀卡住，手轮打不动", [], [])
    with pytest.raises(Unseen):
        dossier(plant.acting("zeng", CALLED), only(one).matter_id, CALLED)


def test_another_room_adds_a_section(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    one = called(plant)
    readings = DossierSection("readings", "测量数据", lambda _who, _matter, _at: [("振动", "6.8毫米每秒", "")])
    silent = DossierSection("silent", "没有", lambda _who, _matter, _at: [])
    monkeypatch.setattr(dossier_sections, "_things", {"readings": readings, "silent": silent})
    found = dossier(plant.acting("chen", CALLED), only(one).matter_id, CALLED)
    assert found.sections == [("测量数据", [("振动", "6.8毫米每秒", "")])]
