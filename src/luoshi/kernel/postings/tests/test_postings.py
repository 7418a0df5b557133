"""Postings: who may make public what, what is frozen and sealed, who reads, asks, objects and answers, and what happens when nobody does."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.refusal import Refusal, Reused, Unseen
from luoshi.kernel.postings.models import Posting, PostingRead, PostingVoice
from luoshi.kernel.postings.sealing import Frozen, Record, Value, digest_of
from luoshi.kernel.postings.selectors import count_owed, current, is_whole, one, owed, readers, voices
from luoshi.kernel.postings.services import answer_voice, ask, mark_read, object_to, post, withdraw
from luoshi.kernel.postings.services.by_the_clock import tell_unanswered
from tests.cast import Plant, at, key

pytestmark = pytest.mark.django_db
NOW, ON = at("2026-11-02 09:00"), date(2026, 11, 2)
FROZEN = Frozen(
    ("what", "answer"),
    [Record(7, "水处理-2610-0001", "/w/public/7", ("泵房蝶阀卡住", "阀已换")), Record(9, "燃气-2610-0002", "/w/public/9", ("表不准", ""))],
    [Value("答复了", "1", (7,)), Value("提出", "2", (7, 9))],
)


def make(plant: Plant, who: str = "chen", unit: str = "ENERGY", **more: Any) -> int:
    given: dict[str, Any] = {
        "at": NOW, "command": key(), "kind": "notice", "title": "停水通知", "body": "周六停水两小时。", "since": ON,
        "until": date(2026, 11, 9), "audience": plant.units[unit], "frozen": FROZEN, **more,
    }  # fmt: skip
    return post(actor=plant.acting(who, given["at"]), **given)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"audience": None}, "audience"),
        ({"until": ON}, "until"),
        ({"since": date(2026, 11, 1)}, "since"),
        ({"body": "  "}, "body"),
        ({"title": " "}, "title"),
        ({"title": "字" * 121}, "title"),
        ({"body": "王海生说停水", "forbidden": ["王海生"]}, "body"),
        ({"title": "20416的事", "forbidden": ["20416"]}, "title"),
        ({"board": "王 海 生门口", "forbidden": ["王海生"]}, "board"),
        ({"forbidden": ["蝶阀"]}, "body"),
        ({"kind": "list", "frozen": Frozen()}, "audience"),
        ({"frozen": Frozen(("what",), FROZEN.rows, [Value("答复了", "1", (8,))])}, "body"),
    ],
)
def test_an_incomplete_or_indiscreet_posting_is_refused_at_its_field(plant: Plant, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        make(plant, **wrong)
    assert refused.value.field == field
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("who", "unit"), [("wang", "WATER-C"), ("li", "EQUIP"), ("sun", "ENERGY"), ("qiu", "GAS"), ("liu", "WATER"), ("xie", "ENERGY")]
)
def test_nobody_posts_to_a_unit_they_neither_lead_nor_handle_for(plant: Plant, who: str, unit: str) -> None:
    with pytest.raises(Refusal) as refused:
        make(plant, who, unit)
    assert refused.value.field == "audience"


@pytest.mark.parametrize(
    ("who", "unit"), [("chen", "ENERGY"), ("chen", "WATER-C"), ("qiu", "WATER"), ("liu", "WATER-C"), ("zheng", "ROOT")]
)
def test_the_office_and_the_leaders_post_and_the_units_below_see_it(plant: Plant, who: str, unit: str) -> None:
    pk = make(plant, who, unit)
    seen = [name for name in ("wang", "zhao", "zeng") if current(plant.acting(name, NOW), ON)[0]]
    below = {"ENERGY": ["wang", "zhao"], "WATER-C": ["wang"], "WATER": ["wang"], "ROOT": ["wang", "zhao", "zeng"]}
    assert seen == below[unit]
    assert is_whole(one(plant.acting(who, NOW), pk, ON))


def test_the_same_command_posts_once_and_other_content_is_refused(plant: Plant) -> None:
    again = key()
    assert make(plant, command=again) == make(plant, command=again)
    with pytest.raises(Reused):
        make(plant, command=again, title="另一件")
    assert [row.number for row in Posting.objects.all()] == ["设备公示-2611-01"]
    make(plant)
    assert Posting.objects.filter(number="设备公示-2611-02").exists()


@pytest.mark.parametrize(
    "tampered",
    [
        {"title": "不停水"}, {"body": "停水三小时。"}, {"until": date(2026, 11, 10)}, {"board": "别处"}, {"frozen": {}},
        {"digest": "0" * 64},
    ],
)  # fmt: skip
def test_whoever_changes_a_posting_in_the_database_is_found(plant: Plant, tampered: dict[str, Any]) -> None:
    pk = make(plant)
    who = plant.acting("wang", NOW)
    assert is_whole(one(who, pk, ON))
    Posting.objects.filter(pk=pk).update(**tampered)
    assert not is_whole(one(who, pk, ON))


def test_a_word_of_a_record_and_a_digest_made_anew_are_found_by_the_ledger(plant: Plant) -> None:
    pk = make(plant)
    row = Posting.objects.get(pk=pk)
    row.frozen["rows"][0]["words"][1] = "没换"
    row.digest = digest_of(row)
    row.save()
    assert not is_whole(one(plant.acting("wang", NOW), pk, ON))


def test_withdrawing_needs_a_reason_and_leaves_everything_readable_and_whole(plant: Plant) -> None:
    pk = make(plant)
    chen, wang = plant.acting("chen", NOW), plant.acting("wang", NOW)
    with pytest.raises(Refusal):
        withdraw(actor=chen, at=NOW, command=key(), posting=pk, why=" ")
    with pytest.raises(Unseen):
        withdraw(actor=wang, at=NOW, command=key(), posting=pk, why="不要了")
    withdraw(actor=chen, at=NOW, command=key(), posting=pk, why="日子写错")
    with pytest.raises(Refusal):
        withdraw(actor=chen, at=NOW, command=key(), posting=pk, why="再一次")
    row = one(wang, pk, ON)
    assert (row.withdrawn_why, is_whole(row)) == ("日子写错", True)
    assert [line.id for line in current(wang, ON)[0]] == [] and [line.id for line in current(wang, ON, view="past")[0]] == [pk]


def test_a_correction_is_a_new_posting_that_names_the_old_one_once(plant: Plant) -> None:
    old = make(plant)
    with pytest.raises(Refusal) as refused:
        make(plant, replaces=old)
    assert refused.value.field == "why"
    new = make(plant, replaces=old, why="日子写错", body="周日停水。")
    was = one(plant.acting("wang", NOW), old, ON)
    assert (was.withdrawn_why, was.replaced_by.pk, was.body) == ("日子写错", new, "周六停水两小时。")
    with pytest.raises(Refusal):
        make(plant, replaces=old, why="又错")


def test_reading_counts_once_and_only_for_whom_it_is_meant(plant: Plant) -> None:
    pk = make(plant, unit="WATER")
    wang, chen = plant.acting("wang", NOW), plant.acting("chen", NOW)
    assert mark_read(actor=wang, at=NOW, posting=pk) and mark_read(actor=wang, at=at("2026-11-03 09:00"), posting=pk)
    assert not mark_read(actor=chen, at=NOW, posting=pk), "the office is not of the audience"
    with pytest.raises(Unseen):
        mark_read(actor=plant.acting("zhao", NOW), at=NOW, posting=pk)
    assert [(read.person.name, read.at) for read in PostingRead.objects.all()] == [("王海生", NOW)]
    assert LedgerEntry.objects.filter(verb="posting.read").count() == 1
    row = one(chen, pk, ON)
    office, worker = readers(chen, row, ON), readers(wang, row, ON)
    assert (office.read, office.audience) == (worker.read, worker.audience) == (1, 3)
    assert [name for name, _unit, _at in office.names] == ["王海生"] and {name for name, _unit in office.not_yet} == {"邱建平", "刘芳"}
    assert (worker.names, worker.not_yet) == ((), ())
    assert current(wang, ON)[0][0].read


def test_what_hangs_later_is_for_who_posted_it_alone(plant: Plant) -> None:
    pk = make(plant, since=date(2026, 11, 5))
    with pytest.raises(Unseen):
        one(plant.acting("wang", NOW), pk, ON)
    assert one(plant.acting("chen", NOW), pk, ON).pk == pk
    assert one(plant.acting("wang", NOW), pk, date(2026, 11, 5)).pk == pk


def test_a_question_is_the_askers_and_the_offices_until_it_is_answered_and_then_everybodys_without_a_name(plant: Plant) -> None:
    pk = make(plant)
    wang, zhao, chen = (plant.acting(name, NOW) for name in ("wang", "zhao", "chen"))
    with pytest.raises(Refusal):
        ask(actor=wang, at=NOW, command=key(), posting=pk, text="  ")
    with pytest.raises(Unseen):
        ask(actor=plant.acting("zeng", NOW), at=NOW, command=key(), posting=pk, text="停几小时？")
    voice = ask(actor=wang, at=NOW, command=key(), posting=pk, text="停几小时？")
    row = one(wang, pk, ON)
    assert [[(one_.who, one_.answer) for one_ in voices(who, row, ON)] for who in (wang, zhao, chen)] == [
        [("王海生 · 水处理丙班", "")], [], [("王海生 · 水处理丙班", "")],
    ]  # fmt: skip
    assert [one_.voice for one_ in owed(chen, ON, 10)] == [voice] and count_owed(wang, ON) == 0
    with pytest.raises(Unseen):
        answer_voice(actor=zhao, at=NOW, command=key(), voice=voice, answer="两小时")
    with pytest.raises(Refusal):
        answer_voice(actor=chen, at=NOW, command=key(), voice=voice, answer=" ")
    answer_voice(actor=chen, at=NOW, command=key(), voice=voice, answer="两小时。")
    assert [(one_.who, one_.text, one_.answer) for one_ in voices(zhao, row, ON)] == [("", "停几小时？", "两小时。")]
    with pytest.raises(Refusal):
        answer_voice(actor=chen, at=NOW, command=key(), voice=voice, answer="三小时")
    assert count_owed(chen, ON) == 0


def test_nobody_answers_the_own_question_and_an_objection_is_right_or_not(plant: Plant) -> None:
    pk = make(plant, "liu", "WATER-C")
    liu, wang = plant.acting("liu", NOW), plant.acting("wang", NOW)
    own = ask(actor=liu, at=NOW, command=key(), posting=pk, text="谁去通知？")
    with pytest.raises(Refusal):
        answer_voice(actor=liu, at=NOW, command=key(), voice=own, answer="我去")
    voice = object_to(actor=wang, at=NOW, command=key(), posting=pk, text="不是周六")
    assert PostingVoice.objects.get(pk=voice).matter is not None
    with pytest.raises(Refusal) as refused:
        answer_voice(actor=liu, at=NOW, command=key(), voice=voice, answer="是周六")
    assert refused.value.field == "upheld"
    answer_voice(actor=liu, at=NOW, command=key(), voice=voice, answer="是周六", upheld=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingVoice.objects.filter(pk=own).update(answer="我去", answered_by=plant.people["liu"], answered_at=NOW)


def test_after_the_last_day_and_after_withdrawing_nothing_more_is_asked(plant: Plant) -> None:
    pk = make(plant)
    with pytest.raises(Refusal):
        ask(actor=plant.acting("wang", NOW), at=at("2026-11-09 08:00"), command=key(), posting=pk, text="还停吗？")
    assert ask(actor=plant.acting("wang", NOW), at=at("2026-11-08 23:00"), command=key(), posting=pk, text="还停吗？")
    withdraw(actor=plant.acting("chen", NOW), at=NOW, command=key(), posting=pk, why="不停了")
    with pytest.raises(Refusal):
        ask(actor=plant.acting("wang", NOW), at=NOW, command=key(), posting=pk, text="还停吗？")


def test_when_nobody_answers_in_five_working_days_a_leader_is_told_once(plant: Plant) -> None:
    pk = make(plant)
    voice = ask(actor=plant.acting("wang", NOW), at=NOW, command=key(), posting=pk, text="停几小时？")
    assert tell_unanswered(at("2026-11-09 17:00")) == 0
    late = at("2026-11-10 09:00")
    assert (tell_unanswered(late), tell_unanswered(late)) == (1, 0)
    row = PostingVoice.objects.get(pk=voice)
    assert plant.called(row.told_id) == "tang"
    assert [one_.voice for one_ in owed(plant.acting("tang", late), late.date(), 10)] == [voice]
    answer_voice(actor=plant.acting("tang", late), at=late, command=key(), voice=voice, answer="两小时。")
    assert tell_unanswered(at("2026-11-20 09:00")) == 0


def test_the_same_question_sent_twice_counts_once(plant: Plant) -> None:
    pk, again = make(plant), uuid.uuid4()
    wang = plant.acting("wang", NOW)
    for _time in range(2):
        object_to(actor=wang, at=NOW, command=again, posting=pk, text="不对")
    assert PostingVoice.objects.count() == 1
