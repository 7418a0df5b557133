"""Calling, holding, deciding and concluding: what follows from each, and what is refused."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.activities.models import Activity
from luoshi.kernel.matters.models import Involved, Matter
from luoshi.kernel.matters.sheet import sheet
from luoshi.mechanisms.consultations import services
from luoshi.mechanisms.consultations.models import Consultation, Invitation, Item, Word
from luoshi.mechanisms.consultations.services.asking import Asked
from luoshi.mechanisms.consultations.services.concluding import unchanged
from luoshi.mechanisms.consultations.suggesting import suggest
from luoshi.mechanisms.consultations.tests.house import (
    CALLED,
    CONCLUDED,
    DECIDED,
    HELD,
    PLANNED,
    RAISED,
    asked,
    called,
    concluded,
    decided,
    held,
    knows,
    only,
    planned,
    said,
)  # fmt: skip
from tests.cast import Plant, at, key, matter, story, tries

pytestmark = pytest.mark.django_db


def refused(act: Any) -> Refusal:
    with pytest.raises(Refusal) as found, transaction.atomic():
        act()
    return found.value


def test_who_is_asked_reads_the_matter_that_waits_for_the_consultation(plant: Plant) -> None:
    one = called(plant)
    waiting = only(one).matter
    assert (waiting.state, waiting.holder_unit) == ("consulted", plant.units["EQUIP"])
    assert set(one.invitations.values_list("person__name", flat=True)) == {"唐立新", "邱建平", "张敬"}
    assert sheet(plant.acting("zhang", CALLED), waiting.pk, date(2026, 11, 2)).matter == waiting
    assert Involved.objects.filter(matter=waiting, part="copied").count() == 3
    with pytest.raises(Unseen):
        sheet(plant.acting("xie", CALLED), waiting.pk, date(2026, 11, 2))


def test_consultations_are_numbered_by_office_and_month(plant: Plant) -> None:
    numbers = [called(plant, [plant.report("wang", RAISED)]).number for _n in range(2)]
    assert numbers == ["设备-2611-C01", "设备-2611-C02"]


def test_the_same_call_twice_is_one_call(plant: Plant) -> None:
    same, valve = key(), plant.report("wang", RAISED)
    assert called(plant, [valve], command=same) == called(plant, [valve], command=same)
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"reason": ""}, "reason"),
        ({"planned_at": at("2026-11-02 09:59")}, "planned_on"),
        ({"planned_at": at("2028-11-02 09:59")}, "planned_on"),
        ({"people": "nobody"}, "people"),
        ({"people": "own"}, "people"),
        ({"people": "inspector"}, "people"),
        ({"chair": "inspector"}, "chair"),
    ],
)
def test_a_call_that_asks_nobody_else_or_comes_too_late_is_refused(plant: Plant, wrong: dict[str, Any], field: str) -> None:
    people = {"nobody": [], "own": asked(plant, "li"), "inspector": asked(plant, "qiu", "han")}
    if wrong.get("people") in people:
        wrong = {"people": people[wrong["people"]]}
    if "chair" in wrong:
        wrong = {"chair": plant.people["han"]}
    valve = plant.report("wang", RAISED)
    assert refused(lambda: called(plant, [valve], **wrong)).field == field
    assert matter(valve).state == "reported"


def test_only_who_handles_the_matter_calls_and_one_matter_is_in_one_open_consultation(plant: Plant) -> None:
    valve, lance = plant.report("wang", RAISED), plant.report("zeng", RAISED, place="lance platform")
    for who in ("wang", "qiu", "xie"):
        with pytest.raises(Unseen), transaction.atomic():
            called(plant, [valve], who=who)
    with pytest.raises(Unseen), transaction.atomic():
        called(plant, [valve, lance])
    one = called(plant, [valve])
    assert valve == only(one).matter_id
    assert refused(lambda: called(plant, [valve])).field == "others"
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(consultation=one, ordinal=2, matter_id=valve, put_at=CALLED, put_on=date(2026, 11, 2))


def test_a_skill_that_nobody_asked_has_is_suggested_the_nearest_first(plant: Plant) -> None:
    for who in ("zeng", "he", "xu", "han"):
        knows(plant, who, "振动分析")
    knows(plant, "qiu", "水质化验")
    found = suggest(["振动分析", "水质化验"], [plant.people["qiu"].pk], plant.units["EQUIP"].pk, [], date(2026, 11, 2))
    assert [(one.skill, [person.name for person in one.people]) for one in found] == [("振动分析", ["何勇", "许亮", "曾凯"])]


def test_who_cannot_come_says_why_and_who_comes_instead(plant: Plant) -> None:
    one = called(plant)
    zhang, zhao = plant.people["zhang"], plant.people["zhao"]

    def answer(who: str, person: Any, **more: Any) -> None:
        services.reply(actor=plant.acting(who, CALLED), at=CALLED, command=key(), consultation=one.pk, person=person.pk, **more)

    assert refused(lambda: answer("zhang", zhang, comes=False)).field == "reason"
    assert refused(lambda: answer("zhang", zhang, comes=False, reason="出差", instead=plant.people["qiu"])).field == "instead"
    with pytest.raises(Unseen), transaction.atomic():
        answer("zhao", zhang, comes=True)
    answer("zhang", zhang, comes=False, reason="出差", instead=zhao)
    came = Invitation.objects.get(consultation=one, person=zhao)
    assert (came.unit, came.answer) == (plant.units["GAS"], "")
    answer("chen", zhao, comes=True)
    assert LedgerEntry.objects.filter(verb="consultation.replied", behalf=zhao.pk).count() == 1
    held(plant, one, "tang", "qiu", "zhao")
    assert refused(lambda: answer("qiu", plant.people["qiu"], comes=True))


def test_moving_it_asks_everybody_again(plant: Plant) -> None:
    one = called(plant)
    services.reply(
        actor=plant.acting("qiu", CALLED), at=CALLED, command=key(), consultation=one.pk, person=plant.people["qiu"].pk, comes=True
    )

    def move(to: str, reason: str = "部长出差") -> None:
        services.postpone(
            actor=plant.acting("chen", CALLED), at=CALLED, command=key(), consultation=one.pk, planned_at=at(to), reason=reason
        )

    assert refused(lambda: move("2026-11-01 09:00")).field == "planned_on"
    assert refused(lambda: move("2026-11-09 09:00", " ")).field == "reason"
    move("2026-11-09 09:00")
    one.refresh_from_db()
    assert one.planned_at == at("2026-11-09 09:00") and not one.invitations.exclude(answer="").exists()
    with pytest.raises(Refusal), transaction.atomic():
        services.invite(actor=plant.acting("qiu", CALLED), at=CALLED, command=key(), consultation=one.pk, people=asked(plant, "sun"))


def test_holding_it_is_an_activity_with_who_was_there(plant: Plant) -> None:
    one = called(plant)
    chen = plant.acting("chen", HELD)
    for wrong, field in (({"held_at": CONCLUDED}, "held_on"), ({"held_at": RAISED}, "held_on"), ({"present": []}, "present")):
        filled: dict[str, Any] = {"held_at": HELD, "present": [plant.people["qiu"].pk], **wrong}
        assert refused(lambda: services.hold(actor=chen, at=HELD, command=key(), consultation=one.pk, **filled)).field == field  # noqa: B023
    held(plant, one, "tang", "qiu")
    activity = Activity.objects.get(pk=one.activity_id)
    assert (activity.kind, activity.host.name, activity.title) == ("consultation", "唐立新", one.title)
    assert set(activity.participations.values_list("person__name", "part")) == {
        ("唐立新", "chair"),
        ("邱建平", "office"),
        ("陈立", "recorder"),
    }
    assert refused(lambda: held(plant, one))


def test_measures_go_to_their_owners_and_the_answer_is_drafted(plant: Plant) -> None:
    one = called(plant)
    held(plant, one)
    decided(
        plant,
        only(one),
        "measures",
        planned(plant, "停水换阀"),
        planned(plant, "备两台阀", "xu", 2),
        permit="停水四小时",
        spares="DN300两台",
    )
    item = only(one)
    assert (item.matter.state, item.decision, item.decided_on) == ("assigned", "measures", date(2026, 11, 5))
    assert [(one_.text, one_.owner.name) for one_ in tries(item.matter_id)] == [("停水换阀", "李国栋"), ("备两台阀", "许亮")]
    assert [str(step.due_on) for step in item.steps.order_by("ordinal")] == ["2026-11-12", "2026-11-09"]
    assert [line.text for line in story(item.matter_id) if line.act == "draft_answer"] == ["会诊定了，按区域办。"]


def test_a_split_makes_a_matter_of_each_area(plant: Plant) -> None:
    one = called(plant)
    held(plant, one)
    decided(plant, only(one), "split", planned(plant, area="1号泵"), planned(plant, area="2号泵", owner="xu", workdays=20))
    item = only(one)
    parts = list(Matter.objects.filter(parent=item.matter).order_by("id"))
    assert item.matter.state == "parted" and [one_.number for one_ in parts] == [f"{item.matter.number}-1", f"{item.matter.number}-2"]
    assert [(step.area, step.part) for step in item.steps.order_by("ordinal")] == [("1号泵", parts[0]), ("2号泵", parts[1])]


def test_not_now_has_a_reason_and_a_day(plant: Plant) -> None:
    one = called(plant)
    held(plant, one)
    item = only(one)
    for wrong, field in (({"reason": ""}, "reason"), ({"review_on": None}, "review_on"), ({"review_on": date(2026, 11, 5)}, "review_on"),
                         ({"review_on": date(2028, 1, 1)}, "review_on")):  # fmt: skip
        filled = {"reason": "要等年修停水", "review_on": date(2027, 3, 1), **wrong}
        assert refused(lambda: decided(plant, item, "not_now", **filled)).field == field  # noqa: B023
    decided(plant, item, "not_now", reason="要等年修停水", review_on=date(2027, 3, 1), answer="")
    assert (item.matter.__class__.objects.get(pk=item.matter_id).state, item.answer) == ("deferred", "要等年修停水")


@pytest.mark.parametrize(
    ("decision", "rows", "field"),
    [
        ("", [("换阀", 5, "")], "decision"),
        ("measures", [], "action-1"),
        ("measures", [("", 5, "")], "action-1"),
        ("measures", [("换阀", 5, ""), ("备件", 400, "")], "days-2"),
        ("measures", [("换阀", 5, "1号泵")], "area-1"),
        ("split", [("换阀", 5, "1号泵")], "area-2"),
        ("split", [("换阀", 5, "1号泵"), ("换阀", 5, "")], "area-2"),
        ("split", [("换阀", 5, "1号泵"), ("换阀", 5, "1号泵 ")], "area-2"),
        ("split", [("换阀", 5, "1号泵"), ("换阀", 5, "长" * 61)], "area"),
    ],
)
def test_an_incomplete_decision_is_refused_at_its_row(plant: Plant, decision: str, rows: list[tuple[str, int, str]], field: str) -> None:
    one = called(plant)
    held(plant, one)
    filled = [planned(plant, text, workdays=days, area=area) for text, days, area in rows]
    assert refused(lambda: decided(plant, only(one), decision, *filled)).field == field
    assert only(one).matter.state == "consulted"


def test_nothing_is_decided_before_it_is_held_nor_twice_nor_without_a_draft_nor_by_others(plant: Plant) -> None:
    one = called(plant)
    assert refused(lambda: decided(plant, only(one), "measures", planned(plant)))
    held(plant, one)
    assert refused(lambda: decided(plant, only(one), "measures", planned(plant), answer="")).field == "answer"
    with pytest.raises(Unseen), transaction.atomic():
        decided(plant, only(one), "measures", planned(plant), who="qiu")
    decided(plant, only(one), "measures", planned(plant))
    assert refused(lambda: decided(plant, only(one), "measures", planned(plant)))


def test_no_consultation_ends_without_an_outcome_for_each_item(plant: Plant) -> None:
    valves = [plant.report("wang", RAISED), plant.report("liu", RAISED, "阀门井积水")]
    one = called(plant, valves)
    held(plant, one)
    first, second = one.items.order_by("ordinal")
    decided(plant, first, "measures", planned(plant))
    assert matter(valves[1]).number in str(refused(lambda: concluded(plant, one)))
    decided(plant, second, "not_now", reason="要等年修", review_on=date(2027, 3, 1))
    concluded(plant, one)
    assert [item["decision"] for item in one.minutes["items"]] == ["measures", "not_now"]


def test_an_office_of_which_nobody_came_is_named_unless_it_is_said_why(plant: Plant) -> None:
    one = called(plant)
    held(plant, one, "tang", "qiu")
    decided(plant, only(one), "measures", planned(plant))
    missing = refused(lambda: concluded(plant, one))
    assert missing.field == "missing_note" and "燃气车间" in str(missing)
    concluded(plant, one, missing_note="张敬电话里同意")
    assert one.minutes["note"] == "张敬电话里同意"


def test_a_dissent_stays_in_the_minutes_with_its_name_and_the_minutes_are_frozen(plant: Plant) -> None:
    one = called(plant)
    held(plant, one)
    item = only(one)
    said(plant, item, "qiu", "停水四小时不够")
    said(plant, item, "zhang", "先换两台看效果", dissent=True, by="chen")
    with pytest.raises(Unseen), transaction.atomic():
        said(plant, item, "qiu", "替人说", by="zhang")
    assert refused(lambda: said(plant, item, "qiu", "  ")).field == "text"
    decided(plant, item, "measures", planned(plant))
    digest = concluded(plant, one)
    words = one.minutes["items"][0]["words"]
    assert [(word["name"], word["dissent"]) for word in words] == [("邱建平", False), ("张敬", True)]
    assert Word.objects.get(person=plant.people["zhang"]).entered_by == plant.people["chen"]
    assert digest == one.digest and unchanged(one)
    for act in (
        lambda: said(plant, item, "qiu", "还有一句"),
        lambda: services.invite(
            actor=plant.acting("chen", CONCLUDED), at=CONCLUDED, command=key(), consultation=one.pk, people=asked(plant, "sun")
        ),
        lambda: concluded(plant, one),
    ):
        assert "C01" in str(refused(act))
    one.minutes["title"] = "别的"
    assert not unchanged(one)


def test_what_went_its_own_way_is_noted_and_an_empty_meeting_need_not_be_held(plant: Plant) -> None:
    one = called(plant)
    item = only(one)

    def note(reason: str = "设备室当天就换好了") -> None:
        services.note_overtaken(actor=plant.acting("chen", DECIDED), at=DECIDED, command=key(), item=item.pk, reason=reason)

    assert refused(note).field == "decision"
    plant.step("chen", item.matter_id, "assign", at("2026-11-03 09:00"), action="换阀", owner="li", workdays=1)
    assert refused(lambda: note(" ")).field == "reason"
    note()
    concluded(plant, one)
    assert (one.held_at, one.minutes["items"][0]["decision"], one.minutes["held"]) == (None, "overtaken", False)


def test_who_is_away_then_or_concerned_is_not_asked(plant: Plant) -> None:
    from luoshi.kernel.org.deputies import name_deputy

    name_deputy(
        actor=plant.acting("zhang", CALLED), at=CALLED, command=key(), person=plant.people["zhang"], deputy=plant.people["zhao"],
        since=date(2026, 11, 4), until=date(2026, 11, 10),
    )  # fmt: skip
    away = refused(lambda: called(plant))
    assert away.field == "people" and "赵永清" in str(away)
    valve = plant.report("wang", RAISED)
    plant.step("chen", valve, "concern", CALLED, concerned=plant.people["qiu"])
    assert "邱建平" in str(refused(lambda: called(plant, [valve], people=[Asked(plant.people["qiu"]), *asked(plant, "zhao")])))


def test_planned_is_the_moment_of_the_call(plant: Plant) -> None:
    one = called(plant)
    assert (one.planned_at, one.called_at, one.called_by) == (PLANNED, CALLED, plant.people["chen"])


def test_whom_a_matter_is_about_finds_no_consultation_over_it(plant: Plant) -> None:
    from luoshi.mechanisms.consultations.selectors import listed, whole
    from luoshi.mechanisms.consultations.waiting import count

    one, on = called(plant), date(2026, 11, 2)
    qiu = plant.acting("qiu", CALLED)
    assert whole(qiu, one.pk, on).own and count(qiu, on) == 1
    plant.step("chen", only(one).matter_id, "concern", CALLED, concerned=plant.people["qiu"])
    with pytest.raises(Unseen):
        whole(qiu, one.pk, on)
    assert (listed(qiu, on, concluded=False)[0], count(qiu, on)) == ([], 0)
    assert whole(plant.acting("chen", CALLED), one.pk, on).items[0].row


def test_who_reads_only_the_calling_office_sees_the_meeting_but_not_a_matter_that_is_not_theirs(plant: Plant) -> None:
    from luoshi.mechanisms.consultations.selectors import whole

    one, on = called(plant), date(2026, 11, 2)
    assert whole(plant.acting("zhang", CALLED), one.pk, on).items[0].row
    assert whole(plant.acting("he", CALLED), one.pk, on).items[0].row
    with pytest.raises(Unseen):
        whole(plant.acting("li", CALLED), one.pk, on)
