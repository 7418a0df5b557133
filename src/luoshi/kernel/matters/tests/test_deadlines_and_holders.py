"""Until when, and who holds it meanwhile: deadlines move in the open, silence is no satisfaction, each pays for the own wait."""

from datetime import timedelta
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.verification import head_row
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services import by_the_clock, take_step
from luoshi.kernel.matters.services.by_the_clock import lapse_unanswered, tell_leaders
from tests.cast import Plant, at, key, matter, stays, story, tries

MORNING = at("2026-11-02 09:00")


@pytest.fixture
def problem(plant: Plant) -> int:
    return plant.report("wang", MORNING)


def held(plant: Plant, one: int) -> list[tuple[str | None, str | None, Any, Any]]:
    return [(plant.code(row.unit_id), plant.called(row.person_id), row.since, row.until) for row in stays(one)]


# deadlines


@pytest.mark.parametrize(
    "state, due",
    [
        ("registered", "2026-11-03 17:30"),
        ("assigned", "2026-11-05 17:30"),
        ("done", "2026-11-04 17:30"),
        ("verified", "2026-11-03 17:30"),
        ("answered", "2026-11-09 17:30"),
    ],
)
def test_each_station_has_its_deadline(plant: Plant, problem: int, state: str, due: str) -> None:
    plant.carry(problem, until=state)
    assert matter(problem).due_at == at(due)


def test_what_is_closed_has_none_and_is_held_by_nobody(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="closed")
    one = matter(problem)
    assert (one.due_at, one.holder, one.holder_unit, one.closing, one.closed_at) == (None, None, None, "confirmed", at("2026-11-02 17:00"))


def test_another_deadline_is_given_in_the_open_and_the_old_one_stays_in_the_story(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="assigned")
    plant.step("chen", problem, "reassign", at("2026-11-03 09:00"), owner="xu", workdays=5, reason="闸阀到货推迟")
    one, line = matter(problem), story(problem)[-1]
    assert (one.due_at, tries(problem)[-1].due_at, plant.called(one.owner_id)) == (at("2026-11-10 17:30"), at("2026-11-10 17:30"), "xu")
    assert (line.text, line.detail["old_owner"]) == ("闸阀到货推迟", "李国栋")
    assert line.detail["old_due"].startswith("2026-11-05")
    assert str(one.promised_on) == "2026-11-05", "the first promise stays"


def test_work_sent_back_by_the_checker_keeps_its_deadline(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done")
    plant.step("qiu", problem, "refuse", at("2026-11-04 09:00"), reason="没到位")
    assert (matter(problem).due_at, matter(problem).round) == (at("2026-11-05 17:30"), 1)
    assert [(one.ordinal, one.verdict, one.due_at) for one in tries(problem)] == [
        (1, "refused", at("2026-11-05 17:30")),
        (2, "", at("2026-11-05 17:30")),
    ]


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_not_fixed_goes_back_to_the_doer_as_a_new_round_with_the_old_clock_and_the_old_deadline(
    plant: Plant, problem: int, state: str
) -> None:
    plant.carry(problem, until=state)
    plant.step("wang", problem, "not_fixed", at("2026-11-04 09:00"), reason="夜里又漏")
    one = matter(problem)
    assert (one.state, one.round, plant.called(one.holder_id)) == ("assigned", 2, "li")
    assert (one.raised_at, one.due_at) == (MORNING, at("2026-11-05 17:30"))
    assert (one.answered_at, one.closed_at, one.closed_on, one.closing) == (None, None, None, "")


# silence


def test_silence_lapses_after_five_working_days_and_is_not_evaluated(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="answered")
    assert lapse_unanswered(at("2026-11-09 17:30")) == 0, "the last day is still the raiser's"
    assert lapse_unanswered(at("2026-11-09 17:31")) == 1
    one = matter(problem)
    assert (one.state, one.closing, story(problem)[-1].person) == ("closed", "not evaluated", None)
    assert lapse_unanswered(at("2026-11-30 08:00")) == 0


def test_holidays_give_the_raiser_more_days_on_the_wall_calendar(plant: Plant) -> None:
    one = plant.report("wang", at("2026-09-29 08:00"))
    plant.carry(one, until="answered", day="2026-09-29")
    assert matter(one).due_at == at("2026-10-12 17:30")
    assert lapse_unanswered(at("2026-10-12 17:00")) == 0


def test_the_raiser_may_still_say_not_fixed_after_the_lapse(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="answered")
    lapse_unanswered(at("2026-11-10 08:00"))
    plant.step("wang", problem, "not_fixed", at("2026-11-20 09:00"), reason="刚回来，还漏")
    assert (matter(problem).state, matter(problem).round) == ("assigned", 2)


def test_each_round_lapses_for_itself(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="answered")
    lapse_unanswered(at("2026-11-10 08:00"))
    plant.step("wang", problem, "not_fixed", at("2026-11-11 09:00"), reason="还漏")
    for who, step, clock, values in (
        ("li", "do", "10:00", {"note": "又换", "verifier": "qiu"}),
        ("qiu", "verify", "11:00", {}),
        ("chen", "answer", "12:00", {"answer": "好了"}),
    ):
        plant.step(who, problem, step, at(f"2026-11-11 {clock}"), **values)
    assert lapse_unanswered(at("2026-11-18 17:30")) == 0
    assert lapse_unanswered(at("2026-11-18 17:31")) == 1


def test_the_house_cannot_close_before_the_days_are_over(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="answered")
    with pytest.raises(Refusal):
        take_step(actor=HOUSE, at=at("2026-11-03 09:00"), command=key(), matter=problem, step="confirm", values={})


# overdue


def test_what_is_overdue_is_told_to_the_leaders_above_the_holder_one_after_another(plant: Plant, problem: int) -> None:
    before = head_row()[0]
    assert tell_leaders(at("2026-11-02 17:30")) == 0
    told = []
    for when in ("2026-11-02 17:31", "2026-11-02 17:31", "2026-11-05 17:30", "2026-11-05 17:31", "2026-11-10 17:31", "2026-12-01 08:00"):
        told.append((tell_leaders(at(when)), plant.called(matter(problem).told_id)))
    assert told == [(1, "he"), (0, "he"), (0, "he"), (1, "tang"), (1, "zheng"), (0, "zheng")]
    assert head_row()[0] == before + 3


def test_a_leader_who_holds_it_is_passed_over(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done")
    tell_leaders(at("2026-11-05 08:00"))
    assert plant.called(matter(problem).told_id) == "tang", "the chief is the checker and late"


def test_a_step_takes_it_off_the_leaders_list_and_the_next_delay_is_told_anew(plant: Plant, problem: int) -> None:
    tell_leaders(at("2026-11-03 08:00"))
    plant.step("chen", problem, "register", at("2026-11-03 09:00"))
    assert (matter(problem).told, matter(problem).told_at) == (None, None)
    assert tell_leaders(at("2026-11-04 17:31")) == 1
    assert [row.act for row in story(problem)] == ["raise", "tell", "take", "tell"]


def test_the_raisers_silence_is_told_to_nobody(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="answered")
    assert tell_leaders(at("2026-11-30 08:00")) == 0


def test_telling_moves_no_deadline_and_no_holder(plant: Plant, problem: int) -> None:
    columns = ("state", "due_at", "holder_unit", "holder", "entered_at", "round")
    before = Matter.objects.values(*columns).get(pk=problem)
    tell_leaders(at("2026-11-09 08:00"))
    assert Matter.objects.values(*columns).get(pk=problem) == before


# whose time it is


def test_the_time_of_each_holder_joins_without_gap_from_the_first_moment(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="closed")
    assert held(plant, problem) == [
        ("EQUIP", None, MORNING, at("2026-11-02 10:30")),
        ("EQUIP", "li", at("2026-11-02 10:30"), at("2026-11-02 14:00")),
        ("WATER", "qiu", at("2026-11-02 14:00"), at("2026-11-02 15:00")),
        ("EQUIP", None, at("2026-11-02 15:00"), at("2026-11-02 16:00")),
        ("WATER-C", "wang", at("2026-11-02 16:00"), at("2026-11-02 17:00")),
    ]


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_after_not_fixed_the_wait_since_the_answer_is_the_offices(plant: Plant, problem: int, state: str) -> None:
    plant.carry(problem, until=state)
    back = at("2026-11-04 09:00")
    plant.step("wang", problem, "not_fixed", back, reason="夜里又漏")
    answered = at("2026-11-02 16:00")
    since = [row for row in stays(problem) if row.since >= answered]
    assert {(plant.code(row.unit_id), row.person_id, row.why) for row in since[:-1]} == {("EQUIP", None, "not fixed")}
    assert sum(((row.until or row.since) - row.since for row in since[:-1]), timedelta()) == back - answered
    assert (plant.called(since[-1].person_id), since[-1].since, since[-1].until) == ("li", back, None)
    assert not any(row.person_id == plant.people["wang"].pk for row in stays(problem))


def test_the_same_holder_goes_on(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="assigned")
    plant.step("chen", problem, "reassign", at("2026-11-02 12:00"), owner="li", workdays=5, reason="等件")
    assert held(plant, problem)[-1] == ("EQUIP", "li", at("2026-11-02 10:30"), None)


def test_work_said_to_be_done_by_a_deputy_is_held_by_the_checker_next(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="assigned")
    plant.step("he", problem, "do", at("2026-11-02 12:00"), note="换好了", verifier="qiu")
    assert held(plant, problem)[-2:] == [
        ("EQUIP", "li", at("2026-11-02 10:30"), at("2026-11-02 12:00")),
        ("WATER", "qiu", at("2026-11-02 12:00"), None),
    ]


def test_a_raiser_who_is_quicker_than_the_clock_does_not_keep_the_others_from_lapsing(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the list and the step the raiser of the first says not fixed."""
    first, second = plant.report("wang", MORNING), plant.report("liu", MORNING)
    for one in (first, second):
        plant.carry(one, until="answered")
    late, honest = at("2026-11-10 08:00"), by_the_clock.take_step

    def slow(**asked: Any) -> int:
        if asked["matter"] == first and matter(first).state == "answered":
            plant.step("wang", first, "not_fixed", late, reason="还漏")
        return honest(**asked)

    monkeypatch.setattr(by_the_clock, "take_step", slow)
    lapse_unanswered(late)
    assert (matter(first).state, matter(second).state) == ("assigned", "closed")
