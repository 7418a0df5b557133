"""`luoshi import` and `luoshi export` as somebody at the machine uses them: each call a process, the file opened in another."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from luoshi.base.sheets.tests.books import book, raw_book
from tests.commanded import luoshi

PEOPLE = ("工号", "姓名", "部门", "岗位", "入职日期")
WORDED = {"rows", "accepted", "already_present", "rejected", "warnings", "errors"}


@pytest.fixture
def here(empty_home: Path) -> Path:
    return empty_home


def counts(home: Path) -> dict[str, int]:
    """The rows of every table but the index of words, which cannot be counted."""
    with sqlite3.connect(home / "luoshi.sqlite3") as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: base.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}


def people(tmp_path: Path, *rows: Any) -> str:
    return str(book(tmp_path / "people.xlsx", [["新进人员台账"], PEOPLE, *rows]))


GOOD = ("00123", "钱一", "ROOT", "点检员", "2026.11.1")
BAD = ("00124", "孙二", "NOWHERE", "点检员", "26-11-1")


def test_a_good_file_is_taken_once(here: Path, tmp_path: Path) -> None:
    file = people(tmp_path, GOOD)
    code, report = luoshi(here, "import", "people", file)
    assert code == 0 and {*report} >= WORDED
    assert {name: report[name] for name in WORDED} == {
        "rows": 1,
        "accepted": 1,
        "already_present": 0,
        "rejected": 0,
        "warnings": [],
        "errors": [],
    }
    after = counts(here)
    assert after["sheet_import"] == 1 and after["org_person"] == 2
    code, report = luoshi(here, "import", "people", file)
    assert (code, report["accepted"], report["already_present"]) == (0, 0, 1)
    assert counts(here) == after and luoshi(here, "verify")[0] == 0
    assert not list((here / "imports").iterdir())


def test_a_file_with_errors_writes_nothing_at_all(here: Path, tmp_path: Path) -> None:
    before = counts(here)
    code, report = luoshi(here, "import", "people", people(tmp_path, GOOD, BAD))
    assert code != 0 and (report["rows"], report["accepted"], report["rejected"]) == (2, 0, 1)
    assert {(fault["row"], fault["column"]) for fault in report["errors"]} == {(4, "部门"), (4, "入职日期")}
    assert all(set(fault) == {"row", "column", "problem", "remedy"} and all(fault.values()) for fault in report["errors"])
    assert counts(here) == before


def test_partial_takes_the_rows_without_errors(here: Path, tmp_path: Path) -> None:
    code, report = luoshi(here, "import", "people", people(tmp_path, GOOD, BAD), "--partial")
    assert (code, report["accepted"], report["rejected"], len(report["errors"])) == (0, 1, 1, 2)
    assert counts(here)["org_person"] == 2


def test_a_dry_run_says_what_would_be_and_writes_nothing(here: Path, tmp_path: Path) -> None:
    before = counts(here)
    code, report = luoshi(here, "import", "people", people(tmp_path, GOOD), "--dry-run")
    assert (code, report["accepted"]) == (0, 1) and counts(here) == before


def test_a_mapping_is_followed(here: Path, tmp_path: Path) -> None:
    file = str(book(tmp_path / "a.xlsx", [("号", "姓名", "部门"), ("00123", "钱一", "ROOT")]))
    code, report = luoshi(here, "import", "people", file)
    assert code != 0 and report["errors"][0]["row"] == 1
    (tmp_path / "map.json").write_text('{"号": "staff_no"}', encoding="utf-8")
    assert luoshi(here, "import", "people", file, "--mapping", str(tmp_path / "map.json"))[1]["accepted"] == 1


def test_a_bomb_is_refused_calmly(here: Path, tmp_path: Path) -> None:
    before = counts(here)
    bomb = raw_book(tmp_path / "bomb.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    code, report = luoshi(here, "import", "people", str(bomb))
    assert code == 2 and report["error"] and report["errors"][0]["problem"] == report["error"] and report["accepted"] == 0
    assert counts(here) == before


def test_a_child_that_dies_is_a_refusal(here: Path, tmp_path: Path) -> None:
    """In its place stands a reader that aborts as the real one does when memory runs out: no exception, the process is gone."""
    (tmp_path / "python_calamine.py").write_text("import os\nos.abort()\n")
    environment = {**os.environ, "LUOSHI_HOME": str(here), "DATABASE_URL": "", "PYTHONPATH": str(tmp_path)}
    before = counts(here)
    words = [sys.executable, "-m", "luoshi", "import", "people", people(tmp_path, GOOD), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2 and '"error"' in done.stdout and "Traceback" not in done.stderr
    assert counts(here) == before


def test_unknown_registers_units_and_files_are_refused(here: Path, tmp_path: Path) -> None:
    file = people(tmp_path, GOOD)
    for words in (("import", "nothing", file), ("import", "people", "no.xlsx"), ("import", "people", file, "--unit", "NOWHERE")):
        assert luoshi(here, *words)[0] == 2


@pytest.mark.sweep
def test_what_is_exported_comes_back_as_present(here: Path, tmp_path: Path) -> None:
    for register in ("people", "units", "holdings"):
        out = tmp_path / f"{register}.xlsx"
        code, told = luoshi(here, "export", register, "--out", str(out))
        assert code == 0 and told["rows"] >= 1
        code, report = luoshi(here, "import", register, str(out))
        assert (code, report["already_present"], report["accepted"]) == (0, told["rows"], 0)


@pytest.mark.sweep
def test_many_people_are_taken_in_their_time(here: Path, tmp_path: Path) -> None:
    file = people(tmp_path, *((f"{n:06d}", f"新人{n}", "ROOT", "操作工", "2026-11-01") for n in range(5000)))
    began = time.perf_counter()
    code, report = luoshi(here, "import", "people", file)
    spent = time.perf_counter() - began
    print(f"5,000 people taken in {spent:.1f} s")
    assert (code, report["accepted"]) == (0, 5000) and spent < 60
