"""`luoshi verify` on a database file that somebody has been at behind the product's back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from luoshi.base.ledger.chain import Fact, link
from tests.commanded import luoshi

AT_ROW = 17


@contextmanager
def behind_the_back(home: Path) -> Iterator[sqlite3.Connection]:
    """The database file, with the triggers dropped as an attacker would."""
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as connection, connection:
        connection.execute("DROP TRIGGER ledger_entry_no_update")
        connection.execute("DROP TRIGGER ledger_entry_no_delete")
        yield connection


def test_an_untouched_ledger_verifies_with_its_own_anchor(demo_home: Path) -> None:
    code, found = luoshi(demo_home, "verify")
    assert (code, found["ok"], found["first_bad"]) == (0, True, None)
    code, again = luoshi(demo_home, "verify", "--anchor", f"{found['entries']}:{found['head']}")
    assert (code, again) == (0, found)


def test_the_triggers_refuse_a_change_and_a_deletion(demo_home: Path) -> None:
    with closing(sqlite3.connect(demo_home / "luoshi.sqlite3")) as connection:
        for statement in ("UPDATE ledger_entry SET verb = 'x' WHERE seq = 1", "DELETE FROM ledger_entry WHERE seq = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)


@pytest.mark.parametrize(
    "column, value", [("verb", "'unit.moved'"), ("person", "999"), ("happened_at", "'2020-01-01 00:00:00'"), ("unit", "NULL")]
)
def test_a_changed_row_is_named(demo_home: Path, column: str, value: str) -> None:
    with behind_the_back(demo_home) as connection:
        connection.execute(f"UPDATE ledger_entry SET {column} = {value} WHERE seq = {AT_ROW}")
    code, found = luoshi(demo_home, "verify")
    assert (code, found["ok"], found["first_bad"]) == (1, False, AT_ROW)


def test_a_changed_payload_is_named(demo_home: Path) -> None:
    with behind_the_back(demo_home) as connection:
        connection.execute(f"UPDATE ledger_payload SET body = '{{}}' WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = {AT_ROW})")
    assert luoshi(demo_home, "verify")[1]["first_bad"] == AT_ROW


def test_a_payload_that_vanished_without_a_word_is_named(demo_home: Path) -> None:
    with behind_the_back(demo_home) as connection:
        connection.execute(f"DELETE FROM ledger_payload WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = {AT_ROW})")
    assert luoshi(demo_home, "verify")[1]["first_bad"] == AT_ROW


def test_a_deleted_row_is_named(demo_home: Path) -> None:
    with behind_the_back(demo_home) as connection:
        connection.execute(f"DELETE FROM ledger_entry WHERE seq = {AT_ROW}")
    code, found = luoshi(demo_home, "verify")
    assert (code, found["first_bad"]) == (1, AT_ROW)


def test_two_swapped_rows_are_named_by_the_first(demo_home: Path) -> None:
    with behind_the_back(demo_home) as connection:
        for before, after in ((AT_ROW, -1), (AT_ROW + 9, AT_ROW), (-1, AT_ROW + 9)):
            connection.execute(f"UPDATE ledger_entry SET seq = {after} WHERE seq = {before}")
    code, found = luoshi(demo_home, "verify")
    assert (code, found["first_bad"]) == (1, AT_ROW)


def test_a_cut_chain_whose_head_was_forged_is_found_with_an_anchor_only(demo_home: Path) -> None:
    _code, before = luoshi(demo_home, "verify")
    cut = before["entries"] - 10
    with behind_the_back(demo_home) as connection:
        connection.execute(f"DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq > {cut})")
        connection.execute(f"DELETE FROM ledger_entry WHERE seq > {cut}")
        connection.execute(f"UPDATE ledger_head SET entries = {cut}, digest = (SELECT digest FROM ledger_entry WHERE seq = {cut})")
    assert luoshi(demo_home, "verify")[1]["ok"] is True, "without an outside witness a cut chain verifies"
    code, found = luoshi(demo_home, "verify", "--anchor", f"{before['entries']}:{before['head']}")
    assert (code, found["ok"], found["first_bad"]) == (1, False, cut + 1)


def test_a_cut_chain_with_its_head_left_is_found_at_once(demo_home: Path) -> None:
    _code, before = luoshi(demo_home, "verify")
    with behind_the_back(demo_home) as connection:
        connection.execute(f"DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq = {before['entries']})")
        connection.execute(f"DELETE FROM ledger_entry WHERE seq = {before['entries']}")
    assert luoshi(demo_home, "verify")[1]["first_bad"] == before["entries"]


def test_a_chain_rewritten_whole_is_found_with_an_anchor_only(demo_home: Path) -> None:
    from datetime import UTC, date, datetime

    _code, before = luoshi(demo_home, "verify")
    with behind_the_back(demo_home) as connection:
        connection.execute(f"UPDATE ledger_entry SET person = 999 WHERE seq = {AT_ROW}")
        columns = [
            *(
                name if name not in ("on", "subject") else {"on": "on_day", "subject": "subject_id"}[name]
                for name in Fact.__dataclass_fields__
            )
        ]
        rows = connection.execute(f"SELECT seq, {', '.join(columns)} FROM ledger_entry ORDER BY seq").fetchall()
        head = "0" * 64
        for seq, recorded, happened, on, *rest in rows:
            moments = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (recorded, happened)]
            head = link(head, seq, Fact(*moments, date.fromisoformat(on), *rest))
            connection.execute("UPDATE ledger_entry SET digest = ? WHERE seq = ?", (head, seq))
        connection.execute("UPDATE ledger_head SET digest = ?", (head,))
    assert luoshi(demo_home, "verify")[1]["ok"] is True, "without an outside witness a rewritten chain verifies"
    code, found = luoshi(demo_home, "verify", "--anchor", f"{before['entries']}:{before['head']}")
    assert (code, found["ok"], found["first_bad"]) == (1, False, before["entries"])


@pytest.mark.parametrize("anchor", ["", "12", "x:y", "3:" + "g" * 64, "0:" + "0" * 64])
def test_an_anchor_that_does_not_read_is_refused(demo_home: Path, anchor: str) -> None:
    if anchor:
        code, found = luoshi(demo_home, "verify", "--anchor", anchor)
        assert code == 2
        assert "N:HEAD" in found["error"]
