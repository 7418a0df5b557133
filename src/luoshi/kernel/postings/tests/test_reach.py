"""Who posts to a unit, whom a posting is meant for and who sees it: each role by itself, before and after its day."""

from datetime import date

import pytest

from luoshi.base.actor import GUEST, HOUSE
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.services import give_holding
from luoshi.kernel.postings.models import Posting, PostingVoice
from luoshi.kernel.postings.reach import in_charge, meant, seen_by
from luoshi.kernel.postings.selectors import count_owed, current, one, owed, posting_of, readers, voices
from luoshi.kernel.postings.services import ask, post
from tests.cast import PEOPLE, SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
NOW, ON = at("2026-11-02 09:00"), date(2026, 11, 2)


def posted(plant: Plant, unit: str = "WATER", since: date = ON, who: str = "chen") -> int:
    return post(
        actor=plant.acting(who, NOW), at=NOW, command=key(), kind="notice", title="停水通知", body="周六停水两小时。", audience=plant.units[unit],
        since=since, until=date(2026, 11, 20),
    )  # fmt: skip


def seeing(plant: Plant, pk: int) -> set[str]:
    return {who for who in (*PEOPLE, "guest") if Posting.objects.filter(seen_by(plant.acting(who, NOW), ON), pk=pk).exists()}


def test_in_charge_are_the_office_that_receives_for_it_and_those_who_lead_over_it(plant: Plant) -> None:
    water = plant.units["WATER"].pk
    assert {who for who in PEOPLE if in_charge(plant.acting(who, NOW), water, ON)} == {"chen", "qiu", "tang", "zheng"}
    assert not in_charge(GUEST, water, ON)


@pytest.mark.parametrize(
    "role, may",
    [("handler", True), ("team_leader", True), ("unit_leader", True), ("branch_secretary", False), ("safety_officer", False),
     ("inspector", False), ("named_recipient", False), ("finance_verifier", False)],
)  # fmt: skip
def test_by_role(plant: Plant, role: str, may: bool) -> None:
    give_holding(actor=HOUSE, at=NOW, command=key(), person=plant.people["zeng"], role=role, unit=plant.units["WATER"], since=SINCE)
    assert in_charge(plant.acting("zeng", NOW), plant.units["WATER-C"].pk, ON) == may


def test_it_is_meant_for_those_at_home_in_the_unit_and_below_and_seen_by_who_is_in_charge_too(plant: Plant) -> None:
    pk, water = posted(plant), plant.units["WATER"].pk
    assert {who for who in PEOPLE if meant(plant.acting(who, NOW), water, ON)} == {"qiu", "wang", "liu"}
    assert not meant(GUEST, water, ON)
    assert seeing(plant, pk) == {"qiu", "wang", "liu", "chen", "tang", "zheng"}
    for who in ("zhao", "han", "gao", "guest"):
        with pytest.raises(Unseen):
            one(plant.acting(who, NOW), pk, ON)
    assert [row.id for row in current(plant.acting("wang", NOW), ON)[0]] == [pk] and current(GUEST, ON)[0] == []


def test_before_its_day_it_is_there_for_who_is_in_charge_alone(plant: Plant) -> None:
    assert seeing(plant, posted(plant, since=date(2026, 11, 4))) == {"qiu", "chen", "tang", "zheng"}


def test_names_of_who_has_read_it_are_for_who_is_in_charge(plant: Plant) -> None:
    from luoshi.kernel.postings.services import mark_read

    pk = posted(plant)
    mark_read(actor=plant.acting("wang", NOW), at=NOW, posting=pk)
    row = Posting.objects.get(pk=pk)
    said = readers(plant.acting("qiu", NOW), row, ON)
    assert ([name for name, _unit, _at in said.names], {name for name, _unit in said.not_yet}) == (["王海生"], {"邱建平", "刘芳"})
    told = readers(plant.acting("wang", NOW), row, ON)
    assert (told.audience, told.read, told.names, told.not_yet) == (3, 1, (), ())


def test_a_question_is_its_askers_and_of_who_is_in_charge_and_waits_for_no_one_else(plant: Plant) -> None:
    pk = posted(plant)
    asked = ask(actor=plant.acting("wang", NOW), at=NOW, command=key(), posting=pk, text="哪天恢复？")
    row = Posting.objects.get(pk=pk)
    shown = {who: [(one.id, one.who, one.mine) for one in voices(plant.acting(who, NOW), row, ON)] for who in ("wang", "liu", "chen")}
    assert shown == {"wang": [(asked, "王海生 · 水处理丙班", True)], "liu": [], "chen": [(asked, "王海生 · 水处理丙班", False)]}
    PostingVoice.objects.filter(pk=asked).update(answered_at=NOW, answer="周六晚", answered_by=plant.people["chen"])
    assert [(one.who, one.matter) for one in voices(plant.acting("liu", NOW), row, ON)] == [("", None)]
    PostingVoice.objects.filter(pk=asked).update(answered_at=None, answer="", answered_by=None)
    waits = {who for who in PEOPLE if [one.voice for one in owed(plant.acting(who, NOW), ON, 9)] == [asked]}
    assert waits == {"chen"} == {who for who in PEOPLE if count_owed(plant.acting(who, NOW), ON)}
    assert count_owed(GUEST, ON) == 0
    PostingVoice.objects.filter(pk=asked).update(told=plant.people["zeng"])
    assert count_owed(plant.acting("zeng", NOW), ON) == 1
    Posting.objects.filter(pk=pk).update(confirmed_by=plant.people["tang"])
    assert count_owed(plant.acting("tang", NOW), ON) == 1
    PostingVoice.objects.filter(pk=asked).update(person=plant.people["chen"])
    assert count_owed(plant.acting("chen", NOW), ON) == 0, "one's own question waits for others"


def test_the_posting_of_a_question_is_found_by_who_sees_it(plant: Plant) -> None:
    pk = posted(plant)
    asked = ask(actor=plant.acting("wang", NOW), at=NOW, command=key(), posting=pk, text="哪天恢复？")
    assert posting_of(plant.acting("liu", NOW), asked, ON) == pk
    for who, voice in (("zhao", asked), ("liu", asked + 999)):
        with pytest.raises(Unseen):
            posting_of(plant.acting(who, NOW), voice, ON)
