"""A number of the house changes from a day on, with its paper; what was in force before stays readable."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from luoshi.base.actor import HOUSE
from luoshi.base.ledger.verification import head_row
from luoshi.base.parameters.models import ParameterValue
from luoshi.base.parameters.selectors import book, history
from luoshi.base.parameters.services import set_parameter
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.calendar import office_calendar
from tests.cast import Plant, at, key

OCTOBER, TODAY, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 10, 20), date(2026, 11, 1), date(2026, 12, 1)
NAME = "problem.answered"


def set_to(value: str, since: date, *, name: str = NAME, source: str = "厂办〔2026〕41号", command: object = None) -> None:
    set_parameter(actor=HOUSE, at=at(f"{TODAY} 09:00"), command=command or key(), name=name, value=value, since=since, source=source)  # type: ignore[arg-type]


def test_the_default_is_in_force_until_another_value_is(plant: Plant) -> None:
    set_to("3", NOVEMBER)
    assert book(NOVEMBER - timedelta(days=1)).count(NAME) == 5
    assert book(NOVEMBER).count(NAME) == 3
    assert book(date(2030, 1, 1)).count(NAME) == 3


def test_each_value_holds_until_the_next_and_the_story_stays_readable(plant: Plant) -> None:
    set_to("3", NOVEMBER)
    set_to("7", DECEMBER, source="厂办〔2026〕55号")
    assert [book(day).count(NAME) for day in (NOVEMBER, DECEMBER - timedelta(days=1), DECEMBER)] == [3, 3, 7]
    ours = [row for row in history() if row[0] == NAME]
    assert ours == [(NAME, "7", DECEMBER, None, "厂办〔2026〕55号"), (NAME, "3", NOVEMBER, DECEMBER, "厂办〔2026〕41号")]


@pytest.mark.parametrize("again", [TODAY, OCTOBER, OCTOBER - timedelta(days=10), NOVEMBER - timedelta(days=5)])
def test_what_is_in_force_is_not_rewritten_and_nothing_is_put_before_a_later_value(plant: Plant, again: date) -> None:
    for since, value in ((OCTOBER, "3"), (TODAY, "4"), (NOVEMBER, "6")):
        set_to(value, since)
    with pytest.raises(Refusal) as refused:
        set_to("9", again)
    assert refused.value.field == "since"
    assert [book(day).count(NAME) for day in (OCTOBER - timedelta(days=1), OCTOBER, TODAY, NOVEMBER)] == [5, 3, 4, 6]


@pytest.mark.parametrize("again", [NOVEMBER, DECEMBER])
def test_a_day_that_has_not_come_may_be_corrected_and_no_day_is_left_without_a_value(plant: Plant, again: date) -> None:
    set_to("3", OCTOBER)
    set_to("4", NOVEMBER)
    set_to("7", again, source="厂办〔2026〕60号")
    days = [OCTOBER + timedelta(days=n) for n in range(90)]
    expected = [7 if day >= again else 4 if day >= NOVEMBER else 3 for day in days]
    assert [book(day).count(NAME) for day in days] == expected


@pytest.mark.parametrize(
    "filled, field",
    [
        ({"name": "problem.unheard"}, "name"),
        ({"value": "soon"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": ""}, "value"),
        ({"source": "  "}, "source"),
        ({"name": "calendar.day_end", "value": "25:00"}, "value"),
    ],
)
def test_what_does_not_read_or_has_no_paper_is_refused_and_leaves_nothing(plant: Plant, filled: dict[str, str], field: str) -> None:
    before = head_row()
    asked = {"name": NAME, "value": "3", "source": "厂办〔2026〕41号", **filled}
    with pytest.raises(Refusal) as refused:
        set_to(asked["value"], NOVEMBER, name=asked["name"], source=asked["source"])
    assert refused.value.field == field
    assert (ParameterValue.objects.count(), head_row()) == (0, before)


def test_setting_the_same_under_the_same_key_is_one_value_and_one_entry(plant: Plant) -> None:
    again, before = key(), head_row()[0]
    set_to("3", NOVEMBER, command=again)
    set_to("3", NOVEMBER, command=again)
    assert (ParameterValue.objects.count(), head_row()[0]) == (1, before + 1)


def test_a_period_that_ends_before_it_begins_cannot_be_stored(plant: Plant) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ParameterValue.objects.create(name=NAME, value="1", since=NOVEMBER, until=NOVEMBER, source="x")


def test_the_end_of_the_working_day_is_a_parameter_too(plant: Plant) -> None:
    set_to("16:30", NOVEMBER, name="calendar.day_end")
    assert book(NOVEMBER).time("calendar.day_end") == time(16, 30)
    noon = at("2026-11-02 12:00")
    assert office_calendar(date(2026, 11, 2)).due(noon, 0) == at("2026-11-02 16:30")
    assert office_calendar(date(2026, 10, 30)).due(at("2026-10-30 12:00"), 0) == at("2026-10-30 17:30")


def test_a_deadline_follows_the_value_in_force_on_the_day_the_state_is_entered(plant: Plant) -> None:
    from tests.cast import matter

    set_to("2", DECEMBER)
    before, after = plant.report("wang", at("2026-11-30 08:30")), plant.report("wang", at("2026-11-30 08:40"))
    plant.carry(before, until="answered", day="2026-11-30")
    plant.carry(after, until="answered", day="2026-12-01")
    assert matter(before).due_at == at("2026-12-07 17:30")
    assert matter(after).due_at == at("2026-12-03 17:30")
