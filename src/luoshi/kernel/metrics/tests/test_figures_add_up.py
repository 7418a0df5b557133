"""A number answers for itself: what stands beside it and behind it adds up to it, whoever asks."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.copies.kept import forget
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.metrics import figures as metrics
from luoshi.kernel.metrics.figures import EVER, Answering, Figure, Period, figures, may_ask, shown_to, units_of
from luoshi.kernel.org import services
from luoshi.kernel.org.tree import tree
from tests.cast import Plant, at, key

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
TODAY = date(2026, 11, 30)
ASKING = ("wang", "liu", "qiu", "chen", "tang", "zheng", "han", "xie", "zhao", "gao")
RAISED = (  # who, when, where; the workshop's stay open, the pump house's are closed, the first of them opened again
    ("wang", "2026-10-30 08:00", "pump house"),
    ("wang", "2026-11-02 08:00", "pump house"),
    ("liu", "2026-11-02 08:30", "team room"),
    ("zhao", "2026-11-03 08:00", "gas station"),
    ("li", "2026-11-04 08:00", "workshop"),
    ("zeng", "2026-11-05 08:00", "lance platform"),
    ("wang", "2026-11-30 23:30", "pump house"),
    ("wang", "2026-12-01 00:30", "pump house"),
)


def _live(plant: Plant) -> None:
    """A plant in which eight problems were found."""
    for who, when, where in RAISED:
        one = plant.report(who, at(when), place=where)
        if where == "pump house" and when < "2026-11-30":
            plant.carry(one, until="closed", day=when[:10])
    first = Matter.objects.order_by("pk").first()
    assert first
    plant.step("wang", first.pk, "not_fixed", at("2026-11-10 09:00"), reason="又漏了")


@pytest.fixture
def lived(played: Callable[..., Plant]) -> Plant:
    return played(_live)


def found() -> Figure:
    return figures["problems.found"]


def counts() -> list[Figure]:
    """The figures that count what happened in a period, of the problem list."""
    return [one for one in figures if isinstance(one, Figure) and one.name.startswith("problems.")]


def lines(code: str | None, dimension: str = "unit", figure_: Answering | None = None) -> dict[str, int]:
    return {part.key: part.value for part in (figure_ or found()).by(dimension, units_of(code)[1], EVER)}


def test_the_counts_are_those_of_the_story(lived: Plant) -> None:
    for name, ever, november in (("problems.found", 8, 6), ("problems.closed", 1, 1), ("problems.reopened", 1, 1)):
        assert (figures[name].value(None, EVER), figures[name].value(None, NOVEMBER)) == (ever, november), name


def test_a_problem_belongs_to_the_plants_day_and_month(lived: Plant) -> None:
    assert lines(None, "month") == {"2026-10": 1, "2026-11": 6, "2026-12": 1}
    assert found().value(None, Period(date(2026, 11, 30), date(2026, 12, 1))) == 1


@pytest.mark.parametrize("period", [EVER, NOVEMBER], ids=["ever", "november"])
def test_units_months_parts_and_records_add_up_to_the_value(lived: Plant, period: Period) -> None:
    for figure_ in counts():
        for code in (None, "ROOT", "ENERGY", "WATER", "WATER-C", "STEEL", "GAS-A"):
            _unit, units = units_of(code)
            value = figure_.amount(units, period).value
            for dimension in figure_.base.ways():
                assert sum(part.value for part in figure_.by(dimension, units, period)) == value, (figure_.name, code, dimension)
            assert len(figure_.records(units, period)) == value == figure_.value(units, period), (figure_.name, code)


@given(st.dates(date(2026, 10, 1), date(2026, 12, 31)), st.dates(date(2026, 10, 1), date(2026, 12, 31)))
def test_neighbouring_periods_share_nothing_and_lose_nothing(plant: Plant, one: date, other: date) -> None:
    if not Matter.objects.exists():
        for who, when, where in RAISED:
            plant.report(who, at(when), place=where)
    cut, end = sorted((one, other))
    start = date(2026, 9, 1)
    assert found().value(None, Period(start, cut)) + found().value(None, Period(cut, end)) == found().value(None, Period(start, end))


def test_the_table_has_a_line_for_each_unit_directly_below_and_one_for_the_units_own(lived: Plant) -> None:
    assert lines("ENERGY") == {"WATER": 5, "GAS": 1, "EQUIP": 1}
    assert lines("WATER") == {"WATER": 4, "WATER-C": 1}
    assert lines(None) == {"ENERGY": 7, "STEEL": 1}
    own = {part.key for part in found().by("unit", units_of("WATER")[1], EVER) if part.own}
    assert own == {"WATER"}, "so that a page can lead to the unit's own records alone"


def test_a_table_by_unit_asks_the_same_few_questions_however_much_there_is(lived: Plant, django_assert_num_queries: Any) -> None:
    _unit, units = units_of("ENERGY")
    found().by("unit", units, EVER)
    for dimension, questions in (("unit", 4), ("month", 3), ("person", 2)):
        with django_assert_num_queries(questions):
            found().by(dimension, units, EVER)


def test_who_works_on_it_has_a_line_and_what_nobody_works_on_a_dash(lived: Plant) -> None:
    assert [(part.key, part.label, part.value) for part in found().by("person", None, EVER)] == [("20102", "李国栋", 2), ("", "—", 6)]


def test_a_figure_without_a_topic_says_so(lived: Plant) -> None:
    with pytest.raises(Refusal):
        replace(found(), topic=None).by("topic", None, EVER)


# the tree as it was on the record's own day


@pytest.fixture
def moved(lived: Plant) -> Plant:
    """The gas workshop went to the steel works on 20 November; one more problem was found there a day later."""
    gao = {"actor": lived.acting("gao", at("2026-11-01 08:00")), "at": at("2026-11-01 08:00")}
    services.move_unit(**gao, command=key(), unit=lived.units["GAS"], parent=lived.units["STEEL"], since=date(2026, 11, 20))
    lived.report("zhao", at("2026-11-20 00:30"), place="gas station")
    return lived


def test_a_record_stays_where_its_unit_hung_on_its_own_day(moved: Plant) -> None:
    assert lines(None) == {"ENERGY": 7, "STEEL": 2}
    assert lines("ENERGY") == {"WATER": 5, "GAS": 1, "EQUIP": 1}
    assert lines("STEEL") == {"STEEL": 1, "GAS": 1}
    assert lines("GAS") == {"GAS": 2}


def test_after_a_move_lines_and_records_still_add_up(moved: Plant) -> None:
    for code in (None, "ROOT", "ENERGY", "STEEL", "GAS", "GAS-A"):
        _unit, units = units_of(code)
        value = found().value(units, EVER)
        assert sum(lines(code).values()) == value == len(found().records(units, EVER)), code
    house = found().value(None, EVER)
    assert found().value(units_of("ENERGY")[1], EVER) + found().value(units_of("STEEL")[1], EVER) == house == 9


def test_who_may_see_is_a_matter_of_todays_tree_and_the_rest_is_counted(moved: Plant) -> None:
    _unit, energy = units_of("ENERGY")
    shown = shown_to(moved.acting("tang", at("2026-11-30 09:00")), found(), energy, EVER, TODAY)
    assert (len(shown.records), shown.hidden) == (6, 1), "the gas problem counts in ENERGY, but ENERGY reads GAS no more"


def test_history_from_before_a_unit_was_written_down_counts_where_it_first_hung(lived: Plant) -> None:
    lived.report("wang", at("2025-06-01 08:00"))
    assert lines(None) == {"ENERGY": 8, "STEEL": 1}


@given(st.lists(st.tuples(st.sampled_from(["GAS", "WATER", "GAS-A", "EQUIP"]), st.sampled_from(["ROOT", "ENERGY", "STEEL", "STEEL-OFFICE"]),
                          st.integers(1, 29)), max_size=4))  # fmt: skip
def test_a_record_counts_under_exactly_the_superiors_of_its_day(plant: Plant, moves: list[tuple[str, str, int]]) -> None:
    with transaction.atomic():
        gao = {"actor": plant.acting("gao", at("2026-11-01 08:00")), "at": at("2026-11-01 08:00")}
        for unit, parent, day in sorted(moves, key=lambda move: move[2]):
            with contextlib.suppress(Refusal):
                services.move_unit(**gao, command=key(), unit=plant.units[unit], parent=plant.units[parent], since=date(2026, 11, day))
        for code, top in plant.units.items():
            reached = units_of(code)[1]
            for day in (date(2026, 11, n) for n in range(1, 31, 3)):
                of = {
                    unit
                    for unit, spells in reached.spells.items()
                    if any((since is None or since <= day) and (until is None or day < until) for since, until, _line in spells)
                }
                assert of == tree(day).below([top.pk]), (code, day)
        transaction.set_rollback(True)
    forget()


def test_an_unknown_unit_has_no_figures(plant: Plant) -> None:
    with pytest.raises(Unseen):
        units_of("MOON")


def test_records_come_newest_first_and_pages_meet_without_a_seam(lived: Plant) -> None:
    all_of_them = [record.id for record in found().records(None, EVER)]
    assert all_of_them == sorted(all_of_them, reverse=True)
    paged: list[int] = []
    while page := found().records(None, EVER, before=paged[-1] if paged else None, limit=3):
        paged += [record.id for record in page]
    assert paged == all_of_them


def test_what_was_said_not_fixed_twice_is_two_records_of_one_problem(lived: Plant) -> None:
    reopened = figures["problems.reopened"].records(None, EVER)
    assert [(record.number, record.url) for record in reopened] == [("水处理-2610-0001", f"/w/matters/{reopened[0].id}")]


# who sees what of it


def test_what_is_shown_and_what_is_hidden_add_up_to_the_one_value(lived: Plant) -> None:
    units = tree(TODAY).below([lived.units["ROOT"].pk])
    for who in ASKING:
        for figure_ in counts():
            shown = shown_to(lived.acting(who, at("2026-11-30 09:00")), figure_, units, EVER, TODAY)
            assert len(shown.records) + shown.hidden == figure_.value(units, EVER) == figure_.value(None, EVER), (who, figure_.name)


def test_each_sees_the_records_of_the_own_units(lived: Plant) -> None:
    units = tree(TODAY).below([lived.units["ROOT"].pk])
    for who, listed in (("wang", 0), ("liu", 1), ("qiu", 5), ("tang", 7), ("zheng", 8), ("han", 8), ("xie", 1), ("gao", 0)):
        assert len(shown_to(lived.acting(who, at("2026-11-30 09:00")), found(), units, EVER, TODAY).records) == listed, who


def test_who_reads_a_unit_may_ask_for_its_figures(plant: Plant) -> None:
    water = plant.units["WATER"].pk
    may = {who for who in ASKING if may_ask(plant.acting(who, at("2026-11-30 09:00")), water, TODAY)}
    assert may == {"qiu", "chen", "tang", "zheng", "han"}


def test_a_closed_off_record_counts_and_is_listed_to_nobody(lived: Plant) -> None:
    closed_off = replace(found(), restricted=lambda: Q(place=lived.places["pump house"]), guarded=None)
    units, hidden = (
        tree(TODAY).below([lived.units["ROOT"].pk]),
        {problem.pk for problem in Matter.objects.filter(place=lived.places["pump house"])},
    )
    assert closed_off.value(units, EVER) == 8, "the value is the same for everybody"
    for who in ASKING:
        shown = shown_to(lived.acting(who, at("2026-11-30 09:00")), closed_off, units, EVER, TODAY)
        assert hidden.isdisjoint(record.id for record in shown.records), who
        assert len(shown.records) + shown.hidden == 8, who


def test_a_page_and_the_rest_still_add_up_when_there_are_more_than_a_page(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "PAGE", 2)
    for minute in range(5):
        plant.report("wang", at(f"2026-11-02 09:0{minute}"))
    units = tree(TODAY).below([plant.units["ROOT"].pk])
    shown = shown_to(plant.acting("zheng", at("2026-11-30 09:00")), found(), units, EVER, TODAY)
    assert (len(shown.records), shown.hidden) == (3, 0), "one more than a page, so that the page knows there are others"
