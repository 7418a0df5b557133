"""Opinion ledgers as offices keep them come in whole or not at all, agree with what anybody can compute, and go out as they came in."""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from luoshi.base.sheets.tests.books import book, raw_book
from tests import postgres
from tests.browser.house import make, served
from tests.commanded import luoshi
from tools.ledgers import bring, ledger

TRIALS = Path(os.environ.get("LUOSHI_TRIALS", Path(__file__).resolve().parent.parent.parent / "shared")) / "data" / "opinions_answered.xlsx"
HEAD = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def house(empty_home: Path) -> Path:
    """A house of its own with nothing in it but the root."""
    return empty_home


@pytest.fixture(params=[pytest.param("SQLite", marks=pytest.mark.sweep), pytest.param("PostgreSQL", marks=pytest.mark.sweep)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Command]:
    """The command line on a new house of either database."""
    if request.param == "SQLite":
        luoshi(tmp_path / "home", "init")
        yield lambda *words: luoshi(tmp_path / "home", *words)
        return
    try:
        with postgres.cluster() as cluster:
            url = cluster.create("ledgers")
            luoshi(tmp_path / "home", "init", database=url)
            yield lambda *words: luoshi(tmp_path / "home", *words, database=url)
    except postgres.Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def counts(home: Path) -> dict[str, int]:
    """The rows of every table of the house."""
    with closing(sqlite3.connect(home / "luoshi.sqlite3")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def row(number: Any = "0007", title: Any = "灯不亮", raised: Any = "2026-11-02 08:30", **changed: Any) -> tuple[Any, ...]:
    filled = {"raiser": "王海生", "text": "三盏", "answer": "已换", "answered": "2026-11-03 09:00", **changed}
    return (number, filled["raiser"], title, raised, filled["text"], filled["answer"], filled["answered"])


def naive(path: Path) -> tuple[int, list[float]]:
    """The ledger read another way: how many rows, and the days from question to answer."""
    days = []
    for number, *_cells, raised, _text, _answer, answered in (
        (cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6])
        for cells in openpyxl.load_workbook(path, read_only=True).active.iter_rows(min_row=2, values_only=True)
    ):
        if number is not None:
            days.append((_moment(answered) - _moment(raised)).total_seconds() / 86400)
    return len(days), days


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    text = str(value).strip()
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S" if ":" in text else "%Y/%m/%d")


def test_a_real_ledger_comes_in_once_and_its_figures_agree_with_an_independent_computation(either: Command) -> None:
    if not TRIALS.exists():
        pytest.skip(f"the trial ledger is not here: {TRIALS} (LUOSHI_TRIALS names its folder)")
    code, report = either("import", "opinions", str(TRIALS), "--unit", "ROOT")
    assert (code, report["accepted"], report["already_present"], report["rejected"], report["errors"]) == (0, 2816, 0, 0, [])
    assert [(one["row"], one["column"]) for one in report["warnings"]] == [(1141, "答复时间")]
    rows, days = naive(TRIALS)
    figures = {one["name"]: one for one in either("figures")[1]}
    assert figures["opinions.raised"]["value"] == rows == 2816
    assert figures["opinions.answered"]["value"] == 2816
    assert figures["opinions.answer_rate"]["value"] == 1.0
    median = figures["opinions.days_to_answer.median"]["value"]
    assert round(median, 2) == 11.21
    assert median == pytest.approx(statistics.median(days), abs=1e-6)
    ninth = sorted(days)[round(0.9 * rows) - 1 : round(0.9 * rows) + 2]
    assert min(ninth) <= figures["opinions.days_to_answer.p90"]["value"] <= max(ninth)
    code, again = either("import", "opinions", str(TRIALS), "--unit", "ROOT")
    assert (code, again["accepted"], again["already_present"]) == (0, 0, 2816)
    assert either("verify")[0] == 0


def test_a_ledger_as_an_office_keeps_it_comes_in_whole(house: Path, tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [
        ["2026年意见建议台账"],
        ["填表说明：每月二十五日前报工会"],
        ["序号", "编号", "提出情况", None, None, None, "答复情况", None],
        [None, None, "提出人", "提出时间", "标题", "内容", "答复意见", "答复时间"],
        [1, "0007", "王海生", "2026年11月2日 8时30分", "灯不亮", "三盏", "已换", datetime(2026, 11, 3, 9, 0)],
        [2, "０００８", "刘芳", "2026.11.3", "路滑", "\t结冰\n", "撒盐", "2026/11/4 9：05"],
        [],
        [3, 9.0, "赵永清", date(2026, 11, 4), "门坏", "关不上", "修好", "20261105"],
        [4, "0010", "孙梅", 46333, "漏水", "三楼", None, None],
        [5, "0011", "陈立", "11月5日", "锁坏", "更衣室", "换锁", "2026-11-06 10:00:00"],
        ["合计", None, None, None, 5, None, None, None],
        ["制表：张三", None, "审核：", None, None, None, None, None],
    ]
    file = book(tmp_path / "ledger.xlsx", rows, ["A1:H1", "A2:H2", "A3:A4", "B3:B4", "C3:F3", "G3:H3"])
    code, report = luoshi(house, "import", "opinions", str(file), "--unit", "ROOT")
    assert (code, report["rows"], report["accepted"], report["errors"]) == (0, 5, 5, [])
    with closing(sqlite3.connect(house / "luoshi.sqlite3")) as connection:
        kept = connection.execute("SELECT ledger_no, title, raised_on, answered_on, state FROM matter ORDER BY id").fetchall()
    assert kept == [
        ("0007", "灯不亮", "2026-11-02", "2026-11-03", "closed"),
        ("0008", "路滑", "2026-11-03", "2026-11-04", "closed"),
        ("9", "门坏", "2026-11-04", "2026-11-05", "closed"),
        ("0010", "漏水", "2026-11-07", None, "registered"),
        ("0011", "锁坏", "2026-11-05", "2026-11-06", "closed"),
    ]


def test_a_formula_counts_by_its_cached_result(house: Path, tmp_path: Path) -> None:
    cells = "".join(f'<c r="{column}1" t="inlineStr"><is><t>{head}</t></is></c>' for column, head in zip("ABCDEFG", HEAD, strict=True))
    values = "".join(
        f'<c r="{column}2" t="inlineStr"><is><t>{value}</t></is></c>'
        for column, value in zip("ABDEFG", (*row()[:2], *row()[3:]), strict=True)
    )
    values = values.replace('<c r="D2"', '<c r="C2" t="str"><f>A1&amp;"x"</f><v>灯不亮</v></c><c r="D2"')
    file = raw_book(tmp_path / "cached.xlsx", f'<row r="1">{cells}</row><row r="2">{values}</row>')
    code, report = luoshi(house, "import", "opinions", str(file), "--unit", "ROOT")
    assert (code, report["accepted"], report["errors"]) == (0, 1, [])


@pytest.mark.sweep
def test_every_fault_is_named_in_one_run_and_nothing_is_written(house: Path, tmp_path: Path) -> None:
    wide = (*row("0013"), *[None] * 292, "远")
    rows = [
        HEAD,
        row("0001"),
        row("0002", raised="2026-02-30 08:00"),
        row("0003", title=None),
        row("0004", raised="2026-11-05 08:00", answered="2026-11-04 08:00"),
        row("0005", title="班车晚点"),
        row("0005", title="食堂贵"),
        row("0006", answered="=NOW()"),
        wide,
    ]
    before, head = counts(house), luoshi(house, "verify")[1]
    code, report = luoshi(house, "import", "opinions", str(book(tmp_path / "bad.xlsx", rows)), "--unit", "ROOT")
    assert code != 0
    found = {(one["row"], one["column"]) for one in report["errors"]}
    assert {(3, "留言时间"), (4, "留言主题"), (5, "答复时间"), (7, "留言编号"), (8, "答复时间")} <= found
    assert any(one["row"] == 9 for one in report["errors"])
    assert all(one["problem"] and one["remedy"] for one in report["errors"]), report["errors"]
    assert (report["accepted"], report["rejected"]) == (0, 6)
    assert (counts(house), luoshi(house, "verify")[1]) == (before, head)
    code, report = luoshi(house, "import", "opinions", str(tmp_path / "bad.xlsx"), "--unit", "ROOT", "--partial")
    assert (code, report["accepted"]) == (0, 2)


def test_a_small_book_with_one_cell_at_the_far_end_is_refused_and_the_next_one_comes_in(house: Path, tmp_path: Path) -> None:
    far = raw_book(tmp_path / "far.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    before = counts(house)
    code, report = luoshi(house, "import", "opinions", str(far), "--unit", "ROOT")
    assert code != 0 and report["error"]
    assert counts(house) == before
    assert luoshi(house, "import", "opinions", str(book(tmp_path / "good.xlsx", [HEAD, row()])), "--unit", "ROOT")[1]["accepted"] == 1


def given_out(home: Path, file: Path, unit: str = "ROOT") -> bytes:
    environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": ""}
    words = ["export", "opinions", "--unit", unit, "--out", str(file)]
    subprocess.run([sys.executable, "-m", "luoshi", *words], check=True, capture_output=True, env=environment)
    return file.read_bytes()


@pytest.mark.sweep
def test_what_is_given_out_comes_in_elsewhere_and_goes_out_the_same(house: Path, empty: Path, tmp_path: Path) -> None:
    rows = [
        HEAD,
        row("0001", answered="2026-11-03"),
        row("0002", title="'=1+1", text="+86 1\n@两行", answer="- 已办"),
        row("0003", raiser="'引号", title="  前后空格 ", raised="2026-11-02 08:30:15"),
        row(None, title="没有编号", raised="2026-11-01"),
        row("0005", answer=None, answered=None),
    ]
    assert luoshi(house, "import", "opinions", str(book(tmp_path / "a.xlsx", rows)), "--unit", "ROOT")[1]["accepted"] == 5
    first = given_out(house, tmp_path / "first.xlsx")
    code, again = luoshi(house, "import", "opinions", str(tmp_path / "first.xlsx"), "--unit", "ROOT")
    assert (code, again["accepted"], again["already_present"]) == (0, 0, 5)
    other = Path(shutil.copytree(empty, tmp_path / "other"))
    assert luoshi(other, "import", "opinions", str(tmp_path / "first.xlsx"), "--unit", "ROOT")[1]["accepted"] == 5
    assert given_out(other, tmp_path / "second.xlsx") == first
    for cells in openpyxl.load_workbook(tmp_path / "first.xlsx").active.iter_rows(values_only=False):
        assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.sweep
def test_the_refinery_goes_out_and_nothing_of_it_is_new_when_it_comes_back(demo_home: Path, tmp_path: Path) -> None:
    before = given_out(demo_home, tmp_path / "refinery.xlsx", "REFINERY")
    code, report = luoshi(demo_home, "import", "opinions", str(tmp_path / "refinery.xlsx"), "--unit", "REFINERY")
    assert (code, report["rows"], report["accepted"], report["already_present"]) == (0, 71, 0, 71), report["errors"][:3]
    assert given_out(demo_home, tmp_path / "again.xlsx", "REFINERY") == before


@pytest.mark.sweep
def test_what_the_ledger_has_added_since_completes_what_was_taken_in(house: Path, tmp_path: Path) -> None:
    open_row = row("0005", answer=None, answered=None)
    luoshi(house, "import", "opinions", str(book(tmp_path / "a.xlsx", [HEAD, open_row])), "--unit", "ROOT")
    later = str(book(tmp_path / "b.xlsx", [HEAD, row("0005")]))
    code, report = luoshi(house, "import", "opinions", later, "--unit", "ROOT")
    assert (code, report["accepted"]) == (0, 1)
    figures = {one["name"]: one["value"] for one in luoshi(house, "figures")[1]}
    assert (figures["opinions.raised"], figures["opinions.answered"]) == (1, 1)
    other = str(book(tmp_path / "c.xlsx", [HEAD, row("0005", title="另一件事")]))
    code, report = luoshi(house, "import", "opinions", other, "--unit", "ROOT")
    assert code != 0 and [(one["row"], one["column"]) for one in report["errors"]] == [(2, "留言主题")]


@pytest.mark.sweep
def test_people_report_while_a_large_ledger_comes_in(tmp_path: Path) -> None:
    """Ten thousand rows here; the long tier takes a hundred thousand."""
    home = tmp_path / "home"
    make(home)
    file = ledger(tmp_path / "ledger.xlsx", 10_000)
    with served(home) as house:
        said, _took, waits = bring(house, file, gap=0.05)
    assert said["accepted"] == 10_000
    assert len(waits) > 10 and max(waits) < 2.0, sorted(waits)[-5:]
    assert luoshi(home, "verify")[0] == 0
