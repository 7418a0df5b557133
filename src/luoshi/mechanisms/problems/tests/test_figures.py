"""How many problems stand at a moment, each real one once; who held them how long; all of it with its records."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.clock import at_local
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.metrics.breakdown import narrow
from luoshi.kernel.metrics.figures import EVER, Answering, Period, figures, shown_to, units_of
from luoshi.kernel.metrics.held import Held, days_of
from luoshi.kernel.metrics.stocks import Stock
from luoshi.kernel.org import services
from tests.cast import Plant, at, key

NOW, TODAY = at("2026-11-30 09:00"), date(2026, 11, 30)
OCTOBER, NOVEMBER = Period(date(2026, 10, 1), date(2026, 11, 1)), Period(date(2026, 11, 1), date(2026, 12, 1))


def stock(name: str = "problems.open") -> Stock:
    one = figures[name]
    assert isinstance(one, Stock)
    return one


def days() -> Held:
    one = figures["problems.holder_days"]
    assert isinstance(one, Held)
    return one


def open_on(day: str, code: str | None = None) -> int | float | None:
    """How many were open at the end of this day."""
    return stock().amount(units_of(code)[1], EVER, date.fromisoformat(day), NOW).value


def ids(figure: Answering, period: Period = EVER, **more: Any) -> set[int]:
    return {record.id for record in figure.records(None, period, at=NOW, **more)}


def _live(plant: Plant) -> None:
    """One closed on the 2nd, opened again on the 10th and closed on the 12th; one of October still open; one of the 20th still open."""
    one = plant.report("wang", at("2026-11-02 08:00"))
    plant.carry(one, until="closed")
    plant.step("wang", one, "not_fixed", at("2026-11-10 09:00"), reason="又漏了")
    plant.step("li", one, "do", at("2026-11-11 09:00"), note="又换了", verifier="qiu")
    plant.step("qiu", one, "verify", at("2026-11-11 10:00"))
    plant.step("chen", one, "answer", at("2026-11-12 10:00"), answer="换了新阀。")
    plant.step("wang", one, "confirm", at("2026-11-12 11:00"))
    plant.report("zhao", at("2026-10-30 08:00"), place="gas station")
    plant.report("liu", at("2026-11-20 08:00"), place="team room", topic="living")


@pytest.fixture
def lived(played: Callable[..., Plant]) -> Plant:
    return played(_live)


# open at the end of a day


def test_what_was_opened_again_was_closed_in_between_and_open_afterwards(lived: Plant) -> None:
    told = {day: open_on(f"2026-11-{day:02}") for day in (1, 2, 9, 10, 11, 12, 19, 20)}
    assert told == {1: 1, 2: 1, 9: 1, 10: 2, 11: 2, 12: 1, 19: 1, 20: 2}
    assert open_on("2026-10-29") == 0


def test_now_and_the_end_of_the_period_are_asked_in_the_same_way(lived: Plant) -> None:
    assert stock().amount(None, EVER, None, NOW).value == stock().amount(None, NOVEMBER, None, NOW).value == 2, "November is not over"
    assert stock().value(None, OCTOBER) == stock().amount(None, OCTOBER, None, NOW).value == 1
    assert ids(stock(), OCTOBER) == {Matter.objects.get(unit=lived.units["GAS"]).pk}


def test_a_period_that_has_not_begun_has_no_value_and_no_records(lived: Plant) -> None:
    december = Period(date(2026, 12, 1), date(2027, 1, 1))
    told = stock().amount(None, december, None, NOW)
    assert (told.value, bool(told.reason)) == (None, True)
    assert (stock().records(None, december, at=NOW), stock().by("unit", None, december, None, NOW)) == ([], [])


def test_nothing_is_told_without_a_moment(lived: Plant) -> None:
    with pytest.raises(ValueError, match="as_of or at"):
        stock().amount(None, EVER)


def test_the_months_are_the_stocks_at_their_ends(lived: Plant, django_assert_num_queries: Any) -> None:
    year = Period(date(2026, 9, 1), date(2026, 12, 1))
    with django_assert_num_queries(1):
        lines = stock().by("month", None, year, None, NOW)
    assert [(part.key, part.value) for part in lines] == [("2026-09", 0), ("2026-10", 1), ("2026-11", 2)]
    assert [part.key for part in stock().by("month", None, EVER, None, NOW)] == ["2026-10", "2026-11"]


@pytest.mark.parametrize("as_of", [None, date(2026, 11, 10), date(2026, 10, 31)])
def test_lines_and_records_add_up_to_the_stock(lived: Plant, as_of: date | None) -> None:
    for one in (stock(), stock("problems.overdue")):
        for code in (None, "ROOT", "ENERGY", "WATER", "GAS-A"):
            where = units_of(code)[1]
            told = one.amount(where, EVER, as_of, NOW)
            for dimension in set(one.ways()) - {"month"}:
                parts = one.by(dimension, where, EVER, as_of, NOW)
                assert sum(part.value or 0 for part in parts) == (told.value or 0), (one.name, code, dimension)
                for part in parts if code is None and dimension != "unit" else []:
                    assert narrow(one, dimension, part.key).amount(where, EVER, as_of, NOW).value == part.value
            assert len(one.records(where, EVER, as_of=as_of, at=NOW)) == (told.value or 0)


def test_a_stock_is_told_by_the_tree_of_its_own_day(lived: Plant) -> None:
    gao = {"actor": lived.acting("gao", at("2026-11-01 08:00")), "at": at("2026-11-01 08:00")}
    services.move_unit(**gao, command=key(), unit=lived.units["GAS"], parent=lived.units["STEEL"], since=date(2026, 11, 20))
    assert (open_on("2026-11-19", "ENERGY"), open_on("2026-11-19", "STEEL")) == (1, 0)
    assert (open_on("2026-11-20", "ENERGY"), open_on("2026-11-20", "STEEL")) == (1, 1)


def test_a_problem_merged_into_another_and_a_part_of_one_count_with_it(lived: Plant) -> None:
    whole, other = Matter.objects.filter(closed_at=None).order_by("pk")
    part = lived.report("liu", at("2026-11-21 08:00"))
    again = lived.report("liu", at("2026-11-21 09:00"))
    Matter.objects.filter(pk=part).update(parent=whole)
    when = at("2026-11-22 08:00")
    merged = {"round": 1, "on": when.date()}
    Event.objects.create(matter_id=again, act="merge", before="reported", after="merged", at=when, **merged)
    Matter.objects.filter(pk=again).update(parent=other, state="merged")
    assert (open_on("2026-11-21"), open_on("2026-11-22"), open_on("2026-11-29")) == (3, 2, 2)
    assert ids(stock()) == {whole.pk, other.pk}
    assert part not in ids(figures["problems.found"])
    assert again in ids(figures["problems.found"])
    Event.objects.create(
        matter_id=again, act="answer", step="merged", before="merged", after="answered", at=at("2026-11-23 08:00"), **merged
    )
    Matter.objects.filter(pk=again).update(state="answered")
    assert ids(stock()) == {whole.pk, other.pk} == {record.id for record in stock().records(None, EVER, as_of=date(2026, 11, 24), at=NOW)}
    Event.objects.create(matter_id=again, act="reopen", before="answered", after="assigned", at=at("2026-11-25 08:00"), **merged)
    Matter.objects.filter(pk=again).update(state="assigned")
    assert (open_on("2026-11-24"), open_on("2026-11-25"), len(ids(stock()))) == (2, 3, 3), "not fixed: a problem of its own again"


# overdue


def test_overdue_is_told_as_it_stands_now_and_for_no_earlier_day(lived: Plant) -> None:
    late = stock("problems.overdue")
    assert late.amount(None, EVER, None, NOW).value == Matter.objects.filter(closed_at=None, due_at__lt=NOW).count() == 2
    for told in (late.amount(None, OCTOBER, None, NOW), late.amount(None, EVER, date(2026, 11, 20), NOW)):
        assert (told.value, bool(told.reason)) == (None, True)
    assert late.records(None, OCTOBER, at=NOW) == []
    with pytest.raises(Refusal):
        late.by("month", None, EVER, None, NOW)


# what came again, what was taken back


def test_what_repeats_a_closed_one_is_counted_on_the_day_it_was_raised(lived: Plant) -> None:
    first = Matter.objects.exclude(closed_at=None).get()
    again = lived.report("wang", at("2026-11-25 08:00"))
    Matter.objects.filter(pk=again).update(again_of=first)
    recurred = figures["problems.recurred"]
    assert (recurred.amount(None, NOVEMBER).value, recurred.amount(None, OCTOBER).value, ids(recurred)) == (1, 0, {again})


def test_what_was_withdrawn_is_found_but_neither_closed_nor_open(lived: Plant) -> None:
    one, when = Matter.objects.filter(closed_at=None).latest("pk"), at("2026-11-21 08:00")
    Event.objects.create(matter=one, act="withdraw", before="reported", after="closed", round=1, at=when, on=when.date())
    Matter.objects.filter(pk=one.pk).update(
        state="closed", closing="withdrawn", closed_at=when, closed_on=when.date(), holder=None, holder_unit=None
    )
    assert one.pk in ids(figures["problems.found"])
    for day in (None, date(2026, 11, 22)):
        assert one.pk not in ids(figures["problems.closed"], as_of=day) | ids(stock(), as_of=day)
    assert one.pk in ids(stock(), as_of=date(2026, 11, 20))


# who held it how long


def test_the_days_in_the_period_are_charged_to_who_held_it(lived: Plant) -> None:
    Custody.objects.all().delete()
    one = Matter.objects.latest("pk")
    for unit, who, since, until, why in (
        ("EQUIP", None, "2026-10-30 08:00", "2026-11-02 08:00", ""),
        ("EQUIP", "li", "2026-11-02 08:00", "2026-11-05 20:00", ""),
        ("WATER-C", "liu", "2026-11-05 20:00", "2026-11-06 20:00", "asked"),
        ("EQUIP", "li", "2026-11-06 20:00", None, ""),
    ):
        Custody.objects.create(matter=one, unit=lived.units[unit], person=lived.people[who] if who else None, since=at(since),
                               until=at(until) if until else None, why=why)  # fmt: skip
    week = Period(date(2026, 11, 1), date(2026, 11, 8))

    def lines(dimension: str, period: Period = week) -> dict[str, Any]:
        return {part.key: part.value for part in days().by(dimension, None, period, None, NOW)}

    assert days().amount(None, week, None, NOW).value == 7.0
    assert lines("person") == {"20102": 4.7, "20417": 1.0, "": 1.3}
    assert lines("why") == {"": 6.0, "asked": 1.0}
    assert lines("unit") == {"ENERGY": 7.0}
    assert lines("month", Period(date(2026, 10, 1), date(2026, 12, 1))) == {"2026-10": 1.7, "2026-11": 29.4}
    energy = {part.key: part.value for part in days().by("unit", units_of("ENERGY")[1], week, None, NOW)}
    assert energy == {"EQUIP": 6.0, "WATER": 1.0}
    (record,) = days().records(units_of("EQUIP")[1], week, at=NOW)
    assert (record.id, record.days, days().tally(None, week, None, NOW, "all")) == (one.pk, 6.0, 1)
    assert narrow(days(), "person", "20102").amount(None, week, None, NOW).value == 4.7
    assert narrow(days(), "why", "asked").amount(None, week, None, NOW).value == 1.0


def test_whoever_is_not_to_be_named_is_charged_as_the_unit_where_it_was_found(lived: Plant) -> None:
    one = lived.report("liu", at("2026-11-28 08:00"), place="gas station")
    Matter.objects.filter(pk=one).update(confidential=True)
    Custody.objects.filter(matter=one).update(person=lived.people["liu"], unit=lived.units["WATER-C"])
    told = {part.key for part in days().by("person", None, Period(date(2026, 11, 28)), None, NOW)}
    assert "20417" not in told
    assert one in {record.id for record in days().records(units_of("GAS")[1], EVER, at=NOW)}


@given(st.lists(st.integers(1, 2_000_000), min_size=1, max_size=6), st.data())
def test_the_stretches_of_one_matter_add_up_to_its_age(plant: Plant, spans: list[int], data: st.DataObject) -> None:
    one = Matter.objects.first() or Matter.objects.get(pk=plant.report("wang", at("2026-09-01 08:00")))
    Custody.objects.all().delete()
    since = one.raised_at
    units, people = list(plant.units.values()), [None, *plant.people.values()]
    for place, span in enumerate(spans):
        until = since + timedelta(seconds=span, microseconds=data.draw(st.integers(0, 999_999)))
        Custody.objects.create(matter=one, unit=data.draw(st.sampled_from(units)), person=data.draw(st.sampled_from(people)),
                               since=since, until=until if place < len(spans) - 1 else None)  # fmt: skip
        since = until
    now = max(since, one.raised_at) + timedelta(hours=1)
    cut = at_local(date(2026, 9, 1) + timedelta(days=data.draw(st.integers(1, 60))), 0)
    whole, first, second = (_seconds(period, now) for period in (EVER, Period(None, cut.date()), Period(cut.date())))
    assert whole == int(now.timestamp()) - int(one.raised_at.timestamp())
    lines = days().by("unit", None, EVER, None, now)
    assert sum(part.count for part in lines) == len(spans)
    assert abs(sum(part.value or 0 for part in lines) - days_of(whole)) <= 0.05 * (len(lines) + 1)
    assert first >= 0
    assert second >= 0


def _seconds(period: Period, now: datetime) -> int:
    from luoshi.kernel.metrics.answering import Moment

    when = Moment(None, now)
    return sum(days().rows(None, period, when).values_list(F("seconds"), flat=True)) if not days().why_not(period, when) else 0


# who sees what of it


def test_what_is_about_conduct_counts_and_is_listed_to_nobody(lived: Plant) -> None:
    one = Matter.objects.filter(closed_at=None).latest("pk")
    Matter.objects.filter(pk=one.pk).update(conduct=True, reserved=True)
    where = units_of("ROOT")[1]
    assert where
    for figure in (figures["problems.found"], stock(), stock("problems.overdue"), days()):
        for who in ("zheng", "han", "tang"):
            shown = shown_to(lived.acting(who, NOW), figure, where, EVER, TODAY, at=NOW)
            assert one.pk not in {record.id for record in shown.records}, (figure.name, who)
            assert len(shown.records) + shown.hidden == figure.tally(where, EVER, None, NOW, "all"), (figure.name, who)
            assert shown.hidden >= 1
