"""The holiday notice is read as it is worded; what contradicts the year or cannot be read is handed back, never guessed."""

from datetime import date, timedelta

import pytest

from luoshi.kernel.org.notice import HOLIDAY, MAKEUP, Day, read_notice
from tests import reference

NOTICE_2026 = """经国务院批准，现将2026年放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def test_a_whole_notice_is_understood_but_for_its_first_sentence() -> None:
    read = read_notice(NOTICE_2026, 2026)
    assert read.unread == ("经国务院批准，现将2026年放假调休日期的具体安排通知如下",)
    off = {day.on for day in read.days if day.kind == HOLIDAY}
    makeup = {day.on for day in read.days if day.kind == MAKEUP}
    assert len(off) == 33
    for on in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
        assert (on in makeup or (on.weekday() < 5 and on not in off)) == reference.works(on), on
    assert Day(date(2026, 2, 14), MAKEUP, "春节") in read.days, "the make-up day carries the name of its festival"


@pytest.mark.parametrize(
    "sentence, days",
    [
        ("元旦：1月1日放假1天。", ["2026-01-01 休 元旦"]),
        ("元旦：1月1日（星期四）放假1天，不调休。", ["2026-01-01 休 元旦"]),
        ("（一）元旦：2026年1月1日至1月2日放假，共2天", ["2026-01-01 休 元旦", "2026-01-02 休 元旦"]),
        ("1月4日（星期日）上班", ["2026-01-04 班"]),
        ("9月20日、10月10日照常上班；", ["2026-09-20 班", "2026-10-10 班"]),
        ("2026-02-14 班 春节调休", ["2026-02-14 班 春节调休"]),
        ("2026-1-1 休 元旦", ["2026-01-01 休 元旦"]),
    ],
)
def test_each_customary_form_is_read(sentence: str, days: list[str]) -> None:
    read = read_notice(sentence, 2026)
    assert read.lines.splitlines() == days
    assert read.unread == ()
    assert read_notice(read.lines, 2026) == read, "what it shows can be read again"


@pytest.mark.parametrize(
    "sentence",
    [
        "元旦：1月1日至3日放假调休，共4天",
        "元旦：1月1日（周三）放假1天",
        "2月30日上班",
        "1月3日至1日放假",
        "1月4日至5日上班",
        "1月1日",
        "大家节日快乐",
        "2026-13-01 休 元旦",
        "2026-01-01 假 元旦",
    ],
)
def test_what_cannot_be_read_is_handed_back_as_it_stands(sentence: str) -> None:
    read = read_notice(f"元旦：1月1日放假。\n{sentence}。", 2026)
    assert [day.on for day in read.days] == [date(2026, 1, 1)]
    assert [one.rstrip("。") for one in read.unread] == [sentence]


def test_days_of_another_year_are_named_and_left_out() -> None:
    read = read_notice("元旦：2025年12月31日至2026年1月2日放假调休，共3天。", 2026)
    assert [str(day.on) for day in read.days] == ["2026-01-01", "2026-01-02"]
    assert [str(day.on) for day in read.elsewhere] == ["2025-12-31"]


def test_the_notice_of_another_year_is_not_understood() -> None:
    assert read_notice(NOTICE_2026, 2027).days == read_notice("", 2027).days
    assert len(read_notice(NOTICE_2026, 2027).unread) == 12
