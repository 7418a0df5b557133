"""The refinery of the demonstration: what its symposiums gave, made by the services alone, read off the running product."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.commanded import luoshi

FIGURES = ("symposiums.held", "symposiums.representatives", "symposiums.opinions", "symposiums.opinions_answered")


def asked(home: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as connection:
        return connection.execute(query).fetchall()


OPINIONS = "matter JOIN activity ON activity.id = matter.activity_id AND activity.kind = 'symposium'"


def test_seven_symposiums_two_hundred_and_seven_representatives_seventy_one_opinions_all_answered(made: Path) -> None:
    told = luoshi(made, "figures", *FIGURES, "--unit", "REFINERY")[1]
    assert [one["value"] for one in told] == [7, 207, 71, 71]
    assert [len(one["records"]) for one in luoshi(made, "figures", *FIGURES, "--unit", "REFINERY", "--records")[1]] == [7, 207, 71, 71]
    assert len(asked(made, "SELECT DISTINCT person_id FROM activity_participation WHERE part = 'representative'")) == 207


def test_each_opinion_has_its_raiser_its_owner_and_who_answered_on_their_days(made: Path) -> None:
    rows = asked(made, f"SELECT matter.id, raiser_id, owner_id, raised_at, answered_at FROM {OPINIONS}")
    assert len(rows) == 71
    signed = dict(
        asked(
            made,
            f"SELECT matter_id, person_id FROM matter_event WHERE act IN ('sign', 'sign_plan') AND matter_id IN (SELECT matter.id FROM {OPINIONS})",
        )
    )
    for matter, raiser, owner, raised, answered in rows:
        assert raiser and owner and signed[matter] not in (raiser, owner), matter
        assert raised < answered
    took_part = asked(
        made,
        f"SELECT count(*) FROM {OPINIONS} JOIN activity_participation p ON p.activity_id = activity.id AND p.person_id = matter.raiser_id",
    )
    assert took_part == [(71,)]


def test_every_step_of_them_stands_in_the_ledger_under_the_person_who_took_it(made: Path) -> None:
    lost = asked(
        made,
        f"""SELECT count(*) FROM matter_event e WHERE e.act NOT IN ('merged_in') AND e.matter_id IN (SELECT matter.id FROM {OPINIONS})
        AND NOT EXISTS (SELECT 1 FROM ledger_entry l WHERE l.subject_kind = 'matter' AND l.subject_id = e.matter_id
        AND l.recorded_at = e.at_moment AND (l.person = e.person_id OR (l.person IS NULL AND e.person_id IS NULL)))""",
    )
    assert lost == [(0,)]
    assert luoshi(made, "verify")[1]["ok"] is True


@pytest.mark.parametrize("dimension", ["unit", "topic", "month", "person"])
def test_the_lines_of_every_table_add_up(made: Path, dimension: str) -> None:
    for one in luoshi(made, "figures", "opinions.raised", "symposiums.opinions", "--unit", "REFINERY", "--by", dimension)[1]:
        assert sum(row["value"] for row in one["rows"]) == one["value"] == 71


def test_what_was_known_halfway_is_less_than_what_is_known_now(made: Path) -> None:
    first = asked(made, f"SELECT min(raised_on) FROM {OPINIONS}")[0][0]
    then = luoshi(made, "figures", "opinions.raised", "opinions.answered", "--unit", "REFINERY", "--as-of", first)[1]
    assert [one["value"] for one in then] == [10, 0]
