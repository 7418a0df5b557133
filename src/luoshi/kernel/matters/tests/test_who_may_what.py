"""Who may take a step, who is told that it is not theirs, and for whom the matter is not there at all."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Action, Matter
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.hanging_up import hang_unit
from luoshi.kernel.org.services import give_holding
from luoshi.kernel.org.tree import PARTY
from tests.cast import PEOPLE, Plant, at, key, matter, story, tries

MORNING, NOON, EVENING = at("2026-11-02 09:00"), at("2026-11-02 12:00"), at("2026-11-02 19:00")
ASSIGN: dict[str, Any] = {"owner": "li", "action": "换阀", "workdays": 3}
DONE: dict[str, Any] = {"note": "换好了", "verifier": "qiu"}


def tried(plant: Plant, who: str, one: int, step: str, **values: Any) -> str:
    """What becomes of it: done, refused, or not there."""
    try:
        with transaction.atomic():
            plant.step(who, one, step, EVENING, **values)
            transaction.set_rollback(True)
    except Refusal:
        return "refused"
    except Unseen:
        return "not there"
    return "done"


def outcomes(plant: Plant, one: int, step: str, **values: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"done": set(), "refused": set(), "not there": set()}
    for who in PEOPLE:
        found[tried(plant, who, one, step, **values)].add(who)
    return found


FAR = {"gao", "zhao", "xu", "zhang", "xie", "zeng"}


@pytest.fixture
def problem(plant: Plant) -> int:
    """Worker Wang's problem in the pump house."""
    return plant.report("wang", MORNING)


def test_the_office_takes_and_assigns(plant: Plant, problem: int) -> None:
    far = {*FAR, "li"}
    for step, values in (("register", {}), ("assign", ASSIGN)):
        found = outcomes(plant, problem, step, **values)
        assert (found["done"], found["not there"]) == ({"chen"}, far), step


def test_the_owner_or_the_owners_leaders_say_it_is_done(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="assigned")
    found = outcomes(plant, problem, "do", **{**DONE, "verifier": "sun"})
    assert (found["done"], found["not there"]) == ({"li", "he", "tang", "zheng"}, FAR)
    assert outcomes(plant, problem, "reassign", owner="xu", workdays=2, reason="请假")["done"] == {"chen"}


def test_another_checks_it_who_leads_or_guards_where_it_was_found(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done")
    for step, values in (("verify", {}), ("refuse", {"reason": "没换到位"})):
        found = outcomes(plant, problem, step, **values)
        assert (found["done"], found["not there"]) == ({"qiu", "sun", "tang", "zheng"}, FAR), step


def test_the_office_answers_and_the_raiser_has_the_last_word(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="verified")
    assert outcomes(plant, problem, "answer", answer="换好了")["done"] == {"chen"}
    plant.step("chen", problem, "answer", at("2026-11-02 16:00"), answer="换好了")
    assert outcomes(plant, problem, "confirm")["done"] == {"wang"}
    assert outcomes(plant, problem, "not_fixed", reason="还漏")["done"] == {"wang"}


def test_without_a_raiser_those_who_lead_where_it_was_found_speak_for_it(plant: Plant) -> None:
    one = plant.report("chen", MORNING, raiser=None)
    plant.carry(one, until="answered")
    assert (plant.code(matter(one).holder_unit_id), matter(one).holder) == ("WATER", None)
    assert outcomes(plant, one, "confirm")["done"] == {"qiu", "tang", "zheng"}


def test_but_not_who_did_the_work(plant: Plant) -> None:
    one = plant.report("chen", MORNING, raiser=None)
    plant.carry(one, until="answered", owner="qiu", verifier="tang")
    assert outcomes(plant, one, "confirm")["done"] == {"tang", "zheng"}


# the checker is no doer


def test_the_chief_who_did_it_does_not_check_it(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done", owner="qiu", verifier="sun")
    with pytest.raises(Refusal) as refused:
        plant.step("qiu", problem, "verify", EVENING)
    assert "唐立新" in str(refused.value) and "孙梅" in str(refused.value), "it is said who can"


def test_the_owner_does_not_check_what_a_deputy_said_was_done(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="assigned", owner="qiu")
    plant.step("tang", problem, "do", NOON, note="换好了", verifier="sun")
    action = tries(problem)[-1]
    assert (plant.called(action.done_by_id), plant.called(action.done_for_id)) == ("tang", "qiu")
    assert plant.called(story(problem)[-1].behalf_id) == "qiu"
    for who in ("qiu", "tang"):
        for step, values in (("verify", {}), ("refuse", {"reason": "不行"})):
            assert tried(plant, who, problem, step, **values) == "refused", (who, step)
    assert tried(plant, "sun", problem, "verify") == "done"


@pytest.mark.parametrize(
    "who, owner, named", [("li", "li", "li"), ("tang", "qiu", "qiu"), ("tang", "qiu", "tang"), ("li", "li", "wang"), ("li", "li", "zhang")]
)
def test_the_checker_that_is_named_is_free_and_leads_or_guards_there(plant: Plant, problem: int, who: str, owner: str, named: str) -> None:
    plant.carry(problem, until="assigned", owner=owner)
    with pytest.raises(Refusal) as refused:
        plant.step(who, problem, "do", NOON, note="换好了", verifier=named)
    assert refused.value.field == "verifier"


def test_somebody_who_checked_an_earlier_try_may_do_the_next_and_then_not_check_it(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done")
    plant.step("qiu", problem, "refuse", at("2026-11-02 15:00"), reason="没到位")
    plant.step("chen", problem, "reassign", at("2026-11-02 15:10"), owner="qiu", workdays=1, reason="车间自己换")
    plant.step("qiu", problem, "do", at("2026-11-02 16:00"), note="换好了", verifier="sun")
    assert tried(plant, "qiu", problem, "verify") == "refused"
    assert [plant.called(one.verified_by_id) for one in tries(problem)] == ["qiu", None]


@pytest.mark.parametrize(
    "broken", [{"done_by": "qiu", "done_for": "li"}, {"done_by": "li", "done_for": "qiu"}, {"done_by": None, "done_for": None}]
)
def test_even_behind_the_services_the_database_refuses_a_doer_as_checker(plant: Plant, problem: int, broken: dict[str, str | None]) -> None:
    plant.carry(problem, until="assigned")
    people = {column: plant.people[who] if who else None for column, who in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(matter=problem).update(verified_by=plant.people["qiu"], verdict="passed", **people)


@pytest.mark.parametrize(
    "broken",
    [
        {"closed_at": EVENING, "closed_on": "2026-11-02", "closing": "confirmed", "answered_at": None, "holder_unit": None},
        {"closed_at": EVENING, "closed_on": "2026-11-02", "closing": "", "answered_at": NOON, "holder_unit": None},
        {"closed_at": EVENING, "closed_on": "2026-11-02", "closing": "confirmed", "answered_at": NOON},
        {"closing": "confirmed"},
    ],
    ids=["without an answer", "without saying how", "while somebody holds it", "only in words"],
)
def test_the_database_refuses_what_is_closed(plant: Plant, problem: int, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=problem).update(**broken)


# what is missing, and what has moved on


@pytest.mark.parametrize(
    "state, who, step, right",
    [
        ("reported", "chen", "assign", ASSIGN),
        ("assigned", "li", "do", DONE),
        ("assigned", "chen", "reassign", {"owner": "xu", "workdays": 1, "reason": "请假"}),
        ("done", "qiu", "refuse", {"reason": "没换到位"}),
        ("verified", "chen", "answer", {"answer": "已换"}),
        ("answered", "wang", "not_fixed", {"reason": "还漏"}),
    ],
)
def test_a_step_that_lacks_what_it_asks_for_is_refused_at_that_field(
    plant: Plant, problem: int, state: str, who: str, step: str, right: dict[str, Any]
) -> None:  # fmt: skip
    if state != "reported":
        plant.carry(problem, until=state)
    for name, value in right.items():
        for wrong in (
            None,
            "   " if isinstance(value, str) and name not in ("owner", "verifier") else None,
            -1 if name == "workdays" else None,
        ):
            with pytest.raises(Refusal) as refused:
                plant.step(who, problem, step, EVENING, **{**right, name: wrong})
            assert refused.value.field == name
            assert str(refused.value).strip(), "a sentence says what is missing"
    assert matter(problem).state == state
    plant.step(who, problem, step, EVENING, **right)


def test_a_step_that_is_not_open_from_here_says_that_it_has_moved_on(plant: Plant, problem: int) -> None:
    for who, step, values in (("wang", "confirm", {}), ("wang", "not_fixed", {"reason": "x"}), ("chen", "answer", {"answer": "x"})):
        assert tried(plant, who, problem, step, **values) == "refused"
    plant.carry(problem, until="closed")
    for who, step, values in (("wang", "confirm", {}), ("chen", "assign", ASSIGN), ("qiu", "verify", {})):
        assert tried(plant, who, problem, step, **values) == "refused"


def test_a_step_of_no_workflow_and_a_matter_of_no_number_are_not_there(plant: Plant, problem: int) -> None:
    assert tried(plant, "chen", problem, "burn") == "not there"
    assert tried(plant, "chen", problem + 999, "register") == "not there"


def test_the_house_only_closes_what_lapses(plant: Plant, problem: int) -> None:
    for step in ("register", "assign", "not_fixed"):
        with pytest.raises(Refusal):
            take_step(actor=HOUSE, at=EVENING, command=key(), matter=problem, step=step, values=ASSIGN)


# who sees it


def test_a_stranger_does_not_see_it_and_everybody_it_concerns_does(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done")
    seen = set()
    for who in PEOPLE:
        try:
            sheet(plant.acting(who, EVENING), problem, EVENING.date())
            seen.add(who)
        except Unseen:
            pass
    assert seen == set(PEOPLE) - FAR


def test_a_branch_secretary_reads_what_hangs_below_in_the_party_tree_and_takes_no_step(plant: Plant) -> None:
    morning = at("2026-11-02 08:00")
    gao = {"actor": plant.acting("gao", morning), "at": morning, "command": key()}
    for unit, parent in (("ROOT", None), ("GAS", "ROOT"), ("STEEL", "GAS")):
        above = plant.units[parent] if parent else None
        hang_unit(**{**gao, "command": key()}, name=PARTY, unit=plant.units[unit], parent=above, since=morning.date())
    give_holding(**gao, person=plant.people["zeng"], role="branch_secretary", unit=plant.units["GAS"], since=morning.date())
    there, here = plant.report("xie", MORNING, place="lance platform"), plant.report("wang", MORNING)
    zeng = plant.acting("zeng", EVENING)
    assert not sheet(zeng, there, EVENING.date()).steps, "what is read is not decided"
    with pytest.raises(Unseen):
        sheet(zeng, here, EVENING.date())


def test_the_sheet_offers_exactly_the_steps_that_are_let_through(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="done")
    for who in set(PEOPLE) - FAR:
        offered = {step.name for step in sheet(plant.acting(who, EVENING), problem, EVENING.date()).steps if not step.stays}
        let = {step for step in ("verify", "refuse") if tried(plant, who, problem, step, reason="不行") == "done"}
        assert offered == let, who


@pytest.mark.parametrize("owner", ["han", "gao"])
def test_an_inspector_or_administrator_is_given_no_work(plant: Plant, problem: int, owner: str) -> None:
    with pytest.raises(Refusal):
        plant.step("chen", problem, "assign", NOON, **{**ASSIGN, "owner": owner})


def test_somebody_who_has_left_is_given_no_work(plant: Plant, problem: int) -> None:
    plant.people["xu"].until = at("2026-10-01 00:00").date()
    plant.people["xu"].save()
    with pytest.raises(Refusal):
        plant.step("chen", problem, "assign", NOON, **{**ASSIGN, "owner": "xu"})
