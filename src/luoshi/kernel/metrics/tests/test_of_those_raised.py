"""Shares and lengths of time are told of those raised in the period, as it was known; what is told adds up and can be opened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, When
from django.utils import translation

from luoshi.base.copies.kept import asked_once
from luoshi.base.parameters.services import set_parameter
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.metrics.cohorts import Cohort, Rate
from luoshi.kernel.metrics.figures import EVER, Figure, Period, figures, shown_to, units_of
from luoshi.kernel.metrics.known import last_said
from luoshi.kernel.metrics.waiting import Duration, Within
from luoshi.mechanisms.problems.figures import closed_by
from tests.cast import Plant, at, key

NOW = at("2026-11-30 09:00")
TODAY = date(2026, 11, 30)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
STORY = (  # raised when and where, closed on which day (None: open)
    ("2026-11-02 08:00", "pump house", "2026-11-03"),
    ("2026-11-03 08:00", "pump house", "2026-11-06"),
    ("2026-11-04 08:00", "pump house", "2026-11-24"),
    ("2026-11-05 08:00", "pump house", None),
    ("2026-11-06 08:00", "gas station", "2026-11-10"),
    ("2026-11-25 08:00", "pump house", "2026-11-26"),
    ("2026-11-27 08:00", "pump house", None),
    ("2026-10-30 08:00", "pump house", "2026-11-02"),
)

found: Figure = replace(figures["problems.found"], topic="topic")
closed = Cohort(
    "of.found.closed", "Of those, closed", "problems", of=found, known=closed_by,
    when=lambda as_of: Q(**{f"{'known_on' if as_of else 'closed_on'}__isnull": False}),
)  # fmt: skip
rate = Rate("closing.rate", "Closed", "%", part=closed, whole=found)
half = Duration("closing.days", "Days", "days", of=found, end="closed_at", known=closed_by)
in_time = Within("closed.within", "In time", "%", of=found, end_on="closed_on", known=closed_by, days=3)


def _live(plant: Plant) -> None:
    for when, where, done in STORY:
        one = plant.report("wang", at(when), place=where)
        if done:
            plant.carry(one, until="closed", day=done, verifier="tang")


@pytest.fixture
def lived(played: Callable[..., Plant]) -> Plant:
    return played(_live)


def test_of_those_raised_in_a_period_not_of_those_closed_in_it(lived: Plant) -> None:
    told = closed.amount(None, NOVEMBER)
    assert (told.value, told.of) == (5, 7), "the one of October was closed in November and counts in October"
    assert figures["problems.closed"].value(None, NOVEMBER) == 6


def test_a_rate_is_its_part_of_its_whole_with_an_interval(lived: Plant) -> None:
    told = rate.amount(None, NOVEMBER)
    assert (told.value, told.count, told.of) == (pytest.approx(5 / 7), 5, 7)
    assert 0 < told.low < told.value < told.high < 1
    few = rate.amount(None, Period(date(2026, 10, 1), date(2026, 11, 1)))
    assert (few.value, few.count, few.of) == (None, 1, 1)
    with translation.override("en"):
        assert "fewer than 4 records" in rate.amount(None, Period(date(2026, 10, 1), date(2026, 11, 1))).reason
        assert "no records" in rate.amount(None, Period(date(2026, 9, 1), date(2026, 10, 1))).reason


def test_two_figures_on_different_days_or_of_other_records_are_no_rate() -> None:
    with pytest.raises(ValueError, match="closed_on"):
        Rate("wrong", "", "", part=figures["problems.closed"], whole=found)
    with pytest.raises(ValueError, match="others"):
        Rate("wrong", "", "", part=closed, whole=replace(found, name="other"))
    with pytest.raises(ValueError, match="others"):
        Rate("wrong", "", "", part=found, whole=found)


@pytest.mark.parametrize("dimension", ["unit", "topic", "month", "person"])
def test_every_table_adds_up_to_part_and_whole(lived: Plant, dimension: str, django_assert_max_num_queries: Any) -> None:
    for period in (EVER, NOVEMBER):
        for figure in (closed, rate, half, in_time):
            with asked_once(), django_assert_max_num_queries(6):
                parts = figure.by(dimension, None, period, at=NOW)
            told = figure.amount(None, period, at=NOW)
            assert sum(part.count for part in parts) == told.count, (figure.name, dimension)
            assert sum(part.of for part in parts) == told.of
            assert sum(part.left_out for part in parts) == told.left_out


def test_answered_not_answered_and_all_are_three_lists_that_add_up(lived: Plant) -> None:
    for figure in (closed, rate, half, in_time):
        yes, no, all_of_them = (
            [record.id for record in figure.records(None, NOVEMBER, only=only, at=NOW)] for only in ("yes", "no", "all")
        )
        assert sorted(yes + no) == sorted(all_of_them)
        assert (len(yes), len(all_of_them)) == (figure.amount(None, NOVEMBER, at=NOW).count, figure.amount(None, NOVEMBER, at=NOW).of)
        paged: list[int] = []
        while page := figure.records(None, NOVEMBER, only="all", at=NOW, before=paged[-1] if paged else None, limit=2):
            paged += [record.id for record in page]
        assert paged == all_of_them
    assert len(closed.records(None, NOVEMBER)) == closed.amount(None, NOVEMBER).value


def test_what_is_shown_and_what_is_hidden_add_up_on_each_side(lived: Plant) -> None:
    _unit, units = units_of("ENERGY")
    hiding = replace(found, restricted=lambda: Q(place=lived.places["gas station"]), guarded=None)
    told = [closed, rate, half, in_time, replace(closed, of=hiding), replace(half, of=hiding), replace(in_time, of=hiding)]
    for who in ("wang", "qiu", "tang", "zheng"):
        for figure in told:
            for only in ("yes", "no", "all"):
                shown = shown_to(lived.acting(who, NOW), figure, units, NOVEMBER, TODAY, at=NOW, only=only)
                assert len(shown.records) + shown.hidden == figure.tally(units, NOVEMBER, None, NOW, only), (who, figure.name, only)
                assert figure.base is not hiding or all(record.unit != lived.units["GAS"].pk for record in shown.records)


# how long it takes


def test_half_of_those_raised_are_closed_within_so_many_days(lived: Plant) -> None:
    days = half.amount(None, NOVEMBER, at=NOW)
    # closed after 1.375, 1.375 (the one of the 25th), 3.375, 4.375, 20.375 days; waiting 25.04 and 3.04 days
    assert days.value == pytest.approx(4.375), "of 7: 1/7, 2/7, then one leaves at 3.04: 5/7 * 1/4 more, 0.643 at 4.375"
    assert (days.count, days.of) == (5, 7)


def test_a_half_that_is_not_reached_has_a_reason_and_no_number(lived: Plant) -> None:
    early = Duration("p90", "", "", of=found, end="closed_at", known=closed_by, quantile=0.9).amount(None, NOVEMBER, at=NOW)
    assert early.value is None
    assert early.reason
    with pytest.raises(ValueError, match="as_of or at"):
        half.amount(None, NOVEMBER)


def test_what_ended_otherwise_is_not_waiting_any_more(lived: Plant) -> None:
    hour_later = ExpressionWrapper(F("raised_at") + timedelta(hours=1), output_field=DateTimeField())
    ended_at = Case(When(closed_at__isnull=True, then=hour_later), default=None, output_field=DateTimeField(null=True))
    three_fifths = replace(half, quantile=0.6)
    ended = replace(three_fifths, otherwise=lambda rows, as_of: rows.annotate(ended_at=ended_at))
    assert three_fifths.amount(None, NOVEMBER, at=NOW).value == pytest.approx(4.375), "while they wait, they may yet be answered"
    assert ended.amount(None, NOVEMBER, at=NOW).value == pytest.approx(20.375), "once they ended, four of seven are 57 in 100"


def test_within_three_working_days_leaves_out_what_is_too_young_to_tell(lived: Plant) -> None:
    told = in_time.amount(None, NOVEMBER, at=NOW)
    # due 5, 6, 9, 10, 11 November, 30 November (not over), 2 December; in time: 3rd, 6th, 10th (raised Friday the 6th, due the 11th)
    assert (told.count, told.of, told.left_out) == (3, 5, 2)
    assert told.value == pytest.approx(3 / 5)
    at_night = in_time.amount(None, NOVEMBER, at=at("2026-12-01 00:00"))
    assert (at_night.count, at_night.of, at_night.left_out) == (4, 6, 1), "the day of grace is over at midnight, not before"


def test_the_time_allowed_is_the_one_in_force_on_the_day_it_was_raised(lived: Plant) -> None:
    ruled = replace(in_time, days=None, parameter="problem.answered")
    assert ruled.limit(date(2026, 11, 2)) == 5
    set_parameter(actor=lived.acting("house", NOW), at=at("2026-11-01 08:00"), command=key(), name="problem.answered", value="1",
                  since=date(2026, 11, 4), source="决定")  # fmt: skip
    assert [ruled.limit(date(2026, 11, day)) for day in (3, 4)] == [5, 1]
    assert ruled.amount(None, Period(date(2026, 11, 3), date(2026, 11, 5)), at=NOW).count == 1, (
        "three days for the first, twenty for the second"
    )


# as it was known


def test_as_of_a_day_only_what_was_known_then_counts(lived: Plant) -> None:
    for day, expected in ((date(2026, 11, 2), (0, 1)), (date(2026, 11, 3), (1, 2)), (date(2026, 11, 6), (2, 5)), (TODAY, (5, 7))):
        told = closed.amount(None, NOVEMBER, day)
        assert (told.value, told.of) == expected, day
        assert len(closed.records(None, NOVEMBER, as_of=day)) == expected[0]
        assert figures["problems.closed"].amount(None, EVER, day).value == expected[0] + 1, "and the one of October"
        for figure in (closed, half, in_time, figures["problems.closed"]):
            for way in figure.base.ways():
                parts = figure.by(way, units_of("ROOT")[1], EVER, day)
                assert sum(part.count for part in parts) == figure.amount(None, EVER, day).count, (figure.name, way)
    assert half.amount(None, NOVEMBER, date(2026, 11, 3)).value == pytest.approx(1.375)


def test_what_was_opened_again_later_was_closed_at_the_time(lived: Plant) -> None:
    first = Matter.objects.order_by("raised_at", "pk").filter(raised_on=date(2026, 11, 2)).get()
    lived.step("wang", first.pk, "not_fixed", at("2026-11-12 09:00"), reason="又漏了")
    counts = [closed.amount(None, NOVEMBER, date(2026, 11, day)).value for day in (3, 11, 12)]
    assert counts == [1, 3, 2]
    assert [figures["problems.closed"].amount(None, EVER, date(2026, 11, day)).value for day in (3, 11, 12)] == [2, 4, 3]
    assert closed.amount(None, NOVEMBER).value == 4


def test_history_without_a_timeline_is_believed_by_its_columns(lived: Plant) -> None:
    untold = last_said(lambda: Event.objects.filter(pk=0), link="matter_id", done=("confirm",), undone=("reopen",),
                       at="closed_at", on="closed_on")  # fmt: skip
    assert [replace(closed, known=untold).amount(None, NOVEMBER, date(2026, 11, day)).value for day in (2, 6, 30)] == [0, 2, 5]
