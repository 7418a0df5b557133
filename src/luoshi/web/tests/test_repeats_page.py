"""The repeat list: where the same comes again and again, and nothing that is not for one's eyes."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.matters.models import Concern, Matter
from luoshi.kernel.matters.repeats import repeated_at, repeats
from luoshi.kernel.org.models import Equipment
from luoshi.web.tests.house import Caller
from tests.cast import SINCE, Plant, at

Calls = Callable[[str], Caller]
TODAY, FROM = date(2026, 11, 2), date(2026, 10, 1)
PUMP = "7F3K9A"


@pytest.fixture
def repeated(plant: Plant) -> Plant:
    """Three at the pump house, the last linked to the first, which is closed; two in the team room; one at the gas station."""
    first = plant.report("wang", at("2026-10-10 08:00"))
    plant.carry(first, until="closed", day="2026-10-12")
    plant.report("liu", at("2026-10-15 08:00"))
    last = plant.report("wang", at("2026-10-20 08:00"))
    Matter.objects.filter(pk=last).update(again_of=first)
    for day in (21, 22):
        plant.report("liu", at(f"2026-10-{day} 08:00"), place="team room")
    plant.report("zhao", at("2026-10-23 08:00"), place="gas station")
    return plant


def told(plant: Plant, who: str, by: str = "place", since: date = FROM) -> list[tuple[Any, ...]]:
    lines = repeats(plant.acting(who, at("2026-11-02 09:00")), by, since, TODAY)
    return [(line.name, line.times, line.linked, line.still_open, str(line.last_on)) for line in lines]


def test_most_come_first_with_what_was_linked_and_what_is_open(repeated: Plant) -> None:
    assert told(repeated, "tang") == [("2号净环泵房", 3, 1, 2, "2026-10-20"), ("丙班休息室", 2, 0, 2, "2026-10-22")]
    assert told(repeated, "tang", since=date(2026, 10, 16)) == [("丙班休息室", 2, 0, 2, "2026-10-22")]


def test_each_sees_the_own_units_alone(repeated: Plant) -> None:
    assert [line[0] for line in told(repeated, "liu")] == ["丙班休息室"]
    assert told(repeated, "zhang") == told(repeated, "xie") == []


def test_machines_are_told_in_the_same_way(repeated: Plant) -> None:
    pump = Equipment.objects.create(code="P-201", name="2号泵", unit=repeated.units["WATER"], since=SINCE)
    Matter.objects.filter(place__code=PUMP).update(equipment=pump)
    assert told(repeated, "qiu", "equipment") == [("2号泵", 3, 1, 2, "2026-10-20")]
    again = repeated_at(repeated.acting("qiu", at("2026-11-02 09:00")), "equipment", "P-201", FROM, TODAY)
    assert [one.of for one in again] == ["水处理-2610-0001", "", ""]


def test_what_was_withdrawn_merged_divided_or_must_not_be_seen_does_not_count(repeated: Plant) -> None:
    one, other = Matter.objects.filter(place__code=PUMP, closed_at=None).order_by("pk")
    Concern.objects.create(matter=other, person=repeated.people["qiu"])
    Matter.objects.filter(pk=other.pk).update(reserved=True)
    assert {line[:2] for line in told(repeated, "qiu")} == {("2号净环泵房", 2), ("丙班休息室", 2)}
    assert told(repeated, "tang")[0][:2] == ("2号净环泵房", 3), "who stands above still sees it"
    Matter.objects.filter(pk=other.pk).update(conduct=True)
    assert {line[:2] for line in told(repeated, "tang")} == {("2号净环泵房", 2), ("丙班休息室", 2)}
    Matter.objects.filter(pk=one.pk).update(parent=other)
    assert [line[0] for line in told(repeated, "tang")] == ["丙班休息室"]


def test_the_page_lists_places_and_the_matters_of_a_chosen_one(calls: Calls, repeated: Plant) -> None:
    tang = calls("tang")
    text = tang.text("/w/repeats")
    assert re.findall(r'class="num" href="([^"]+)">(\d)</a>', text) == [
        (f"/w/repeats?by=place&amp;days=180&amp;place={PUMP}#matters", "3"),
        ("/w/repeats?by=place&amp;days=180&amp;place=4M8T2C#matters", "2"),
    ]
    chosen = tang.text(f"/w/repeats?by=place&days=180&place={PUMP}")
    assert len(re.findall(r"href=\"/w/matters/\d+", chosen)) == 3
    assert "水处理-2610-0001" in chosen
    assert 'href="/w/repeats"' in tang.text("/w/figures/"), "the menu leads there"


def test_an_address_that_makes_no_sense_shows_the_usual_and_a_strangers_place_nothing(calls: Calls, repeated: Plant) -> None:
    assert PUMP in calls("tang").text("/w/repeats?by=moon&days=-1")
    assert calls("liu").get(f"/w/repeats?place={PUMP}").status_code == 404
    assert calls("wang").get("/w/repeats").status_code == 404


def test_the_page_asks_no_more_when_there_is_more_to_show(calls: Calls, repeated: Plant) -> None:
    tang, page = calls("tang"), f"/w/repeats?place={PUMP}"
    tang.get(page)
    with CaptureQueriesContext(connection) as few:
        tang.get(page)
    for minute in range(10):
        repeated.report("wang", at(f"2026-10-24 08:{minute:02}"))
    tang.get(page)
    with CaptureQueriesContext(connection) as many:
        tang.get(page)
    assert len(many) <= len(few) <= 8, [query["sql"][:120] for query in few]
