"""Lists to choose from: what is shipped, what the enterprise makes of it, and what old records keep."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.lists import lists
from luoshi.base.lists.services import add_word, change_word, offer_word
from luoshi.base.refusal import Refusal, Unseen
from tests.cast import Plant, at

TOPICS = "opinion.topic"
NOW, TODAY = at("2026-11-02 09:00"), date(2026, 11, 2)


@pytest.fixture
def keep(plant: Plant) -> Any:
    """Calls a service of the room on the first day of the plant."""

    def call(service: Any, **more: Any) -> Any:
        told = {"actor": HOUSE, "at": NOW, "command": uuid.uuid4(), "name": TOPICS, **more}
        return service(**told)

    return call


def refused(keep: Any, service: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        keep(service, **more)
    return caught.value.field


def test_what_is_shipped_is_offered_until_somebody_says_otherwise(plant: Plant) -> None:
    topics = lists[TOPICS]
    assert list(topics.offered(TODAY)) == list(topics.shipped) == list(topics)
    assert len(topics) == len(topics.shipped)


def test_a_word_of_ones_own_is_offered_from_its_day_on_and_read_for_ever(plant: Plant, keep: Any) -> None:
    day = date(TODAY.year + 1, 3, 1)
    assert keep(add_word, label=" 班车站点 ", english="Bus stops", since=day) == "班车站点"
    topics = lists[TOPICS]
    assert "班车站点" not in topics.offered(TODAY)
    assert "班车站点" in topics.offered(day)
    with translation.override("zh-hans"):
        assert topics["班车站点"] == "班车站点"
    with translation.override("en"):
        assert topics["班车站点"] == "Bus stops"
    keep(offer_word, word="班车站点", until=date(day.year, 9, 1))
    assert "班车站点" in topics.offered(date(day.year, 8, 31))
    assert "班车站点" not in topics.offered(date(day.year, 9, 1))
    assert topics["班车站点"], "what was raised under it can still be read"
    keep(offer_word, word="班车站点", until=None)
    assert "班车站点" in topics.offered(date(day.year, 9, 1))
    assert LedgerEntry.objects.filter(verb__startswith="list.").count() == 3


def test_a_shipped_word_gets_another_label_and_keeps_its_place_and_name(plant: Plant, keep: Any) -> None:
    keep(change_word, word="canteen", label="食堂与夜餐")
    topics = lists[TOPICS]
    assert topics["canteen"] == "食堂与夜餐"
    assert list(topics) == list(topics.shipped)


def test_a_shipped_word_can_be_left_out(plant: Plant, keep: Any) -> None:
    keep(offer_word, word="housing", until=TODAY)
    assert "housing" not in lists[TOPICS].offered(TODAY)
    assert lists[TOPICS]["housing"]


def test_the_same_command_twice_adds_once(plant: Plant, keep: Any) -> None:
    key = uuid.uuid4()
    for _n in range(2):
        keep(add_word, command=key, label="宿舍", since=TODAY)
    assert list(lists[TOPICS]).count("宿舍") == 1


def test_what_is_refused(plant: Plant, keep: Any) -> None:
    yesterday = date.fromordinal(TODAY.toordinal() - 1)
    assert refused(keep, add_word, label=" ", since=TODAY) == "label"
    assert refused(keep, add_word, label=str(lists[TOPICS]["canteen"]).upper(), since=TODAY) == "label"
    assert refused(keep, add_word, label="canteen", since=TODAY) == "label"
    assert refused(keep, add_word, label="长" * 31, since=TODAY) == "label"
    assert refused(keep, add_word, label="宿舍", since=yesterday) == "since"
    assert refused(keep, change_word, word="nothing", label="食堂") == "word"
    assert refused(keep, change_word, word="canteen", label=str(lists[TOPICS]["pay"])) == "label"
    assert refused(keep, offer_word, word="canteen", until=yesterday) == "until"
    for word in list(lists[TOPICS])[1:]:
        keep(offer_word, word=word, until=TODAY)
    assert refused(keep, offer_word, word=next(iter(lists[TOPICS])), until=TODAY) == "until"
    with pytest.raises(Unseen):
        keep(add_word, name="no.list", label="宿舍", since=TODAY)
