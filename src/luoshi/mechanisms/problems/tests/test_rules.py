"""The rules of the problem list, each as a case."""

import pytest

from luoshi.base.files.services import Photo
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.mechanisms.problems.workflow import PROBLEM
from tests.cast import Plant, at, matter, story, tries
from tests.reference import DAYS, STEPS

MORNING = at("2026-11-02 09:00")


def test_the_declared_life_is_the_one_the_rules_tell() -> None:
    """The reference model was written from the rules; the declaration reads the same aloud."""
    declared = {name: (" ".join(step.sources), step.target, {need.name for need in step.needs}) for name, step in PROBLEM.steps.items()}
    told = {name: (sources, target, set(asks.split())) for name, (sources, target, asks) in STEPS.items()}
    told["assign"] = ("reported registered consulted", *told["assign"][1:])
    assert {name: declared[name] for name in told} == told
    assert {name: step.lapses for name, step in PROBLEM.steps.items() if step.lapses} == {
        "confirm": "not evaluated", "take_up": "its day has come", "tell_more": "no word came", "resume": "its day has come",
    }  # fmt: skip
    assert PROBLEM.steps["confirm"].lapses == "not evaluated"


@pytest.mark.django_db
def test_the_default_days_are_the_ones_the_rules_tell() -> None:
    values = book(MORNING.date())
    assert {state.name: values.count(state.due) for state in PROBLEM.states if state.due} == {**DAYS, "disputed": 2, "consulted": 10}


@pytest.mark.parametrize("channel", ["phone", "team_talk", "site_inspection", "project_follow_up", "handover", "paper"])
def test_a_problem_comes_in_from_any_meeting_and_remembers_from_which(plant: Plant, channel: str) -> None:
    assert channel in kinds["problem"].channels
    assert matter(plant.report("liu", MORNING, raiser="wang", channel=channel)).channel == channel


def test_its_unit_is_that_of_the_place_not_of_the_raiser(plant: Plant) -> None:
    one = matter(plant.report("wang", MORNING, place="gas station"))
    assert (plant.code(one.unit_id), plant.code(one.raiser.unit_id if one.raiser else None)) == ("GAS", "WATER-C")


def test_neither_words_nor_a_photograph_is_no_report(plant: Plant) -> None:
    with pytest.raises(Refusal):
        plant.report("wang", MORNING, "  ")
    plant.report("wang", MORNING, "  ", photos=[Photo("cd" * 32, 900, 30, 40)])
    assert Matter.objects.count() == 1


def test_the_office_may_assign_at_once_without_registering_first(plant: Plant) -> None:
    one = plant.report("wang", MORNING)
    plant.step("chen", one, "assign", at("2026-11-02 09:10"), owner="li", action="换阀", workdays=0)
    assert (matter(one).state, matter(one).due_at) == ("assigned", at("2026-11-02 17:30"))


def test_what_was_said_stays_in_the_story_in_the_order_it_was_said(plant: Plant) -> None:
    one = plant.report("wang", MORNING, "阀卡住。")
    plant.carry(one, until="answered")
    plant.step("wang", one, "not_fixed", at("2026-11-03 08:00"), reason="夜里又漏")
    assert [(row.step or row.act, row.text, row.round) for row in story(one)] == [
        ("raise", "阀卡住。", 1),
        ("register", "", 1),
        ("assign", "换DN300蝶阀", 1),
        ("do", "已换，开关三次到位", 1),
        ("verify", "", 1),
        ("answer", "阀已换，同型号一并查过。", 1),
        ("not_fixed", "夜里又漏", 2),
    ]


def test_photographs_of_a_step_stand_with_its_line(plant: Plant) -> None:
    from luoshi.kernel.matters.services import take_step
    from tests.cast import key

    one = plant.report("wang", MORNING)
    plant.carry(one, until="assigned")
    shots = [Photo(f"{n:02x}" * 32, 900, 30, 40) for n in (1, 2)]
    values = {"note": "换好了", "verifier": plant.people["qiu"]}
    noon = at("2026-11-02 12:00")
    take_step(actor=plant.acting("li", noon), at=noon, command=key(), matter=one, step="do", values=values, photos=shots)
    assert [photo.file.digest for photo in story(one)[-1].photos.order_by("ordinal")] == [shot.digest for shot in shots]


def test_the_raiser_may_be_the_one_who_does_it(plant: Plant) -> None:
    one = plant.report("wang", MORNING)
    plant.carry(one, until="closed", owner="wang")
    assert (matter(one).closing, plant.called(tries(one)[0].verified_by_id)) == ("confirmed", "qiu")


def test_it_can_come_back_again_and_again_and_is_one_problem(plant: Plant) -> None:
    one = plant.report("wang", MORNING)
    plant.carry(one, until="closed")
    for day in ("2026-11-03", "2026-11-04", "2026-11-05"):
        plant.step("wang", one, "not_fixed", at(f"{day} 08:00"), reason="又漏")
        for who, step, clock, values in (
            ("li", "do", "09:00", {"note": "紧固", "verifier": "qiu"}), ("qiu", "verify", "10:00", {}),
            ("chen", "answer", "11:00", {"answer": "好了"}), ("wang", "confirm", "12:00", {}),
        ):  # fmt: skip
            plant.step(who, one, step, at(f"{day} {clock}"), **values)
    row = matter(one)
    assert (row.round, row.state, row.raised_at, row.number) == (4, "closed", MORNING, "水处理-2611-0001")
    assert len(tries(one)) == 4
