"""The rules of who sees and may what, one by one: each of these fails when its rule is taken out."""

from datetime import date

import pytest

from luoshi.base.actor import GUEST, HOUSE
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.listing import equipment_called, party_called, person_called, place_called
from luoshi.kernel.org.rights import must_administer, must_audit, must_look, must_secure
from luoshi.kernel.org.scope import covers, scope, within
from luoshi.kernel.org.services import give_holding
from tests.cast import SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
MORNING, ON = at("2026-11-02 09:00"), date(2026, 11, 2)


def given(plant: Plant, who: str, role: str, unit: str) -> None:
    give_holding(actor=HOUSE, at=MORNING, command=key(), person=plant.people[who], role=role, unit=plant.units[unit], since=SINCE)


def test_each_administrator_has_the_own_doors_and_the_house_all(plant: Plant) -> None:
    given(plant, "zeng", "security_admin", "ROOT")
    given(plant, "li", "audit_admin", "ROOT")
    opened = {
        must_administer: {"gao", "zeng", "house"},  # system and security are not apart until the plant says so
        must_secure: {"gao", "zeng", "house"},
        must_look: {"gao", "zeng", "house"},
        must_audit: {"li", "house"},
    }
    for rule, those in opened.items():
        for who in ("gao", "zeng", "li", "wang", "zheng", "han", "guest", "house"):
            if who in those:
                rule(plant.acting(who, MORNING))
            else:
                with pytest.raises(Unseen):
                    rule(plant.acting(who, MORNING))


def test_what_has_no_such_code_is_not_there_for_an_administrator_either(plant: Plant) -> None:
    gao = plant.acting("gao", MORNING)
    assert place_called(gao, "7F3K9A").name == "2号净环泵房"
    for called in (place_called, equipment_called, party_called, person_called):
        with pytest.raises(Unseen):
            called(gao, "NOWHERE")


def test_what_nobody_holds_reaches_nothing(plant: Plant) -> None:
    assert scope(GUEST, ON) == set() and not covers(GUEST, plant.units["WATER"].pk, ON)
    assert within([], "unit_id").children == [("pk__in", ())]
    assert not covers(plant.acting("qiu", MORNING), None, ON)
    assert covers(plant.acting("qiu", MORNING), plant.units["WATER-C"].pk, ON)
    assert not covers(plant.acting("qiu", MORNING), plant.units["GAS"].pk, ON)
