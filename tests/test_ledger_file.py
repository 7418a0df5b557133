"""`luoshi verify` on a database file that somebody has been at behind the product's back."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from luoshi.base.ledger.chain import Fact, link

AT_ROW = 17


def luoshi(home: Path, *words: str) -> tuple[int, dict]:
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": ""}
    done = subprocess.run([sys.executable, "-m", "luoshi", *words, "--json"], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made")
    code, document = luoshi(home, "init", "--demo")
    assert code == 0
    assert document["made"] is True
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


@contextmanager
def behind_the_back(home: Path) -> Iterator[sqlite3.Connection]:
    """The database file, with the triggers dropped as an attacker would."""
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as connection, connection:
        connection.execute("DROP TRIGGER ledger_entry_no_update")
        connection.execute("DROP TRIGGER ledger_entry_no_delete")
        yield connection


def test_an_untouched_ledger_verifies_with_its_own_anchor(home: Path) -> None:
    code, found = luoshi(home, "verify")
    assert (code, found["ok"], found["first_bad"]) == (0, True, None)
    code, again = luoshi(home, "verify", "--anchor", f"{found['entries']}:{found['head']}")
    assert (code, again) == (0, found)


def test_the_triggers_refuse_a_change_and_a_deletion(home: Path) -> None:
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as connection:
        for statement in ("UPDATE ledger_entry SET verb = 'x' WHERE seq = 1", "DELETE FROM ledger_entry WHERE seq = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)


@pytest.mark.parametrize("column, value", [("verb", "'unit.moved'"), ("person", "999"), ("happened_at", "'2020-01-01 00:00:00'"), ("unit", "NULL")])
def test_a_changed_row_is_named(home: Path, column: str, value: str) -> None:
    with behind_the_back(home) as connection:
        connection.execute(f"UPDATE ledger_entry SET {column} = {value} WHERE seq = {AT_ROW}")
    code, found = luoshi(home, "verify")
    assert (code, found["ok"], found["first_bad"]) == (1, False, AT_ROW)


def test_a_changed_payload_is_named(home: Path) -> None:
    with behind_the_back(home) as connection:
        connection.execute(f"UPDATE ledger_payload SET body = '{{}}' WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = {AT_ROW})")
    assert luoshi(home, "verify")[1]["first_bad"] == AT_ROW


def test_a_payload_that_vanished_without_a_word_is_named(home: Path) -> None:
    with behind_the_back(home) as connection:
        connection.execute(f"DELETE FROM ledger_payload WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = {AT_ROW})")
    assert luoshi(home, "verify")[1]["first_bad"] == AT_ROW


def test_a_deleted_row_is_named(home: Path) -> None:
    with behind_the_back(home) as connection:
        connection.execute(f"DELETE FROM ledger_entry WHERE seq = {AT_ROW}")
    code, found = luoshi(home, "verify")
    assert (code, found["first_bad"]) == (1, AT_ROW)


def test_two_swapped_rows_are_named_by_the_first(home: Path) -> None:
    with behind_the_back(home) as connection:
        for before, after in ((AT_ROW, -1), (AT_ROW + 9, AT_ROW), (-1, AT_ROW + 9)):
            connection.execute(f"UPDATE ledger_entry SET seq = {after} WHERE seq = {before}")
    code, found = luoshi(home, "verify")
    assert (code, found["first_bad"]) == (1, AT_ROW)


def test_a_cut_chain_whose_head_was_forged_is_found_with_an_anchor_only(home: Path) -> None:
    _code, before = luoshi(home, "verify")
    cut = before["entries"] - 10
    with behind_the_back(home) as connection:
        connection.execute(f"DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq > {cut})")
        connection.execute(f"DELETE FROM ledger_entry WHERE seq > {cut}")
        connection.execute(f"UPDATE ledger_head SET entries = {cut}, digest = (SELECT digest FROM ledger_entry WHERE seq = {cut})")
    assert luoshi(home, "verify")[1]["ok"] is True, "without an outside witness a cut chain verifies"
    code, found = luoshi(home, "verify", "--anchor", f"{before['entries']}:{before['head']}")
    assert (code, found["ok"], found["first_bad"]) == (1, False, cut + 1)


def test_a_cut_chain_with_its_head_left_is_found_at_once(home: Path) -> None:
    _code, before = luoshi(home, "verify")
    with behind_the_back(home) as connection:
        connection.execute(f"DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq = {before['entries']})")
        connection.execute(f"DELETE FROM ledger_entry WHERE seq = {before['entries']}")
    assert luoshi(home, "verify")[1]["first_bad"] == before["entries"]


def test_a_chain_rewritten_whole_is_found_with_an_anchor_only(home: Path) -> None:
    from datetime import UTC, date, datetime

    _code, before = luoshi(home, "verify")
    with behind_the_back(home) as connection:
        connection.execute(f"UPDATE ledger_entry SET person = 999 WHERE seq = {AT_ROW}")
        columns = [*(name if name not in ("on", "subject") else {"on": "on_day", "subject": "subject_id"}[name] for name in Fact.__dataclass_fields__)]
        rows = connection.execute(f"SELECT seq, {', '.join(columns)} FROM ledger_entry ORDER BY seq").fetchall()
        head = "0" * 64
        for seq, recorded, happened, on, *rest in rows:
            moments = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (recorded, happened)]
            head = link(head, seq, Fact(*moments, date.fromisoformat(on), *rest))
            connection.execute("UPDATE ledger_entry SET digest = ? WHERE seq = ?", (head, seq))
        connection.execute("UPDATE ledger_head SET digest = ?", (head,))
    assert luoshi(home, "verify")[1]["ok"] is True, "without an outside witness a rewritten chain verifies"
    code, found = luoshi(home, "verify", "--anchor", f"{before['entries']}:{before['head']}")
    assert (code, found["ok"], found["first_bad"]) == (1, False, before["entries"])


@pytest.mark.parametrize("anchor", ["", "12", "x:y", "3:" + "g" * 64, "0:" + "0" * 64])
def test_an_anchor_that_does_not_read_is_refused(home: Path, anchor: str) -> None:
    if anchor:
        code, found = luoshi(home, "verify", "--anchor", anchor)
        assert code == 2
        assert "N:HEAD" in found["error"]
