"""`luoshi bench http`: what it measures it says in rows, on a plant of its own alone."""

import random
from pathlib import Path

import pytest

from luoshi.kernel.matters.models import Event, Matter
from luoshi.site.bench.driving import Round
from luoshi.site.bench.filling import ENTRIES, WORD, fill, tell_stories
from luoshi.site.bench.works import works
from tests.cast import Plant
from tests.commanded import luoshi

ROW = {
    *("work", "words", "scope", "cpu_ms", "db_ms", "p50_ms", "p95_ms", "answers", "errors", "first_error", "bytes", "baseline_ms"),
    *("memory_mb", "queries", "rows"),
}


def test_matters_are_filled_once_spread_and_with_stories(plant: Plant) -> None:
    fill(400)
    fill(400)
    made = Matter.objects.filter(number__startswith="量-")
    assert made.count() == 400
    assert made.filter(closed_at=None).count() == 20
    assert made.filter(title__contains=WORD).count() == 1
    assert made.values("unit").distinct().count() > 3
    tell_stories()
    tell_stories()
    assert Event.objects.filter(matter__number__startswith="量-").count() == 400 * ENTRIES


def test_the_quantiles_of_a_round() -> None:
    found = Round(took=[one / 1000 for one in range(1, 101)])
    assert (found.quantile(0.5), found.quantile(0.95), Round().quantile(0.5)) == (51.0, 96.0, 0.0)


@pytest.mark.sweep
def test_every_work_goes_well_and_is_told_in_a_row(demo_home: Path) -> None:
    code, said = luoshi(demo_home, "bench", "http", "--matters", "2000", "--scopes", "works", "--seconds", "0.2", "--connections", "2")
    rows = said["rows"]
    assert code == 0, [row["first_error"] for row in rows if row["errors"]]
    assert [(row["work"], row["scope"]) for row in rows] == [(name, "works") for name in ("W2", "W3", "W5", "W6", "W1", "W4")]
    for row in rows:
        assert set(row) == ROW
        assert row["answers"] > 0 and row["cpu_ms"] > 0 and row["baseline_ms"] >= 0 and row["queries"] > 0
    assert (said["database"], said["matters"] >= 2000) == ("sqlite", True)


def test_a_house_of_people_is_never_measured_in(empty_home: Path) -> None:
    code, refused = luoshi(empty_home, "bench", "http", "--matters", "2000")
    assert code == 2
    assert "empty LUOSHI_HOME" in refused["error"]
    assert luoshi(empty_home, "bench", "http", "--matters", "3")[0] == 2
    assert luoshi(empty_home, "bench", "http", "--works", "W9")[0] == 2


def test_the_same_dice_ask_the_same(plant: Plant) -> None:
    fill(400)
    tell_stories()
    asked = [(work.name, work.scope) for work in works(["W1", "W2", "W3", "W4", "W5", "W6"], ["team", "works", "group"])]
    read = [(name, scope) for scope in ("team", "works", "group") for name in ("W2", "W3", "W5", "W6")]
    assert asked == [*read, ("W1", "works"), ("W4", "works")]
    (raising,) = works(["W1"], ["works"])
    assert raising.ask(random.Random(3)).address == raising.ask(random.Random(3)).address
