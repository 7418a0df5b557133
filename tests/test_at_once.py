"""What many people, or one flapping network, send at the same moment is taken once, in order, without gaps."""

import fcntl
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def own_database() -> Iterator[str]:
    """On PostgreSQL a new database beside the one of the tests, dropped afterwards; on SQLite the file in LUOSHI_HOME."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    import psycopg

    name = f"at_once_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of it: played once, also where several workers ask."""
    base = tmp_path_factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "at_once.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(played(tmp_path_factory.mktemp("at-once")))
    told: dict[str, Any] = json.loads(kept.read_text())
    return told


def played(home: Path) -> str:
    with own_database() as url:
        environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": url}
        done = subprocess.run(
            [sys.executable, "-m", "tests.at_once"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_one_command_sent_eight_times_at_once_makes_one_problem_and_one_answer(found: dict[str, Any]) -> None:
    assert len(set(found["one command eight times"])) == 1
    assert found["matters after it"] == 1


def test_twenty_reports_at_once_get_twenty_numbers_without_a_gap(found: dict[str, Any]) -> None:
    assert len(set(found["twenty reports"])) == 20
    assert found["their numbers"] == [f"水处理-2611-{serial:04d}" for serial in range(2, 22)]


def test_one_step_sent_eight_times_at_once_is_taken_once(found: dict[str, Any]) -> None:
    assert len(set(found["one step eight times"])) == 1
    assert isinstance(found["one step eight times"][0], int)


def test_of_eight_who_take_the_same_step_one_is_let_through(found: dict[str, Any]) -> None:
    answers = found["eight who want to assign"]
    assert answers.count("Refusal") == 7


def test_it_is_judged_once_even_when_two_judge_differently_at_once(found: dict[str, Any]) -> None:
    assert found["one passes, one refuses"].count("Refusal") == 5
    assert found["ends"] in ("verified", "assigned")


def test_jobs_that_run_twice_at_once_act_once(found: dict[str, Any]) -> None:
    assert (found["closed as"], found["times it was confirmed or lapsed"]) == ("not evaluated", 1)
    assert found["times each other was told"] == [1] * 20


def test_everything_taken_stands_once_in_the_story_and_once_in_the_chain(found: dict[str, Any]) -> None:
    assert (found["events"], found["first bad"]) == (found["entries"], None)
    assert found["open stretches"] == 20


def test_what_is_written_beside_two_sealers_and_one_that_is_killed_is_chained_once_each_without_a_gap(found: dict[str, Any]) -> None:
    assert found["sealers killed beside them"]
    kept = 6 * sum(number % 7 != 3 for number in range(40))
    assert found["written beside sealers"] == kept
    assert found["chained once each"] == [kept, kept, None]
    assert found["chained beside writers"] in (kept, 0), "on SQLite each writer chains"
    assert found["whole at the end"]


def test_nothing_is_chained_past_a_transaction_that_is_still_open(found: dict[str, Any]) -> None:
    if "it waits" in found:  # PostgreSQL: with one writer at a time nobody is open beside another
        assert (found["chained past an open one"], found["it waits"]) == (0, True)
        assert found["the open one stands first"]


def test_sums_are_exact_whoever_folds_takes_it_back_or_dies_beside_writers(found: dict[str, Any]) -> None:
    assert (found["reported beside folding"], found["each took turns"]) == (36, True), found["turns"]
    assert found["sums beside writers"]
    assert found["sums at the end"] == [True, 0]
    assert found["never fewer, never too many"]
    assert found["found at the end"]
