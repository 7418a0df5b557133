"""What an office needs on day one: returning, handing on, asking, pausing, several measures, parts, repeats, and looking again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.selectors import held_by_office
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.matters.services.by_the_clock import ask_for_effects, lapse_unanswered, remind_holders, tell_leaders
from luoshi.kernel.matters.services.splitting import Part, split
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.services import give_holding
from tests.cast import SINCE, Plant, at, key, matter, stays, story, tries

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-02 09:00")
ASSIGN: dict[str, Any] = {"owner": "li", "action": "换阀", "workdays": 3}


@pytest.fixture
def problem(plant: Plant) -> int:
    """Worker Wang's problem in the pump house; the gas workshop has an office too."""
    for who, unit in (("zhao", "GAS"), ("sun", "STEEL")):
        give_holding(actor=HOUSE, at=MORNING, command=key(), person=plant.people[who], role="handler", unit=plant.units[unit], since=SINCE)
    return plant.report("wang", MORNING)


def refused(plant: Plant, who: str, one: int, step: str, when: str, **values: Any) -> str:
    with pytest.raises(Refusal) as said:
        plant.step(who, one, step, at(when), **values)
    return said.value.field or ""


# whose it is


def test_not_ours_goes_to_the_office_that_is_named_and_the_second_time_the_level_above_decides(plant: Plant, problem: int) -> None:
    gas, equip = plant.units["GAS"], plant.units["EQUIP"]
    plant.step("chen", problem, "not_ours", at("2026-11-02 10:00"), office=gas, reason="煤气阀门归燃气车间")
    assert (plant.code(matter(problem).office_id), matter(problem).state) == ("GAS", "reported")
    plant.step("zhao", problem, "hand_on", at("2026-11-02 11:00"), office=equip, reason="水阀在泵房，归设备室")
    plant.step("chen", problem, "not_ours", at("2026-11-02 13:00"), office=gas, reason="设备台账不在我室")
    row = matter(problem)
    assert (row.state, plant.called(row.holder_id), plant.code(row.office_id)) == ("disputed", "tang", "EQUIP")
    assert story(problem)[-1].detail["level"] == "能源环保部"
    for who in ("chen", "wang"):
        refused(plant, who, problem, "decide_whose", "2026-11-02 14:00", office=equip, reason="归设备室")
    plant.step("tang", problem, "decide_whose", at("2026-11-02 15:00"), office=equip, reason="泵房设备归设备室管")
    row = matter(problem)
    assert (row.state, plant.code(row.office_id), row.bound, plant.code(row.holder_unit_id)) == ("registered", "EQUIP", True, "EQUIP")
    assert refused(plant, "chen", problem, "not_ours", "2026-11-02 16:00", office=gas, reason="还是不归我") == "office"
    assert refused(plant, "chen", problem, "hand_on", "2026-11-02 16:00", office=gas, reason="转出去") == "office"


def test_not_ours_is_said_within_five_working_days(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "register", at("2026-11-02 10:00"))
    refused(plant, "chen", problem, "not_ours", "2026-11-09 17:31", office=plant.units["GAS"], reason="不归我")
    plant.step("chen", problem, "not_ours", at("2026-11-09 17:29"), office=plant.units["GAS"], reason="不归我")


def test_it_goes_to_offices_only_and_never_back_to_the_same(plant: Plant, problem: int) -> None:
    for code in ("EQUIP", "WATER-C"):
        assert refused(plant, "chen", problem, "hand_on", "2026-11-02 10:00", office=plant.units[code], reason="转") == "office"
    assert refused(plant, "chen", problem, "hand_on", "2026-11-02 10:00", office=plant.units["GAS"], reason=" ") == "reason"


def test_filed_as_another_kind_it_keeps_number_raiser_clock_and_story(plant: Plant, problem: int) -> None:
    before = matter(problem)
    plant.step("chen", problem, "refile", at("2026-11-02 10:00"), kind="opinion", reason="是建议，不是问题")
    row = matter(problem)
    assert (row.kind, row.state) == ("opinion", "raised")
    assert (row.number, row.raiser_id, row.raised_at) == (before.number, before.raiser_id, before.raised_at)
    assert [line.act for line in story(problem)] == ["raise", "refile"]
    assert stays(problem)[0].since == row.raised_at
    plant.step("chen", problem, "register", at("2026-11-02 10:30"))
    assert matter(problem).state == "registered"


def test_the_raiser_withdraws_before_it_is_registered_and_not_after(plant: Plant, problem: int) -> None:
    refused(plant, "chen", problem, "withdraw", "2026-11-02 09:30")
    plant.step("wang", problem, "withdraw", at("2026-11-02 09:30"), remark="自己拧上了")
    row = matter(problem)
    assert (row.state, row.closing, row.answered_at, row.holder_unit_id) == ("withdrawn", "withdrawn", None, None)
    other = plant.report("wang", MORNING)
    plant.step("chen", other, "register", at("2026-11-02 10:00"))
    refused(plant, "wang", other, "withdraw", "2026-11-02 10:30")


# standing still


def test_a_question_is_the_raisers_wait_and_the_deadline_moves_by_it(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "assign", at("2026-11-02 10:00"), **ASSIGN)
    due = matter(problem).due_at
    plant.step("li", problem, "ask", at("2026-11-03 10:00"), question="是哪一台泵？")
    row = matter(problem)
    assert (row.waiting, plant.called(row.holder_id), row.state) == ("asked", "wang", "assigned")
    refused(plant, "li", problem, "do", "2026-11-03 11:00", note="好了", verifier="qiu")
    plant.step("wang", problem, "tell_more", at("2026-11-04 10:00"), told="东头那台")
    row = matter(problem)
    assert (row.waiting, plant.called(row.holder_id), row.due_at - due) == ("", "li", at("2026-11-04 10:00") - at("2026-11-03 10:00"))
    assert tries(problem)[0].due_at == row.due_at
    charged = [(plant.called(stay.person_id) or plant.code(stay.unit_id), stay.why) for stay in stays(problem)]
    assert charged == [("EQUIP", ""), ("li", ""), ("wang", "asked"), ("li", "")]


def test_a_question_without_an_answer_does_not_stop_it_for_ever(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "ask", at("2026-11-02 10:00"), question="哪台？")
    assert lapse_unanswered(at("2026-11-09 17:29")) == 0
    assert lapse_unanswered(at("2026-11-09 17:31")) == 1
    assert (matter(problem).waiting, plant.code(matter(problem).holder_unit_id)) == ("", "EQUIP")
    unsigned = plant.report("chen", MORNING, raiser=None)
    assert refused(plant, "chen", unsigned, "ask", "2026-11-02 10:00", question="谁？") == "question"


def test_a_pause_has_a_reason_and_a_day_and_ends_by_itself(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "assign", at("2026-11-02 10:00"), **ASSIGN)
    assert refused(plant, "chen", problem, "pause", "2026-11-02 11:00", reason="等备件", until=date(2026, 11, 2)) == "until"
    assert refused(plant, "chen", problem, "pause", "2026-11-02 11:00", reason="等备件", until=date(2027, 2, 2)) == "until"
    plant.step("chen", problem, "pause", at("2026-11-02 11:00"), reason="等备件到货", until=date(2026, 11, 12))
    assert (matter(problem).waiting, stays(problem)[-1].why, plant.code(stays(problem)[-1].unit_id)) == ("paused", "paused", "EQUIP")
    assert tell_leaders(at("2026-11-11 09:00")) == 0, "what stands still with a reason is not overdue"
    assert lapse_unanswered(at("2026-11-12 09:01")) == 1
    assert (matter(problem).waiting, plant.called(matter(problem).holder_id)) == ("", "li")


def test_the_raiser_asks_how_far_it_is_once_at_each_station(plant: Plant, problem: int) -> None:
    plant.step("wang", problem, "urge", at("2026-11-02 10:00"))
    refused(plant, "wang", problem, "urge", "2026-11-02 11:00")
    plant.step("chen", problem, "register", at("2026-11-02 12:00"))
    plant.step("wang", problem, "urge", at("2026-11-02 13:00"))
    assert matter(problem).entered_at == at("2026-11-02 12:00"), "asking moves no clock"


def test_not_now_keeps_a_day_on_which_it_comes_back(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "register", at("2026-11-02 10:00"))
    plant.step("chen", problem, "defer", at("2026-11-02 11:00"), reason="等大修窗口", follow_up=date(2026, 12, 1))
    assert matter(problem).state == "deferred"
    assert lapse_unanswered(at("2026-12-01 09:00")) == 1
    assert (matter(problem).state, matter(problem).closed_at) == ("registered", None)


# measures


def test_several_measures_each_with_owner_deadline_money_and_a_check_of_its_own(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "assign", at("2026-11-02 10:00"), **ASSIGN, nature="containment")
    plant.step("chen", problem, "measure", at("2026-11-02 10:10"), owner="xu", action="换同型号六台", workdays=10, nature="preventive",
               money=Decimal("12000"), contingency="备件不到就先加盲板")  # fmt: skip
    take = plant.acting("xu", at("2026-11-03 09:00"))
    seen = sheet(take, problem, date(2026, 11, 3))
    assert [(step.name, one.measure) for step, one in seen.offers] == [("do", 2)]

    def on_measure(who: str, step: str, when: str, number: int, **values: Any) -> None:
        persons = {name: plant.people[values[name]] for name in ("verifier", "owner") if name in values}
        take_step(
            actor=plant.acting(who, at(when)),
            at=at(when),
            command=key(),
            matter=problem,
            step=step,
            values={**values, **persons},
            measure=number,
        )

    on_measure("xu", "do", "2026-11-03 10:00", 2, note="六台已换", verifier="qiu")
    row = matter(problem)
    assert (row.state, plant.called(row.holder_id)) == ("assigned", "li"), "it stands where its first measure stands"
    plant.step("li", problem, "do", at("2026-11-03 11:00"), note="好了", verifier="qiu")
    assert (matter(problem).state, plant.called(matter(problem).holder_id)) == ("done", "qiu")
    plant.step("qiu", problem, "verify", at("2026-11-03 12:00"))
    assert (matter(problem).state, plant.called(matter(problem).holder_id)) == ("done", "qiu"), "the second waits to be checked"
    on_measure("qiu", "refuse", "2026-11-03 13:00", 2, reason="第三台没换")
    assert (matter(problem).state, plant.called(matter(problem).holder_id)) == ("assigned", "xu")
    plant.step("xu", problem, "do", at("2026-11-03 14:00"), note="补换", verifier="qiu")
    plant.step("qiu", problem, "verify", at("2026-11-03 15:00"))
    assert matter(problem).state == "verified"
    assert [(one.measure, one.verdict, one.money) for one in tries(problem)] == [
        (1, "passed", None), (2, "refused", Decimal(12000)), (2, "passed", Decimal(12000)),
    ]  # fmt: skip


def test_a_measure_is_given_up_with_a_reason_but_not_the_last(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "assign", at("2026-11-02 10:00"), **ASSIGN)
    assert refused(plant, "chen", problem, "drop", "2026-11-02 10:30", reason="不用了") == "reason"
    plant.step("chen", problem, "measure", at("2026-11-02 10:10"), owner="xu", action="另一项", workdays=10)
    plant.step("chen", problem, "drop", at("2026-11-02 11:00"), reason="第一项不用了")
    row = matter(problem)
    assert (row.state, plant.called(row.holder_id), plant.called(row.owner_id)) == ("assigned", "xu", "xu")


def test_who_answers_for_it_too_may_say_it_is_done_and_never_checks(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "assign", at("2026-11-02 10:00"), **ASSIGN)
    with pytest.raises(Unseen):
        plant.step("xu", problem, "do", at("2026-11-02 11:00"), note="好了", verifier="qiu")
    chen, half_past = plant.acting("chen", MORNING), at("2026-11-02 10:30")
    beside = {"who": plant.people["xu"], "part": "co_responsible"}
    take_step(actor=chen, at=half_past, command=key(), matter=problem, step="involve", values=beside)
    plant.step("xu", problem, "do", at("2026-11-02 11:00"), note="好了", verifier="qiu")
    one = tries(problem)[0]
    assert (plant.called(one.done_by_id), plant.called(one.done_for_id)) == ("xu", "li")


# what belongs together


def parts(plant: Plant) -> list[Part]:
    return [Part(area, "换阀", plant.people["li"], days) for area, days in (("北区", 2), ("中区", 20), ("南区", 40))]


def test_split_by_area_each_part_has_its_own_life_and_the_whole_is_answered_last(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "register", at("2026-11-02 10:00"))
    ids = split(actor=plant.acting("chen", MORNING), at=at("2026-11-02 11:00"), command=key(), matter=problem, parts=parts(plant))
    whole = matter(problem)
    assert (whole.state, plant.code(whole.holder_unit_id), whole.due_at) == ("parted", "EQUIP", None)
    assert [matter(one).number for one in ids] == [f"{whole.number}-{n}" for n in (1, 2, 3)]
    for day, one in zip(("2026-11-03", "2026-11-20", "2026-12-20"), ids, strict=True):
        assert matter(problem).state == "parted"
        plant.step("li", one, "do", at(f"{day} 10:00"), note="换好", verifier="qiu")
        plant.step("qiu", one, "verify", at(f"{day} 11:00"))
        assert (matter(one).state, matter(one).closing) == ("closed", "part")
    assert (matter(problem).state, plant.code(matter(problem).holder_unit_id)) == ("verified", "EQUIP")
    plant.step("chen", problem, "answer", at("2026-12-21 09:00"), answer="三个区都换好了")
    assert plant.called(matter(problem).holder_id) == "wang"
    refused(plant, "qiu", ids[0], "not_fixed", "2026-12-22 09:00", reason="又漏")
    plant.step("wang", problem, "not_fixed", at("2026-12-22 09:00"), reason="南区又漏")
    assert (matter(problem).state, matter(problem).round) == ("registered", 2)


def test_a_split_needs_two_areas_with_names(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "register", at("2026-11-02 10:00"))
    for wrong in (parts(plant)[:1], [*parts(plant)[:1], *parts(plant)[:1]], [parts(plant)[0], Part(" ", "换", plant.people["li"], 1)]):
        assert refused(plant, "chen", problem, "split", "2026-11-02 11:00", parts=wrong) == "parts"
    assert Matter.objects.count() == 1


def test_two_reports_of_the_same_are_merged_and_both_raisers_answered(plant: Plant, problem: int) -> None:
    other = plant.report("liu", at("2026-11-02 09:20"))
    plant.step("chen", other, "merge", at("2026-11-02 10:00"), into=matter(problem))
    assert (matter(other).state, matter(other).due_at) == ("merged", None)
    plant.carry(problem, until="answered")
    assert (matter(other).state, plant.called(matter(other).holder_id)) == ("answered", "liu")
    plant.step("liu", other, "not_fixed", at("2026-11-03 08:00"), reason="我说的不是这个阀")
    assert (matter(other).state, matter(other).parent_id) == ("registered", None)


def test_the_same_again_is_linked_to_what_was_closed_before(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="closed")
    later = plant.report("wang", at("2026-12-05 09:00"))
    assert refused(plant, "chen", later, "again", "2026-12-05 10:00", again=matter(later)) == "again"
    plant.step("chen", later, "again", at("2026-12-05 10:00"), again=matter(problem))
    assert matter(later).again_of_id == problem


# looking again


def test_after_thirty_days_somebody_who_did_not_do_it_looks_whether_it_holds(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="closed")
    assert matter(problem).effect_on == date(2026, 12, 2)
    assert ask_for_effects(at("2026-12-01 23:00")) == 0
    refused(plant, "qiu", problem, "effect_holds", "2026-12-01 10:00")
    assert ask_for_effects(at("2026-12-02 08:00")) == 1
    assert ask_for_effects(at("2026-12-02 09:00")) == 0
    refused(plant, "li", problem, "effect_holds", "2026-12-02 10:00")
    plant.step("qiu", problem, "effect_holds", at("2026-12-02 10:00"), remark="一个月没漏")
    assert (matter(problem).effect, matter(problem).state) == ("holds", "closed")


def test_an_effect_that_nobody_looks_at_is_told_to_a_leader(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="closed")
    ask_for_effects(at("2026-12-02 08:00"))
    assert ask_for_effects(at("2026-12-09 17:00")) == 0
    assert ask_for_effects(at("2026-12-09 17:31")) == 1
    assert story(problem)[-1].act == "tell"


def test_what_does_not_hold_comes_back_with_its_old_clock_and_a_leader_is_told(plant: Plant, problem: int) -> None:
    plant.carry(problem, until="closed")
    ask_for_effects(at("2026-12-02 08:00"))
    plant.step("qiu", problem, "effect_fails", at("2026-12-02 10:00"), reason="又卡住了")
    row = matter(problem)
    assert (row.state, row.round, plant.called(row.holder_id), row.closed_at) == ("assigned", 2, "li", None)
    assert (row.raised_at, plant.called(row.told_id)) == (MORNING, "he")
    held = stays(problem)
    assert all(one.until == two.since for one, two in zip(held, held[1:], strict=False)), "the time it lay closed is the office's"


# by the clock


def test_who_holds_it_is_reminded_once_before_it_is_due(plant: Plant, problem: int) -> None:
    plant.step("chen", problem, "assign", at("2026-11-02 10:00"), **ASSIGN)
    assert remind_holders(at("2026-11-04 07:00")) == 1
    assert remind_holders(at("2026-11-04 08:00")) == 0
    plant.step("chen", problem, "reassign", at("2026-11-04 09:00"), owner="li", workdays=5, reason="备件晚到")
    assert remind_holders(at("2026-11-04 10:00")) == 0
    assert remind_holders(at("2026-11-11 08:00")) == 1


def test_what_waits_at_the_desk_of_an_office_is_its_own(plant: Plant, problem: int) -> None:
    assert [row.id for row in held_by_office(plant.acting("chen", MORNING), date(2026, 11, 2), 9)] == [problem]
    plant.step("chen", problem, "hand_on", at("2026-11-02 10:00"), office=plant.units["GAS"], reason="归燃气")
    assert held_by_office(plant.acting("chen", MORNING), date(2026, 11, 2), 9) == []
    assert [row.id for row in held_by_office(plant.acting("zhao", MORNING), date(2026, 11, 2), 9)] == [problem]
