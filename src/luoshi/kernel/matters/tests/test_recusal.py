"""Whom a matter is about never reads, owns, assigns or verifies it; nor do those below, through any page, search, export or message."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.counts import view_counts
from luoshi.kernel.matters.desk import count_todo
from luoshi.kernel.matters.finding import find_matters
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.notices import Notice, messengers
from luoshi.kernel.matters.numbers import matter_by_number
from luoshi.kernel.matters.selectors import Filters, held_by, held_by_office, in_list, open_in, told_to
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.matters.services.by_the_clock import remind_holders, tell_leaders
from luoshi.kernel.matters.services.involving import involve
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.services import give_holding
from tests.cast import PEOPLE, SINCE, Plant, at, key, matter

pytestmark = pytest.mark.django_db
MORNING, EVENING, ON = at("2026-11-02 09:00"), at("2026-11-02 19:00"), date(2026, 11, 2)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Notice]]:
    """Every notice that is handed to the messengers."""
    heard: list[Notice] = []
    monkeypatch.setattr(messengers, "_things", {"test": lambda notice, when: heard.append(notice)})
    yield heard


@pytest.fixture
def recipient(plant: Plant) -> None:
    give_holding(
        actor=HOUSE, at=MORNING, command=key(), person=plant.people["sun"], role="named_recipient", unit=plant.units["ROOT"], since=SINCE
    )


def planted(plant: Plant, *about: str, conduct: bool = False, who: str = "wang") -> int:
    """Somebody raises a matter about these people or units, in the pump house."""
    whom = [plant.people[one] if one in plant.people else plant.units[one] for one in about]
    actor = plant.acting(who, MORNING)
    return raise_matter(
        actor=actor, at=MORNING, command=key(), kind="problem", unit=plant.units["WATER"], place=plant.places["pump house"],
        text="阀门检修记录是补写的", raiser=plant.people[who], concerns=whom, conduct=conduct,
    )  # fmt: skip


def reach(plant: Plant, one: int) -> set[str]:
    """Who can open it, and that every other way to it agrees."""
    found = set()
    for who in PEOPLE:
        actor = plant.acting(who, MORNING)
        try:
            sheet(actor, one, ON)
            found.add(who)
        except Unseen:
            listed = in_list(actor, Filters("problem", "all"), EVENING)
            ways: dict[str, Any] = {
                "list": listed.filter(pk=one).exists(),
                "search": any(row.id == one for row in find_matters(actor, "检修记录", EVENING).rows),
                "number": matter_by_number(actor, matter(one).number, ON),
                "hands": any(row.id == one for row in (*held_by(actor, ON, 99), *held_by_office(actor, ON, 99), *told_to(actor, ON, 99))),
                "counted": view_counts(actor, Filters("problem"), EVENING)["open"] - listed.filter(closed_at=None).count(),
            }
            assert not any(ways.values()), (who, ways)
            with pytest.raises(Unseen):
                plant.step(who, one, "register", EVENING)
    return found


def test_about_a_team_leader_nobody_of_the_team_but_the_raiser_reads_it(plant: Plant) -> None:
    one = planted(plant, "liu")
    assert "liu" not in reach(plant, one)
    assert {"wang", "chen", "qiu", "tang"} <= reach(plant, one)


def test_about_a_head_nobody_below_reads_it_and_the_office_of_the_unit_above_has_it(plant: Plant) -> None:
    one = planted(plant, "tang")  # the head of the whole department, with the office chen works for
    assert reach(plant, one) == {"wang", "zheng", "han"}, "the raiser, who is above, and who inspects from outside the line"
    assert plant.code(matter(one).office_id) == "ROOT"


def test_about_an_office_the_office_never_has_it(plant: Plant) -> None:
    one = planted(plant, "EQUIP")
    assert reach(plant, one) & {"chen", "li", "he", "xu"} == set()
    assert plant.code(matter(one).office_id) != "EQUIP"


def test_about_an_administrator_no_administrator_reads_it(plant: Plant) -> None:
    assert "gao" not in reach(plant, planted(plant, "gao"))


def test_about_conduct_it_is_read_by_the_raiser_and_the_named_recipients_alone(plant: Plant, recipient: None) -> None:
    one = planted(plant, "qiu", conduct=True)
    assert reach(plant, one) == {"wang", "sun"}
    assert plant.called(matter(one).holder_id) == "sun"
    with pytest.raises(Refusal):
        planted(plant, conduct=True)


def test_about_the_recipient_it_does_not_go_to_the_recipient(plant: Plant, recipient: None) -> None:
    one = planted(plant, "sun", conduct=True)
    assert reach(plant, one) == {"wang"}
    assert matter(one).holder_id is None


def test_nobody_it_is_about_is_given_it_to_do_to_check_or_to_know(plant: Plant) -> None:
    one = planted(plant, "liu")
    for step, values in (
        ("assign", {"owner": "liu", "action": "查", "workdays": 2}),
        ("assign", {"owner": "wang", "action": "查", "workdays": 2}),
    ):
        with pytest.raises(Refusal):
            plant.step("chen", one, step, EVENING, **values)
    plant.step("chen", one, "assign", EVENING, owner="li", action="查", workdays=2)
    with pytest.raises(Refusal):
        plant.step("li", one, "do", EVENING, note="查过", verifier="liu")
    with pytest.raises(Refusal):
        involve(actor=plant.acting("chen", EVENING), at=EVENING, command=key(), matter=one, person=plant.people["liu"], part="copied")


def test_no_message_reaches_whom_it_is_about_and_its_title_is_its_number(plant: Plant, told: list[Notice]) -> None:
    one = planted(plant, "qiu")
    plant.step("chen", one, "assign", EVENING, owner="li", action="查", workdays=1)
    remind_holders(at("2026-11-03 08:00"))
    for when in ("2026-11-04 08:00", "2026-11-10 08:00", "2026-11-16 08:00"):
        tell_leaders(at(when))
    heard = {plant.called(notice.person) for notice in told}
    assert "li" in heard and heard.isdisjoint({"qiu", "liu"})
    assert {notice.title for notice in told} == {matter(one).number}


def test_it_can_be_said_later_and_what_they_hold_of_it_goes_back_to_the_office(plant: Plant) -> None:
    one = plant.report("wang", MORNING)
    plant.step("chen", one, "assign", MORNING, owner="li", action="换阀", workdays=3)
    chen = plant.acting("chen", EVENING)
    take_step(actor=chen, at=EVENING, command=key(), matter=one, step="concern", values={"concerned": plant.people["li"]})
    assert "li" not in reach(plant, one)
    assert (plant.code(matter(one).holder_unit_id), matter(one).holder_id) == ("EQUIP", None)


def test_a_deputy_of_whom_it_is_about_reads_it_no_more_than_they_do(plant: Plant) -> None:
    from luoshi.kernel.org.deputies import name_deputy

    name_deputy(
        actor=plant.acting("qiu", MORNING), at=MORNING, command=key(), person=plant.people["qiu"], deputy=plant.people["zhang"],
        since=ON, until=date(2026, 11, 20), why="休假",
    )  # fmt: skip
    one = planted(plant, "qiu")
    assert "zhang" not in reach(plant, one)


def test_counts_and_team_pages_leave_it_out_too(plant: Plant) -> None:
    before = count_todo(plant.acting("chen", MORNING), ON)
    planted(plant, "EQUIP")
    assert count_todo(plant.acting("chen", MORNING), ON) == before
    one = planted(plant, "liu")
    team = plant.acting("liu", MORNING)
    assert one not in [row.id for row in open_in(team, plant.units["WATER-C"].pk, EVENING, 99)]
    assert Matter.objects.count() == 2
