"""`luoshi` on the command line: what it says, what it refuses, and that asking changes nothing."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commanded import luoshi

FIGURES = ["problems.found", "problems.closed", "problems.reopened"]
KEYS = {"name", "value", "reason", "unit", "count", "of", "low", "high", "as_of", "left_out", "rows", "records"}


def counts(home: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def test_init_again_changes_nothing(demo_home: Path) -> None:
    before, head = counts(demo_home), luoshi(demo_home, "verify")[1]
    for words in (("init",), ("init", "--demo")):
        code, document = luoshi(demo_home, *words)
        assert (code, document["made"], document["link"]) == (0, False, None)
    assert (counts(demo_home), luoshi(demo_home, "verify")[1]) == (before, head)


def test_a_plain_init_makes_a_root_an_administrator_with_a_link_and_no_matters(tmp_path: Path) -> None:
    code, document = luoshi(tmp_path, "init", "--name", "北山铜业", "--address", "http://plant.example")
    assert code == 0
    assert document["link"].startswith("http://plant.example/w/activate/")
    assert counts(tmp_path)["matter"] == 0
    for one in luoshi(tmp_path, "figures")[1]:
        assert one["value"] == 0 or (one["value"] is None and one["reason"]), one["name"]
    code, refused = luoshi(tmp_path, "init", "--demo")
    assert code == 2
    assert "real plant" in refused["error"]


def test_without_a_database_every_command_says_what_to_do(tmp_path: Path) -> None:
    for words in (("figures",), ("verify",)):
        code, refused = luoshi(tmp_path, *words)
        assert code == 2
        assert "luoshi init" in refused["error"]


def test_figures_come_in_the_order_asked_and_add_up(made: Path) -> None:
    code, all_of_them = luoshi(made, "figures")
    assert code == 0
    assert [one["name"] for one in all_of_them if one["name"] in FIGURES] == FIGURES
    asked = luoshi(made, "figures", *FIGURES[::-1])[1]
    assert [one["name"] for one in asked] == FIGURES[::-1]
    for one in all_of_them:
        assert set(one) == KEYS
        assert (one["value"] is None) == bool(one["reason"])
        assert sum(row["count"] for row in one["rows"]) == one["count"]
        assert one["of"] is None or sum(row["of"] for row in one["rows"]) == one["of"]
        assert one["records"] == []
    assert all(sum(row["value"] for row in one["rows"]) == one["value"] == one["count"] for one in asked)


def test_a_figure_of_a_unit_includes_all_below_it_and_shows_its_records(made: Path) -> None:
    (energy,) = luoshi(made, "figures", "problems.found", "--unit", "ENERGY", "--records")[1]
    (water,) = luoshi(made, "figures", "problems.found", "--unit", "WATER", "--records")[1]
    assert {row["key"]: row["value"] for row in energy["rows"]}["WATER"] == water["value"]
    assert len(water["records"]) == water["count"]
    record = water["records"][0]
    assert set(record) == {"id", "number", "title", "url", "at"}
    assert record["url"] == f"/w/matters/{record['id']}"
    assert record["number"].startswith("水处理-")


def test_a_period_is_since_until_with_the_last_day_outside(made: Path) -> None:
    water = ("--unit", "WATER")  # what is about conduct or without a name is counted and never listed; no problem here is
    (ever,) = luoshi(made, "figures", "problems.found", *water, "--records")[1]
    days = sorted(date.fromisoformat(one["at"][:10]) for one in ever["records"])
    last = days[-1]
    spans = {(last, last + timedelta(days=1)): days.count(last), (days[0], last): len(days) - days.count(last)}
    for (since, until), value in spans.items():
        (found,) = luoshi(made, "figures", "problems.found", *water, "--since", str(since), "--until", str(until))[1]
        assert found["value"] == value


def test_a_slip_from_the_machine_opens_the_door_again(demo_home: Path) -> None:
    code, document = luoshi(demo_home, "slip", "admin", "--address", "http://plant.example/")
    assert code == 0
    assert document["link"].startswith("http://plant.example/w/activate/")
    code, refused = luoshi(demo_home, "slip", "00000")
    assert code == 2
    assert "00000" in refused["error"]


@pytest.mark.sweep
def test_tables_of_an_older_version_are_refused_until_they_are_brought_up(demo_home: Path) -> None:
    with closing(sqlite3.connect(demo_home / "luoshi.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'drafts'")
        connection.execute("DROP TABLE draft")
    code, refused = luoshi(demo_home, "figures")
    assert code == 2
    assert "luoshi upgrade" in refused["error"]
    assert luoshi(demo_home, "upgrade") == (0, {"steps": ["drafts.0001_drafts"]})
    assert luoshi(demo_home, "upgrade") == (0, {"steps": []})
    assert luoshi(demo_home, "figures")[0] == 0


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("problems.lost",), "no figure problems.lost"),
        (("--unit", "NOWHERE"), "no unit with the code NOWHERE"),
        (("--since", "soon", "--until", "2026-11-01"), "is no day"),
        (("--since", "2026-11-01"), "go together"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), "is not before"),
        (("--as-of", "2199-01-01"), "has not come yet"),
        (("--within", "soon"), "no number of working days"),
        (("problems.found", "--within", "3"), "--within goes with"),
        (("symposiums.held", "--by", "topic"), "symposiums.held: "),
    ],
)
def test_what_does_not_read_is_refused_with_exit_2_and_a_sentence(made: Path, words: tuple[str, ...], sentence: str) -> None:
    code, refused = luoshi(made, "figures", *words)
    assert code == 2
    assert sentence in refused["error"]


@pytest.mark.sweep
def test_looking_at_a_demonstration_changes_no_figure(demo_home: Path) -> None:
    import os
    import subprocess
    import sys

    def told() -> list[Any]:
        """All but the days held, which go on by themselves."""
        return [one for one in luoshi(demo_home, "figures", "--records")[1] if one["name"] != "problems.holder_days"]

    before = told(), luoshi(demo_home, "verify")
    environment = {**os.environ, "LUOSHI_HOME": str(demo_home), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "luoshi", "jobs", "--once"], env=environment, check=True)
    assert (told(), luoshi(demo_home, "verify")) == before


def test_the_demonstration_shows_every_turn_a_problem_can_take(made: Path) -> None:
    with closing(sqlite3.connect(made / "luoshi.sqlite3")) as connection:
        acts = {act for (act,) in connection.execute("SELECT DISTINCT act FROM matter_event")}
        states = {state for (state,) in connection.execute("SELECT DISTINCT state FROM matter")}
        closings = {closing for (closing,) in connection.execute("SELECT DISTINCT closing FROM matter")}
        future = connection.execute("SELECT count(*) FROM matter_event WHERE at_moment > datetime('now')").fetchone()[0]
    assert acts >= {"raise", "take", "assign", "reassign", "do", "pass", "refuse", "answer", "confirm", "reopen", "tell"}
    assert states >= {"reported", "registered", "assigned", "done", "verified", "closed"}
    assert closings == {"", "confirmed", "not evaluated", "withdrawn", "part"}
    assert acts >= {"not_ours", "decide_whose", "hand_on", "measure", "merge", "split", "ask", "pause", "consult", "defer", "withdraw"}
    assert acts >= {"remind", "urge", "inform", "again", "effect_due", "effect_holds", "effect_fails", "draft_answer"}
    assert future == 0
    found, closed, reopened = (one["value"] for one in luoshi(made, "figures", *FIGURES)[1])
    assert (found, reopened) == (39, 2), "two of them came without a name"
    assert 20 <= closed <= 34


def test_sums_are_held_against_the_records_and_counted_anew(demo_home: Path) -> None:
    assert luoshi(demo_home, "sums") == (0, {"differences": [], "rebuilt": False, "ok": True})
    with closing(sqlite3.connect(demo_home / "luoshi.sqlite3")) as connection, connection:
        connection.execute("UPDATE metric_change SET n_raised = n_raised + 1 WHERE id = (SELECT min(id) FROM metric_change)")
    code, told = luoshi(demo_home, "sums")
    assert (code, told["ok"], [sum(one["months"]) for one in told["differences"]]) == (1, False, [1])
    assert luoshi(demo_home, "sums", "--rebuild")[0] == 0
    assert luoshi(demo_home, "sums") == (0, {"differences": [], "rebuilt": False, "ok": True})
