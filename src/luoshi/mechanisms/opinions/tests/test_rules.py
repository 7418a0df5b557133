"""The rules of opinions, each as a case."""

from datetime import date
from typing import Any

import pytest

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.activities.models import Activity, Participation
from luoshi.kernel.matters.knowing import answered_as_known
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.nameless import nameless_steps
from luoshi.kernel.matters.services.by_the_clock import lapse_unanswered, tell_leaders
from luoshi.mechanisms.opinions.services import MOST_ROWS, Heard, enter, hold_symposium
from luoshi.mechanisms.opinions.workflow import OPINION
from tests.cast import Plant, at, key, matter, story, tries

MORNING = at("2026-11-02 09:00")
STEPS = {  # name: from, to
    "register": ("raised", "registered"),
    "assign": ("raised registered", "assigned"),
    "merge": ("raised registered", "merged"),
    "decline": ("raised registered", "answered"),
    "unmerge": ("merged", "registered"),
    "reply": ("assigned promised", "replied"),
    "plan": ("assigned promised", "planned"),
    "reassign": ("assigned promised", "assigned"),
    "extend": ("assigned", "assigned"),
    "sign": ("replied", "answered"),
    "sign_plan": ("planned", "promised"),
    "refuse": ("replied planned", "assigned"),
    "rate": ("answered", "closed"),
    "not_satisfied": ("answered promised closed", "assigned"),
}


def opinion(plant: Plant, raiser: str | None = "wang", words: str = "夜班食堂没有热饭。", **more: Any) -> int:
    """One opinion, read off paper by the office."""
    rows = [Heard(words, "canteen", raiser=plant.people[raiser] if raiser else None, **more)]
    unit = plant.units["ENERGY"]
    return enter(actor=plant.acting("chen", MORNING), at=MORNING, command=key(), unit=unit, channel="box", rows=rows)[0]


def assigned(plant: Plant, one: int, day: str = "2026-11-02") -> None:
    plant.step("chen", one, "assign", at(f"{day} 10:00"), owner="li", workdays=20)


def signed(plant: Plant, one: int, day: str = "2026-11-04", result: str = "solved") -> None:
    plant.step("li", one, "reply", at(f"{day} 10:00"), reply="夜班加一荤一素。", result=result, verifier="he")
    plant.step("he", one, "sign", at(f"{day} 15:00"))


def test_the_declared_life_is_the_one_the_rules_tell() -> None:
    nameless = nameless_steps("raised registered").keys()  # told by the tests of the voice
    assert {name: (" ".join(step.sources), step.target) for name, step in OPINION.steps.items() if name not in nameless} == STEPS
    assert [(name, step.lapses) for name, step in OPINION.steps.items() if step.lapses] == [("rate", "not evaluated")]


@pytest.mark.django_db
def test_the_default_days_are_those_of_the_proposal_procedure() -> None:
    days = {state.name: book(MORNING.date()).count(state.due) for state in OPINION.states if state.due}
    assert days == {"raised": 10, "registered": 3, "replied": 3, "planned": 3, "answered": 15}


def test_an_opinion_goes_from_the_box_to_the_word_of_its_raiser(plant: Plant) -> None:
    one = opinion(plant)
    plant.step("chen", one, "register", at("2026-11-02 09:30"))
    assigned(plant, one)
    signed(plant, one)
    plant.step("wang", one, "rate", at("2026-11-05 08:00"), rating="mostly")
    kept = matter(one)
    assert (kept.state, kept.closing, kept.rating, kept.result, kept.answered_on) == (
        "closed", "confirmed", "mostly", "solved", date(2026, 11, 4),
    )  # fmt: skip
    said = [(line.act, line.text) for line in story(one) if line.text]
    assert said == [("raise", "夜班食堂没有热饭。"), ("reply", "夜班加一荤一素。"), ("sign", "夜班加一荤一素。")]


def test_it_belongs_to_the_unit_of_its_raiser_and_one_that_nobody_signed_to_the_unit_it_was_entered_for(plant: Plant) -> None:
    assert plant.code(matter(opinion(plant)).unit_id) == "WATER-C"
    assert plant.code(matter(opinion(plant, raiser=None)).unit_id) == "ENERGY"


def test_silence_is_not_satisfaction(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    signed(plant, one)
    assert lapse_unanswered(at("2026-11-25 17:00")) == 0
    assert lapse_unanswered(at("2026-11-25 18:00")) == 1
    assert (matter(one).closing, matter(one).rating) == ("not evaluated", "")


def test_a_plan_closes_nothing_and_keeps_its_day(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    plan = {"reply": "下季度改造。", "follow_up": date(2026, 12, 1), "verifier": "he"}
    plant.step("li", one, "plan", at("2026-11-03 10:00"), **plan)
    plant.step("he", one, "sign_plan", at("2026-11-03 15:00"))
    kept = matter(one)
    assert (kept.state, kept.result, kept.answered_on, kept.due_at) == ("promised", "planned", date(2026, 11, 3), at("2026-12-01 17:30"))
    assert lapse_unanswered(at("2027-01-01 12:00")) == 0
    with pytest.raises(Refusal):
        plant.step("wang", one, "rate", at("2026-11-04 08:00"), rating="satisfied")
    assert tell_leaders(at("2026-12-01 18:00")) == 1
    signed(plant, one, "2026-12-02")
    kept = matter(one)
    assert (kept.state, kept.result, kept.answered_on) == ("answered", "solved", date(2026, 11, 3)), "the first answer counts"


def test_a_plan_needs_a_day_that_is_to_come(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    for day in (None, date(2026, 11, 3), date(2026, 11, 1)):
        with pytest.raises(Refusal) as refused:
            plant.step("li", one, "plan", at("2026-11-03 10:00"), reply="改造", follow_up=day, verifier="he")
        assert refused.value.field == "follow_up"


def test_who_wrote_the_answer_does_not_sign_it_and_the_signer_stands_over_the_owner(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    for signer in ("li", "qiu"):
        with pytest.raises(Refusal) as refused:
            plant.step("li", one, "reply", at("2026-11-03 10:00"), reply="好", result="solved", verifier=signer)
        assert "何勇" in str(refused.value)
    plant.step("li", one, "reply", at("2026-11-03 10:00"), reply="好", result="solved", verifier="he")
    with pytest.raises(Refusal):
        plant.step("li", one, "sign", at("2026-11-03 11:00"))


def test_what_came_of_it_is_one_of_three_and_satisfaction_too(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    with pytest.raises(Refusal):
        plant.step("li", one, "reply", at("2026-11-03 10:00"), reply="好", result="perfect", verifier="he")
    signed(plant, one)
    with pytest.raises(Refusal):
        plant.step("wang", one, "rate", at("2026-11-05 08:00"), rating="")


def test_what_is_merged_is_answered_with_the_other_and_each_raiser_has_a_word(plant: Plant) -> None:
    main, same = opinion(plant), opinion(plant, "liu", "半夜吃不上热的。")
    plant.step("chen", same, "merge", at("2026-11-02 09:30"), into=matter(main))
    assigned(plant, main)
    signed(plant, main)
    for one, raiser in ((main, "wang"), (same, "liu")):
        kept = matter(one)
        assert (kept.state, kept.holder_id, kept.owner_id) == ("answered", plant.people[raiser].pk, plant.people["li"].pk)
        assert story(one)[-1].text == "夜班加一荤一素。"
        plant.step(raiser, one, "rate", at("2026-11-05 08:00"), rating="satisfied")
    assert LedgerEntry.objects.filter(verb="matter.stepped", subject=same).count() == 3


def test_a_merged_one_whose_raiser_is_not_satisfied_goes_back_to_the_office(plant: Plant) -> None:
    main, same = opinion(plant), opinion(plant, "liu")
    plant.step("chen", same, "merge", at("2026-11-02 09:30"), into=matter(main))
    assigned(plant, main)
    signed(plant, main)
    plant.step("liu", same, "not_satisfied", at("2026-11-05 08:00"), reason="说的不是一回事")
    assert (matter(same).state, matter(same).parent_id, matter(main).state) == ("registered", None, "answered")


@pytest.mark.parametrize("wrong", ["itself", "a merged one", "one with others in it", "a problem", "an answered one"])
def test_it_is_merged_only_into_another_opinion_that_is_still_handled(plant: Plant, wrong: str) -> None:
    one, other, third = opinion(plant), opinion(plant, "liu"), opinion(plant, "liu")
    into = matter(other)
    if wrong == "itself":
        into = matter(one)
    if wrong == "a merged one":
        plant.step("chen", other, "merge", at("2026-11-02 09:30"), into=matter(third))
        into = matter(other)
    if wrong == "one with others in it":
        plant.step("chen", third, "merge", at("2026-11-02 09:30"), into=matter(one))
    if wrong == "a problem":
        into = matter(plant.report("wang", MORNING))
    if wrong == "an answered one":
        plant.step("chen", other, "decline", at("2026-11-02 09:30"), answer="不归我们")
        into = matter(other)
    with pytest.raises(Refusal) as refused:
        plant.step("chen", one, "merge", at("2026-11-02 09:40"), into=into)
    assert refused.value.field == "into"


def test_a_wrong_merger_is_undone(plant: Plant) -> None:
    main, same = opinion(plant), opinion(plant, "liu")
    plant.step("chen", same, "merge", at("2026-11-02 09:30"), into=matter(main))
    plant.step("chen", same, "unmerge", at("2026-11-02 09:40"), reason="一个说饭，一个说车")
    assigned(plant, main)
    signed(plant, main)
    assert (matter(same).state, matter(same).parent_id) == ("registered", None)


def test_not_taking_it_up_is_an_answer_with_a_reason_and_can_be_asked_again(plant: Plant) -> None:
    one = opinion(plant)
    with pytest.raises(Refusal):
        plant.step("chen", one, "decline", at("2026-11-02 10:00"), answer=" ")
    plant.step("chen", one, "decline", at("2026-11-02 10:00"), answer="归集团统一办。")
    assert (matter(one).state, matter(one).result) == ("answered", "declined")
    plant.step("wang", one, "not_satisfied", at("2026-11-03 10:00"), reason="集团说归厂里")
    assert (matter(one).state, matter(one).result, matter(one).answered_at) == ("registered", "", None)


def test_more_time_is_given_once_and_counts_from_the_day_it_was_due(plant: Plant) -> None:
    one = opinion(plant)
    plant.step("chen", one, "assign", at("2026-11-02 10:00"), owner="li", workdays=5)
    plant.step("chen", one, "extend", at("2026-11-04 10:00"), workdays=5, reason="等厂家报价")
    assert matter(one).due_at == at("2026-11-16 17:30")
    with pytest.raises(Refusal):
        plant.step("chen", one, "extend", at("2026-11-05 10:00"), workdays=5, reason="还要等")


def test_from_the_second_time_that_somebody_is_not_satisfied_a_leader_is_told_at_once(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    signed(plant, one)
    plant.step("wang", one, "not_satisfied", at("2026-11-05 08:00"), reason="还是凉的")
    assert (matter(one).round, matter(one).told_id) == (2, None)
    signed(plant, one, "2026-11-06")
    plant.step("wang", one, "not_satisfied", at("2026-11-09 08:00"), reason="又是凉的")
    assert (matter(one).round, matter(one).told_id) == (3, plant.people["he"].pk)
    assert [row.ordinal for row in tries(one)] == [1, 2, 3]


def test_who_asked_not_to_be_named_is_known_to_the_office_alone(plant: Plant) -> None:
    from luoshi.kernel.matters.selectors import Filters, in_list, rows
    from luoshi.kernel.matters.sheet import sheet

    one = opinion(plant, "wang", confidential=True)
    assert plant.code(matter(one).unit_id) == "ENERGY", "the team is not told by the unit"
    assigned(plant, one)
    on = date(2026, 11, 2)
    with pytest.raises(Unseen):
        sheet(plant.acting("liu", MORNING), one, on)
    for who, named in (("chen", True), ("wang", True), ("li", False), ("tang", False)):
        seen = sheet(plant.acting(who, MORNING), one, on)
        assert (seen.matter.raiser is not None) is named, who
        assert any(line.behalf == "王海生" for line in seen.lines) is named, who
    listed = rows(in_list(plant.acting("tang", MORNING), Filters("opinion"), MORNING), 10)
    assert [row.raiser for row in listed] == [None]


def test_rows_come_in_together_or_not_at_all(plant: Plant) -> None:
    who, unit = plant.acting("chen", MORNING), plant.units["ENERGY"]
    rows = [Heard("食堂贵"), Heard("  "), Heard("班车晚")]
    with pytest.raises(Refusal) as refused:
        enter(actor=who, at=MORNING, command=key(), unit=unit, channel="box", rows=rows)
    assert (refused.value.field, Matter.objects.count()) == ("text-2", 0)
    for wrong in ([], [Heard("好")] * (MOST_ROWS + 1)):
        with pytest.raises(Refusal):
            enter(actor=who, at=MORNING, command=key(), unit=unit, channel="box", rows=wrong)


@pytest.mark.parametrize("who", ["wang", "zhang", "xie", "gao"])
def test_whoever_has_no_desk_over_the_unit_enters_nothing_for_it(plant: Plant, who: str) -> None:
    with pytest.raises(Unseen):
        enter(actor=plant.acting(who, MORNING), at=MORNING, command=key(), unit=plant.units["ENERGY"], channel="box", rows=[Heard("好")])


def symposium(plant: Plant, **changed: Any) -> int:
    people = [plant.people[called] for called in ("wang", "liu", "zhao")]
    rows = [Heard("班车晚", "transport", raiser=people[0]), Heard("食堂贵", "canteen", raiser=people[2])]
    filled = {
        "unit": plant.units["ENERGY"], "title": "一季度座谈会", "held_at": at("2026-10-30 14:00"), "host": plant.people["tang"],
        "representatives": people, "rows": rows, "leaders": [plant.people["tang"]], "command": key(),
    }  # fmt: skip
    return hold_symposium(actor=plant.acting("chen", MORNING), at=MORNING, **{**filled, **changed})


def test_a_symposium_keeps_who_was_there_and_what_it_gave(plant: Plant) -> None:
    one = symposium(plant)
    assert Participation.objects.filter(activity=one, part="representative").count() == 3
    given = list(Matter.objects.filter(activity=one).order_by("id"))
    assert [(row.title, row.channel, row.happened_at) for row in given] == [
        ("班车晚", "symposium", at("2026-10-30 14:00")), ("食堂贵", "symposium", at("2026-10-30 14:00")),
    ]  # fmt: skip


def test_the_same_symposium_sent_twice_is_one(plant: Plant) -> None:
    sent = key()
    assert symposium(plant, command=sent) == symposium(plant, command=sent)
    assert (Activity.objects.count(), Matter.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("title", " "), ("held_at", at("2026-11-03 09:00")), ("representatives", []), ("representatives", ["wang", "wang"])],
)
def test_a_symposium_without_a_name_or_people_or_before_it_took_place_is_refused_whole(plant: Plant, field: str, wrong: Any) -> None:
    if field == "representatives":
        wrong = [plant.people[called] for called in wrong]
    with pytest.raises(Refusal):
        symposium(plant, **{field: wrong, "rows": [], "leaders": []})
    assert (Activity.objects.count(), Matter.objects.count()) == (0, 0)


def test_a_raiser_who_was_not_there_is_refused_with_the_row(plant: Plant) -> None:
    with pytest.raises(Refusal) as refused:
        symposium(plant, rows=[Heard("好", raiser=plant.people["wang"]), Heard("坏", raiser=plant.people["zeng"])])
    assert (refused.value.field, Activity.objects.count()) == ("raiser-2", 0)


def test_what_was_known_on_a_day_stays_what_was_known(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    signed(plant, one, "2026-11-04")
    plant.step("wang", one, "not_satisfied", at("2026-11-06 08:00"), reason="还是凉的")
    signed(plant, one, "2026-11-10")
    found = Matter.objects.filter(pk=one)
    known = {day: answered_as_known(found, date(2026, 11, day)).get().known_on for day in (3, 4, 5, 6, 9, 10)}
    assert known == {3: None, 4: date(2026, 11, 4), 5: date(2026, 11, 4), 6: None, 9: None, 10: date(2026, 11, 10)}
    assert answered_as_known(found, None).get().known_on == date(2026, 11, 10)


def test_what_is_taken_apart_after_a_plan_was_told_counts_as_not_answered(plant: Plant) -> None:
    main, same = opinion(plant), opinion(plant, "liu")
    plant.step("chen", same, "merge", at("2026-11-02 09:30"), into=matter(main))
    assigned(plant, main)
    plan = {"reply": "下季度改造。", "follow_up": date(2026, 12, 1), "verifier": "he"}
    plant.step("li", main, "plan", at("2026-11-03 10:00"), **plan)
    plant.step("he", main, "sign_plan", at("2026-11-03 15:00"))
    assert matter(same).answered_on == date(2026, 11, 3)
    plant.step("chen", same, "unmerge", at("2026-11-04 09:40"), reason="不是一回事")
    kept = matter(same)
    assert (kept.state, kept.answered_at, kept.result) == ("registered", None, "")
    assert answered_as_known(Matter.objects.filter(pk=same), date(2026, 11, 3)).get().known_on == date(2026, 11, 3)
    assert answered_as_known(Matter.objects.filter(pk=same), date(2026, 11, 4)).get().known_on is None


def test_a_plan_is_not_put_off_for_ever(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    with pytest.raises(Refusal) as refused:
        plant.step("li", one, "plan", at("2026-11-03 10:00"), reply="改造", follow_up=date(2028, 11, 3), verifier="he")
    assert refused.value.field == "follow_up"


def test_an_unsigned_answer_that_is_sent_back_leaves_no_result(plant: Plant) -> None:
    one = opinion(plant)
    assigned(plant, one)
    plant.step("li", one, "reply", at("2026-11-03 10:00"), reply="好", result="solved", verifier="he")
    plant.step("he", one, "refuse", at("2026-11-03 11:00"), reason="没说怎么办的")
    assert (matter(one).state, matter(one).result) == ("assigned", "")


def test_the_same_sheet_sent_twice_is_one_and_with_more_rows_it_is_refused(plant: Plant) -> None:
    sent, who, unit = key(), plant.acting("chen", MORNING), plant.units["ENERGY"]
    rows = [Heard("食堂贵"), Heard("班车晚")]
    first = enter(actor=who, at=MORNING, command=sent, unit=unit, channel="box", rows=rows)
    assert enter(actor=who, at=MORNING, command=sent, unit=unit, channel="box", rows=rows) == first
    with pytest.raises(Refusal) as refused:
        enter(actor=who, at=MORNING, command=sent, unit=unit, channel="box", rows=[*rows, Heard("灯暗")])
    assert (refused.value.status, Matter.objects.count()) == (409, 2)


def test_it_is_not_merged_into_what_another_office_handles(plant: Plant) -> None:
    who = plant.acting("xie", MORNING)
    other = enter(actor=who, at=MORNING, command=key(), unit=plant.units["STEEL"], channel="box", rows=[Heard("炉前太热")])[0]
    with pytest.raises(Refusal) as refused:
        plant.step("chen", opinion(plant), "merge", at("2026-11-02 09:40"), into=matter(other))
    assert refused.value.field == "into"
