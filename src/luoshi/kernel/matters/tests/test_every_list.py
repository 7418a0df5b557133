"""Every list of matters: whoever it is for finds it there, a colleague of the same rank elsewhere does not, and nobody whom it is about."""

from collections.abc import Callable

import pytest

from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.counts import view_counts
from luoshi.kernel.matters.desk import beside_todo, copied_to, count_todo, done_by, todo, waiting_for
from luoshi.kernel.matters.finding import find_in_list, find_matters
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.numbers import matter_by_number
from luoshi.kernel.matters.overview import effects_failed, load_by_unit, longest_waiting, to_decide
from luoshi.kernel.matters.promises import promised, to_tell
from luoshi.kernel.matters.recusal import set_concern
from luoshi.kernel.matters.repeats import repeated_at, repeats
from luoshi.kernel.matters.selectors import (
    Filters,
    count_open_in,
    given_out,
    given_rise,
    held_by,
    held_by_office,
    in_list,
    next_waiting,
    open_in,
    told_to,
)
from luoshi.kernel.matters.selectors import longest_waiting as waited_longest
from luoshi.kernel.matters.tests.lists_made import (
    EVENING,
    LONG_AGO,
    ON,
    Ids,
    again,
    answered,
    assigned,
    checked_second,
    copied,
    disputed,
    done,
    failed,
    given_by_a_visit,
    ids,
    in_the_stead,
    measured,
    reported,
    shared,
    to_look_at,
    told,
    units,
    waited,
)
from tests.cast import Plant

pytestmark = pytest.mark.django_db

# the name of a list: how a matter gets there, for whom, and the list itself
LISTS: dict[str, tuple[Callable[[Plant], int], str, Callable[[Plant, Actor], Ids]]] = {
    "list": (reported, "qiu", lambda plant, who: in_list(who, Filters("problem", "all"), EVENING).values_list("pk", flat=True)),
    "list of a unit": (reported, "tang", lambda plant, who: in_list(who, Filters("problem", units=units(plant, "WATER")), EVENING).values_list("pk", flat=True)),
    "found": (reported, "qiu", lambda plant, who: ids(find_matters(who, "蝶阀", EVENING).rows)),
    "found of a kind": (reported, "qiu", lambda plant, who: ids(find_matters(who, "蝶阀", EVENING, "problem").rows)),
    "found in the list": (reported, "qiu", lambda plant, who: ids(find_in_list(who, Filters("problem"), "蝶阀", EVENING).rows)),
    "by its number": (reported, "qiu", lambda plant, who: [one.pk for one in Matter.objects.all() if matter_by_number(who, one.number, ON)]),
    "held": (assigned, "li", lambda plant, who: ids(held_by(who, ON, 99))),
    "held by the office": (reported, "chen", lambda plant, who: ids(held_by_office(who, ON, 99))),
    "next": (reported, "chen", lambda plant, who: ids(filter(None, [next_waiting(who, ON, 0)]))),
    "told": (told, "qiu", lambda plant, who: ids(told_to(who, ON, 99))),
    "given out": (assigned, "chen", lambda plant, who: ids(given_out(who, ON, 99))),
    "open in a unit": (reported, "qiu", lambda plant, who: ids(open_in(who, plant.units["WATER"].pk, EVENING, 99))),
    "waited longest in a unit": (reported, "qiu", lambda plant, who: ids(filter(None, [waited_longest(who, plant.units["WATER"].pk, EVENING)]))),
    "of a meeting": (given_by_a_visit, "qiu", lambda plant, who: ids(given_rise(who, Matter.objects.latest("pk").activity_id or 0, ON))),
    "waits: held": (assigned, "li", waited("held")),
    "waits: desk": (reported, "chen", waited("desk")),
    "waits: in the stead": (in_the_stead, "zhang", waited("stead")),
    "waits: a measure": (measured, "qiu", waited("measure")),
    "waits: to be checked": (checked_second, "qiu", waited("check")),
    "waits: shared": (shared, "qiu", waited("shared")),
    "waits: the effect, by who checked": (to_look_at, "qiu", waited("effect")),
    "waits: the effect, by the office": (to_look_at, "chen", waited("effect")),
    "to do": (assigned, "li", lambda plant, who: ids(todo(who, EVENING, 99, dict.fromkeys(waiting_for(who, ON), 1)))),
    "what one did": (done, "li", lambda plant, who: ids(done_by(who, ON)[0])),
    "copied": (copied, "qiu", lambda plant, who: ids(copied_to(who, ON)[0])),
    "waiting for an answer": (reported, "qiu", lambda plant, who: [row.id for row, _stays in longest_waiting(who, units(plant, "ROOT"), EVENING, 99)]),
    "to be decided": (disputed, "tang", lambda plant, who: ids(to_decide(who, ON, 99))),
    "did not hold": (failed, "qiu", lambda plant, who: ids(effects_failed(who, units(plant, "ROOT"), EVENING, 90, 99))),
    "again and again": (again, "qiu", lambda plant, who: ids(repeated_at(who, "place", "7F3K9A", LONG_AGO, ON))),
    "promised": (assigned, "liu", lambda plant, who: ids(promised(who, plant.units["WATER-C"].pk, EVENING, 99))),
    "to be told": (answered, "liu", lambda plant, who: ids(to_tell(who, plant.units["WATER-C"].pk, EVENING, 99))),
}  # fmt: skip
ELSEWHERE = ("xie", "zhang", "zeng", "gao", "xu", "guest")  # an office, a chief, workers of other units, an administrator


def listed(plant: Plant, who: str, name: str) -> set[int]:
    try:
        return set(LISTS[name][2](plant, plant.acting(who, EVENING)))
    except Unseen:
        return set()


@pytest.mark.parametrize("name", LISTS)
def test_it_is_there_for_whom_it_is_meant_and_for_nobody_elsewhere(plant: Plant, name: str) -> None:
    making, reader, _list = LISTS[name]
    pk = making(plant)
    assert pk in listed(plant, reader, name)
    assert [who for who in ELSEWHERE if who != reader and pk in listed(plant, who, name)] == []


@pytest.mark.parametrize("name", LISTS)
def test_it_is_there_no_more_for_whom_it_is_about(plant: Plant, name: str) -> None:
    """Even where that is said after they had it in their hands."""
    making, reader, _list = LISTS[name]
    pk = making(plant)
    row = Matter.objects.get(pk=pk)
    set_concern(row, plant.people[reader])
    row.save()
    assert pk not in listed(plant, reader, name)


NUMBERS: dict[str, tuple[Callable[[Plant], int], str, Callable[[Plant, Actor], int]]] = {
    "of the list": (reported, "qiu", lambda plant, who: view_counts(who, Filters("problem"), EVENING)["open"]),
    "to do": (assigned, "li", lambda plant, who: count_todo(who, ON)),
    "done": (done, "li", lambda plant, who: beside_todo(who, ON).done),
    "copied": (copied, "qiu", lambda plant, who: beside_todo(who, ON).copied),
    "open in a unit": (reported, "qiu", lambda plant, who: count_open_in(who, plant.units["WATER"].pk, EVENING)),
    "of a leader's table": (reported, "qiu", lambda plant, who: sum(one.open for one in load_by_unit(who, "problem", units(plant, "ROOT"), EVENING).values())),
    "again and again": (again, "qiu", lambda plant, who: sum(one.times for one in repeats(who, "place", LONG_AGO, ON))),
}  # fmt: skip


def number(plant: Plant, who: str, name: str) -> int:
    try:
        return NUMBERS[name][2](plant, plant.acting(who, EVENING))
    except Unseen:
        return 0


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_count_what_their_reader_finds_in_the_list(plant: Plant, name: str) -> None:
    making, reader, _number = NUMBERS[name]
    pk = making(plant)
    before = number(plant, reader, name)
    assert before > 0 and [number(plant, who, name) for who in ELSEWHERE] == [0] * len(ELSEWHERE)
    row = Matter.objects.get(pk=pk)
    set_concern(row, plant.people[reader])
    row.save()
    assert number(plant, reader, name) < before
