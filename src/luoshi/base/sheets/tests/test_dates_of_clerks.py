"""Days and moments as clerks write them: each shape is read, and what is none says what to do."""

from datetime import date, datetime

import pytest

from luoshi.base.clock import PLANT_ZONE
from luoshi.base.sheets.moments import Unreadable, read_day, read_moment


def wall(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PLANT_ZONE)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2019/4/25 9:32:09", wall(2019, 4, 25, 9, 32, 9)),
        ("2026-11-21 08:30", wall(2026, 11, 21, 8, 30)),
        ("2026-11-21T08:30:15", wall(2026, 11, 21, 8, 30, 15)),
        ("2026年11月21日 9时5分", wall(2026, 11, 21, 9, 5)),
        ("2026年11月21日9时5分30秒", wall(2026, 11, 21, 9, 5, 30)),
        ("2026年11月21日(星期六) 9:05", wall(2026, 11, 21, 9, 5)),
        ("2026年11月21日 下午3点", wall(2026, 11, 21, 15)),
        ("2026年11月21日 下午3点半", wall(2026, 11, 21, 15, 30)),
        ("2026-11-21 上午9:05", wall(2026, 11, 21, 9, 5)),
        ("2026-11-21 下午12:05", wall(2026, 11, 21, 12, 5)),
        ("2026-11-21 9:05 PM", wall(2026, 11, 21, 21, 5)),
        ("２０２６－１１－２１　０８：３０", wall(2026, 11, 21, 8, 30)),
        ("2026.12.5 08:30", wall(2026, 12, 5, 8, 30)),
        ("2026 / 12 / 5 08:30", wall(2026, 12, 5, 8, 30)),
        ("20260105093209", wall(2026, 1, 5, 9, 32, 9)),
        ("20260105 09:32", wall(2026, 1, 5, 9, 32)),
        (20260105093209.0, wall(2026, 1, 5, 9, 32, 9)),
        (46347.354166666664, wall(2026, 11, 21, 8, 30)),
        ("46347.354166666664", wall(2026, 11, 21, 8, 30)),
        (datetime(2026, 11, 21, 8, 29, 59, 999998), wall(2026, 11, 21, 8, 30)),
        ("\t2026-11-21 08:30\n", wall(2026, 11, 21, 8, 30)),
    ],
)
def test_a_moment_is_read_in_every_shape(written: object, moment: datetime) -> None:
    assert read_moment(written) == (moment, True)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-21", "2026/11/21", "2026.11.21", "2026年11月21日", "2026年11月21号", "20261121", 20261121.0, 46347.0, "46347",
        date(2026, 11, 21), "２０２６年１１月２１日", "2026年11月21日（星期六）", "2026-11-21 周六", "2026 年 11 月 21 日",
    ],
)  # fmt: skip
def test_a_bare_day_is_a_moment_whose_hour_is_unknown(written: object) -> None:
    assert read_moment(written) == (wall(2026, 11, 21), False)
    assert read_day(written) == date(2026, 11, 21)


def test_a_book_that_counts_from_1904_is_four_years_ahead() -> None:
    assert read_day(46347.0 - 1462, from_1904=True) == date(2026, 11, 21)
    assert read_day(46347.0) == date(2026, 11, 21)


def test_a_day_without_a_year_takes_the_only_year_around_it() -> None:
    assert read_day("11月30日", years={2026}) == date(2026, 11, 30)


@pytest.mark.parametrize("years", [set(), {2025, 2026}])
def test_a_day_without_a_year_is_refused_where_the_year_is_not_plain(years: set[int]) -> None:
    with pytest.raises(Unreadable) as refused:
        read_day("11月30日", years=years)
    assert "2026-11-30" in refused.value.remedy


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30", "2026/13/1", "20260230", "2026年2月30日", "26-11-21", "26/11/21", "1-1-18", "26年11月21日", "11/21/2026",
        "2026-11-21 25:00", "2026-11-21 08:61", "2026-11-21 就今天", "长期", "即时整改", "2026-11", "46347999", 3.0, "3026-11-21",
        "2026-11-2108:30", "2026-11/21", True, "2026-11-21-1",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_what_to_do(written: object) -> None:
    with pytest.raises(Unreadable) as refused:
        read_moment(written)
    assert refused.value.problem and refused.value.remedy
