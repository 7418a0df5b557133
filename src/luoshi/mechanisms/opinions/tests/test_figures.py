"""The figures of opinions agree with a count made by hand, over the rows alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from luoshi.base.clock import local_date
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.metrics.figures import EVER, Period, figures, shown_to, units_of
from luoshi.kernel.org.calendar import office_calendar
from luoshi.mechanisms.opinions.services import Heard, enter, hold_symposium
from tests.cast import Plant, at, key

NOW = at("2026-11-30 09:00")
TODAY = date(2026, 11, 30)
OCTOBER, NOVEMBER = Period(date(2026, 10, 1), date(2026, 11, 1)), Period(date(2026, 11, 1), date(2026, 12, 1))
NAMES = ("raised", "answered", "answer_rate", "days_to_answer.median", "days_to_answer.p90", "answered_within")
STORY = (  # raised by whom and when, about what, signed when, sent back when, signed again when
    ("wang", "2026-10-05 09:00", "canteen", "2026-10-09 15:00", "", ""),
    ("wang", "2026-10-12 09:00", "canteen", "2026-10-28 15:00", "2026-11-03 08:00", "2026-11-12 15:00"),
    ("liu", "2026-10-13 09:00", "pay", "2026-11-20 15:00", "", ""),
    (None, "2026-10-14 09:00", "safety", "", "", ""),
    ("wang", "2026-11-02 09:00", "canteen", "2026-11-03 15:00", "2026-11-04 08:00", ""),
    ("liu", "2026-11-03 09:00", "transport", "2026-11-25 15:00", "", ""),
    (None, "2026-11-16 09:00", "canteen", "2026-11-17 15:00", "", ""),
    ("wang", "2026-11-18 09:00", "", "", "", ""),
)


def say(plant: Plant, raiser: str | None, when: datetime, topic: str, activity: Any = None) -> int:
    rows = [Heard("夜班食堂没有热饭。", topic, raiser=plant.people[raiser] if raiser else None)]
    return enter(actor=plant.acting("chen", when), at=when, command=key(), unit=plant.units["ENERGY"], channel="box", rows=rows)[0]


def sign(plant: Plant, one: int, when: datetime) -> None:
    plant.step("li", one, "reply", when - timedelta(hours=1), reply="加一荤一素。", result="solved", verifier="he")
    plant.step("he", one, "sign", when)


def _live(plant: Plant) -> None:
    for raiser, raised, topic, signed, back, again in STORY:
        one = say(plant, raiser, at(raised), topic)
        if signed:
            plant.step("chen", one, "assign", at(raised) + timedelta(hours=1), owner="li", workdays=20)
            sign(plant, one, at(signed))
        if back:
            plant.step("wang", one, "not_satisfied", at(back), reason="还是没有热饭")
        if again:
            sign(plant, one, at(again))


@pytest.fixture
def lived(played: Callable[..., Plant]) -> Plant:
    return played(_live)


def of(name: str) -> Any:
    return figures[f"opinions.{name}"]


def by_hand(as_of: date) -> list[tuple[datetime, datetime | None]]:
    """When each was raised and when answered, from the timeline alone, as it stood at the end of a day."""
    rows = []
    for one in Matter.objects.filter(kind="opinion", raised_on__lte=as_of).order_by("pk"):
        answered = None
        for line in Event.objects.filter(matter=one, on__lte=as_of).order_by("pk"):
            answered = line.at if line.act == "sign" and not answered else None if line.act == "handle_again" else answered
        rows.append((one.raised_at, answered))
    return rows


@pytest.mark.parametrize("day", [date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 20), TODAY])
def test_on_every_day_the_counts_are_those_of_the_timeline(lived: Plant, day: date) -> None:
    rows = by_hand(day)
    for period in (EVER, OCTOBER, NOVEMBER):
        held = [
            (raised, answered) for raised, answered in rows
            if (not period.since or local_date(raised) >= period.since) and (not period.until or local_date(raised) < period.until)
        ]  # fmt: skip
        count = sum(answered is not None for _raised, answered in held)
        assert of("raised").amount(None, period, day).value == len(held)
        told, rate = of("answered").amount(None, period, day), of("answer_rate").amount(None, period, day)
        assert (told.value, told.of, rate.count, rate.of) == (count, len(held), count, len(held))
        assert rate.value == (pytest.approx(count / len(held)) if len(held) >= 4 else None)


def test_today_is_what_the_columns_say(lived: Plant) -> None:
    for name in NAMES:
        for period in (EVER, OCTOBER, NOVEMBER):
            now, then = of(name).amount(None, period, None, NOW), of(name).amount(None, period, TODAY, NOW)
            assert now == then, name


def test_half_are_answered_after_so_many_days(lived: Plant) -> None:
    rows = by_hand(TODAY)
    done = sorted((answered - raised) / timedelta(days=1) for raised, answered in rows if answered)
    waits = sorted((NOW - raised) / timedelta(days=1) for raised, answered in rows if not answered)
    assert [round(days, 2) for days in done] == [1.25, 4.25, 22.25, 31.25, 38.25]
    assert [round(days, 2) for days in waits] == [12.0, 28.0, 47.0]
    # at risk 8, 7, then one leaves at 12: 5 at 22.25, one leaves at 28: 3 at 31.25, 2 at 38.25
    # 1/8, 2/8, + 6/8 * 1/5 = 0.40, + 6/10 * 1/3 = 0.60
    told = of("days_to_answer.median").amount(None, EVER, None, NOW)
    assert told.value == pytest.approx(31.25)
    assert told.value > median(done), "the answered alone would say 22"
    assert (told.count, told.of) == (5, 8)
    assert of("days_to_answer.p90").amount(None, EVER, None, NOW).value is None, "eight in ten at most: 0.6 + 0.4 / 2"


def test_in_time_is_counted_in_working_days_from_the_day_after(lived: Plant) -> None:
    calendar, allowed, sides = office_calendar(TODAY), 20, []
    for raised, answered in by_hand(TODAY):
        due = calendar.add_workdays(local_date(raised), allowed)
        sides.append("young" if due >= TODAY else "yes" if answered and local_date(answered) <= due else "no")
    told = of("answered_within").amount(None, EVER, None, NOW)
    assert (told.count, told.of, told.left_out) == (sides.count("yes"), sides.count("yes") + sides.count("no"), sides.count("young"))
    assert told.left_out >= 2
    assert told.count >= 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dimension", ["unit", "topic", "person", "month"])
def test_the_lines_add_up(lived: Plant, name: str, dimension: str) -> None:
    _unit, units = units_of("ENERGY")
    for day in (None, date(2026, 11, 4)):
        parts, told = of(name).by(dimension, units, EVER, day, NOW), of(name).amount(units, EVER, day, NOW)
        assert sum(part.count for part in parts) == told.count
        assert sum(part.of or 0 for part in parts) == (told.of or 0)
        assert sum(part.left_out for part in parts) == told.left_out


def test_topics_are_called_by_their_names_and_the_one_who_handles_it_stands_beside_it(lived: Plant) -> None:
    topics = {part.key: part.value for part in of("raised").by("topic", None, EVER)}
    assert topics == {"pay": 1, "safety": 1, "canteen": 4, "transport": 1, "": 1}
    assert all(part.label != part.key for part in of("raised").by("topic", None, EVER))
    assert [(part.label, part.value) for part in of("raised").by("person", None, EVER)] == [("李国栋", 6), ("—", 2)]


def test_what_is_shown_and_hidden_adds_up_whoever_asks(lived: Plant) -> None:
    _unit, units = units_of("ROOT")
    for who in ("wang", "qiu", "tang", "zheng", "chen"):
        for name in NAMES:
            for only in ("yes", "no", "all"):
                shown = shown_to(lived.acting(who, NOW), of(name), units, EVER, TODAY, at=NOW, only=only)
                assert len(shown.records) + shown.hidden == of(name).tally(units, EVER, None, NOW, only), (who, name, only)


def test_symposiums_their_people_and_what_they_gave(lived: Plant) -> None:
    chen = lived.acting("chen", at("2026-11-10 17:00"))
    there = [lived.people[who] for who in ("wang", "liu", "zhao")]
    rows = [Heard("班车晚点。", "transport", raiser=there[0]), Heard("菜凉。", "canteen", raiser=there[1])]
    hold_symposium(actor=chen, at=at("2026-11-10 17:00"), command=key(), unit=lived.units["ENERGY"], title="班组座谈会", rows=rows,
                   held_at=at("2026-11-10 14:00"), host=lived.people["tang"], representatives=there, leaders=[lived.people["tang"]])  # fmt: skip
    one = Matter.objects.filter(activity__isnull=False).order_by("pk")[0].pk
    lived.step("chen", one, "assign", at("2026-11-11 09:00"), owner="li", workdays=20)
    sign(lived, one, at("2026-11-12 15:00"))
    values = {
        name: figures[f"symposiums.{name}"].amount(None, NOVEMBER).value
        for name in ("held", "representatives", "opinions", "opinions_answered")
    }
    assert values == {"held": 1, "representatives": 3, "opinions": 2, "opinions_answered": 1}
    assert figures["symposiums.held"].amount(None, OCTOBER).value == 0
    for name in values:
        parts = figures[f"symposiums.{name}"].by("unit", units_of("ENERGY")[1], NOVEMBER)
        assert sum(part.value for part in parts) == values[name]
        assert len(figures[f"symposiums.{name}"].records(None, NOVEMBER)) == values[name]
    assert figures["symposiums.opinions_answered"].amount(None, NOVEMBER, date(2026, 11, 11)).value == 0


def test_who_is_not_to_be_named_is_marked_on_every_record(plant: Plant) -> None:
    heard = [
        Heard("不想公开。", "pay", raiser=plant.people["wang"], confidential=True),
        Heard("公开的。", "pay", raiser=plant.people["wang"]),
    ]
    morning = at("2026-11-02 09:00")
    enter(actor=plant.acting("chen", morning), at=morning, command=key(), unit=plant.units["ENERGY"], channel="box", rows=heard)
    for name in NAMES:
        only = "no" if name == "answered" else "all"
        marked = {record.title: record.discreet for record in of(name).records(None, EVER, only=only, at=NOW)}
        assert marked in ({"不想公开": True, "公开的": False}, {}), name
    assert of("raised").records(None, EVER)
