"""What a public text may not say, who may confirm one, and that names never come along."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Concern, Matter
from luoshi.mechanisms.public_list.freezing import freeze
from luoshi.mechanisms.public_list.models import PublicText
from luoshi.mechanisms.public_list.selectors import on_the_list, page_of
from luoshi.mechanisms.public_list.services import confirm_public, take_off
from luoshi.mechanisms.public_list.tests.house import CONFIRMED, answered, posted, public
from tests.cast import Plant, at, key

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("text", "王海生说阀卡住"),
        ("text", "王 海 生说阀卡住"),
        ("title", "工号20416报的阀"),
        ("title", "工号２０４１６报的阀"),
        ("answer", "请王·海·生来看"),
        ("answer", "有事打13912345678"),
        ("answer", "有事打139 1234-5678"),
        ("answer", "电话：66881"),
        ("text", "0512-66881234"),
        ("text", "110101199003071234"),
    ],
)
def test_a_text_with_the_raisers_name_or_a_telephone_number_is_refused_at_its_field(plant: Plant, field: str, said: str) -> None:
    pk = answered(plant)
    given: dict[str, Any] = {"title": "阀卡住", "text": "阀卡住", "answer": "已换", field: said}
    with pytest.raises(Refusal) as refused:
        public(plant, pk, **given)
    assert refused.value.field == field
    assert not PublicText.objects.exists()


@pytest.mark.parametrize("said", ["DN300阀，换过6台，编号水处理-2611-0007", "压力1.6MPa，运行204165小时无事故", "2026-10-26换的阀"])
def test_what_only_looks_a_little_like_a_number_passes(plant: Plant, said: str) -> None:
    assert public(plant, answered(plant), text=said) == 1


def test_whom_a_matter_concerns_is_not_named_either(plant: Plant) -> None:
    pk = answered(plant)
    Concern.objects.create(matter_id=pk, person=plant.people["li"])
    with pytest.raises(Refusal, match="李国栋"):
        public(plant, pk, text="李国栋没有来修")


def test_what_is_reserved_or_about_conduct_is_never_public_and_what_is_confidential_only_in_words(plant: Plant) -> None:
    never, conduct, quiet = answered(plant), answered(plant), answered(plant)
    Concern.objects.create(matter_id=never, person=plant.people["xu"])
    Matter.objects.filter(pk=never).update(reserved=True)
    Matter.objects.filter(pk=conduct).update(reserved=True, conduct=True)
    Matter.objects.filter(pk=quiet).update(confidential=True)
    with pytest.raises(Refusal):
        public(plant, never)
    with pytest.raises(Unseen):
        public(plant, conduct)
    public(plant, quiet)
    rows, _older = page_of(on_the_list(plant.acting("zhao", CONFIRMED), DAY), None)
    assert [(row.place, row.unit, row.who) for row in rows] == [("", "", "设备管理室")]
    frozen = freeze(plant.acting("chen", CONFIRMED), DAY, plant.units["ENERGY"].pk, date(2026, 10, 1), date(2026, 11, 1))
    assert frozen.rows[0].words[1] == "—"


def test_only_the_office_confirms_and_the_answer_stands_exactly_where_there_is_one(plant: Plant) -> None:
    pk, open_ = answered(plant), plant.report("wang", at("2026-11-02 08:00"))
    for who in ("wang", "qiu", "xie", "han"):
        with pytest.raises(Unseen):
            confirm_public(actor=plant.acting(who, CONFIRMED), at=CONFIRMED, command=key(), matter=pk, title="阀", text="阀", answer="换了")
    with pytest.raises(Refusal) as missing:
        public(plant, pk, answer="")
    with pytest.raises(Refusal) as early:
        public(plant, open_, answer="换了")
    assert missing.value.field == early.value.field == "answer"
    with pytest.raises(Refusal):
        public(plant, pk, title=" ")
    assert public(plant, open_, answer="") == 1


def test_the_same_command_confirms_once_and_taking_off_keeps_every_version(plant: Plant) -> None:
    pk, again = answered(plant), key()
    assert public(plant, pk, command=again) == public(plant, pk, command=again) == 1
    chen = plant.acting("chen", CONFIRMED)
    with pytest.raises(Refusal):
        take_off(actor=chen, at=CONFIRMED, command=key(), matter=pk, why=" ")
    assert take_off(actor=chen, at=CONFIRMED, command=key(), matter=pk, why="写错了对象") == 2
    assert not on_the_list(plant.acting("zhao", CONFIRMED), DAY).exists()
    assert PublicText.objects.filter(matter=pk).count() == 2
    with pytest.raises(Refusal):
        take_off(actor=chen, at=CONFIRMED, command=key(), matter=pk, why="再一次")
    assert public(plant, pk) == 3


def test_the_database_keeps_one_text_that_counts(plant: Plant) -> None:
    pk = answered(plant)
    public(plant, pk)
    row = PublicText.objects.get()
    row.pk, row.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_while_it_waits_for_the_raiser_the_office_is_named_not_the_raisers_unit(plant: Plant) -> None:
    public(plant, answered(plant))
    rows, _older = page_of(on_the_list(plant.acting("zhao", CONFIRMED), DAY), None)
    assert [row.who for row in rows] == ["设备管理室"]


def test_a_notice_with_a_raisers_name_in_its_text_is_refused(plant: Plant) -> None:
    public(plant, answered(plant))
    for field, said in (("title", "王海生的意见"), ("body", "感谢 20416 提出")):
        with pytest.raises(Refusal) as refused:
            posted(plant, **{field: said})
        assert refused.value.field == field


def test_a_list_with_nothing_in_it_is_not_posted(plant: Plant) -> None:
    with pytest.raises(Refusal):
        posted(plant)


def test_whom_a_matter_concerns_finds_no_door_to_its_text_and_it_leaves_the_list_at_once(plant: Plant) -> None:
    from luoshi.mechanisms.public_list.proposing import proposal

    pk = answered(plant)
    public(plant, pk)
    Concern.objects.create(matter_id=pk, person=plant.people["chen"])
    Matter.objects.filter(pk=pk).update(reserved=True)
    chen = plant.acting("chen", CONFIRMED)
    assert not on_the_list(plant.acting("zhao", CONFIRMED), DAY).exists()
    assert freeze(chen, DAY, plant.units["ENERGY"].pk, date(2026, 10, 1), date(2026, 11, 1)).rows == []
    with pytest.raises(Unseen):
        proposal(chen, pk, DAY)
    with pytest.raises(Unseen):
        public(plant, pk)


def test_what_the_raiser_took_back_is_neither_open_nor_answered(plant: Plant) -> None:
    pk = plant.report("wang", at("2026-10-30 08:00"))
    public(plant, pk, answer="", at=at("2026-10-30 09:00"))
    Matter.objects.filter(pk=pk).update(
        state="closed", closing="withdrawn", closed_at=CONFIRMED, closed_on=DAY, holder=None, holder_unit=None, due_at=None
    )
    zhao = plant.acting("zhao", CONFIRMED)
    assert [on_the_list(zhao, DAY, view=view).count() for view in ("all", "open", "answered")] == [1, 0, 0]
    frozen = freeze(plant.acting("chen", CONFIRMED), DAY, plant.units["ENERGY"].pk, date(2026, 10, 1), date(2026, 11, 1))
    assert [value.value for value in frozen.values] == ["1", "0", "0", "1"]
    assert frozen.rows[0].words[-1] != ""
