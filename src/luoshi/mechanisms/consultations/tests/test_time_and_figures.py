"""What happens when nobody acts, what waits for whom, and what is counted."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from luoshi.base.clock import local_date
from luoshi.kernel.matters.notices import Notice, messengers
from luoshi.kernel.metrics.figures import EVER, figures, units_of
from luoshi.mechanisms.consultations import services
from luoshi.mechanisms.consultations.services.by_the_clock import tell_leaders
from luoshi.mechanisms.consultations.tests.house import CALLED, HELD, RAISED, called, concluded, decided, held, only, planned
from luoshi.mechanisms.consultations.waiting import count, todos
from tests.cast import Plant, at, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Notice]]:
    """The notices that went out."""
    out: list[Notice] = []
    monkeypatch.setattr(messengers, "_things", {"noting": lambda notice, _at: out.append(notice)})
    yield out


def waits(plant: Plant, who: str, when: datetime) -> list[tuple[str, datetime | None]]:
    found = todos(plant.acting(who, when), when, 50)
    assert len(found) == count(plant.acting(who, when), local_date(when))
    return [(str(one.verb), one.due) for one in found]


def test_everybody_who_is_asked_is_told_once(plant: Plant, told: list[Notice]) -> None:
    one = called(plant)
    assert sorted(notice.person for notice in told if notice.what == "consulted") == sorted(
        plant.people[who].pk for who in ("tang", "qiu", "zhang")
    )
    assert {notice.url for notice in told if notice.what == "consulted"} == {f"/w/consultations/{one.pk}"}
    assert {notice.due for notice in told if notice.what == "consulted"} == {at("2026-11-04 17:30")}


def test_what_waits_changes_hands_from_the_call_to_the_end(plant: Plant) -> None:
    one = called(plant)
    assert waits(plant, "qiu", CALLED) == [("Say whether you come", at("2026-11-04 17:30"))] or len(waits(plant, "qiu", CALLED)) == 1
    assert [due for _verb, due in waits(plant, "chen", CALLED)] == [at("2026-11-05 17:30")]
    assert [due for _verb, due in waits(plant, "tang", CALLED)] == [at("2026-11-04 17:30")]
    for who in ("qiu", "tang"):
        services.reply(
            actor=plant.acting(who, CALLED), at=CALLED, command=key(), consultation=one.pk, person=plant.people[who].pk, comes=True
        )
    assert (waits(plant, "qiu", CALLED), len(waits(plant, "tang", CALLED))) == ([], 1)
    held(plant, one)
    assert [due for _verb, due in waits(plant, "chen", HELD)] == [at("2026-11-19 17:30")]
    assert waits(plant, "zhang", HELD) == []
    decided(plant, only(one), "measures", planned(plant))
    concluded(plant, one)
    assert waits(plant, "chen", HELD) == [] and waits(plant, "wang", HELD) == []


def test_a_leader_is_told_once_when_it_is_not_held_and_once_when_it_is_not_decided(plant: Plant, told: list[Notice]) -> None:
    one = called(plant)
    assert tell_leaders(at("2026-11-05 17:00")) == 0
    assert [tell_leaders(at("2026-11-05 18:00")), tell_leaders(at("2026-11-06 09:00"))] == [1, 0]
    one.refresh_from_db()
    assert one.told == plant.people["he"]
    assert len(waits(plant, "he", at("2026-11-06 09:00"))) == 1
    late = at("2026-11-06 10:00")
    held(plant, one, when=late)
    assert tell_leaders(at("2026-11-20 17:00")) == 0
    assert [tell_leaders(at("2026-11-20 18:00")), tell_leaders(at("2026-11-21 18:00"))] == [1, 0]
    assert [notice.person for notice in told if notice.what == "late"] == [plant.people["he"].pk] * 2


def value(name: str, as_of: date | None = None, now: str = "2026-12-31 12:00") -> tuple[float | None, int | None]:
    _unit, where = units_of("ENERGY")
    amount = figures[name].amount(where, EVER, as_of=as_of, at=at(now))
    return amount.value, amount.of


def test_days_to_decision_count_what_still_waits(plant: Plant) -> None:
    first, second = called(plant), called(plant, [plant.report("liu", RAISED)])
    held(plant, first)
    decided(plant, only(first), "measures", planned(plant), when=at("2026-11-07 10:00"))
    days, of = value("consultations.days_to_decision.median", now="2026-11-12 10:00")
    assert (days, of) == (5.0, 2)
    assert value("consultations.days_to_decision.median", as_of=date(2026, 11, 6))[0] is None
    assert value("consultations.matters")[0] == 2
    assert second.items.get().decision == ""


def test_areas_done_of_areas_planned(plant: Plant) -> None:
    one = called(plant)
    held(plant, one)
    decided(plant, only(one), "split", planned(plant, area="1号泵"), planned(plant, area="2号泵", owner="xu", workdays=20))
    part = only(one).steps.get(ordinal=1).part
    assert part and value("consultations.areas_planned")[0] == 2 and value("consultations.areas_done") == (0, 2)
    plant.step("li", part.pk, "do", at("2026-11-06 10:00"), note="换好了", verifier="qiu")
    plant.step("qiu", part.pk, "verify", at("2026-11-06 11:00"))
    assert value("consultations.areas_done") == (1, 2)
    assert value("consultations.areas_done", as_of=date(2026, 11, 5)) == (0, 2)
