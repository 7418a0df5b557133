"""Entering opinions on their page: what is refused stands at its row, and nothing that was typed is lost."""

import re
import uuid
from typing import Any

import pytest

from luoshi.mechanisms.opinions.services import MOST_ROWS
from luoshi.web.tests.house import Caller, calls, clock

__all__ = ["calls", "clock"]
pytestmark = pytest.mark.django_db
ENTER = "/w/opinions/enter"


def sheet(*rows: tuple[str, str], **more: str) -> dict[str, str]:
    sent = {"command": str(uuid.uuid4()), "unit": "EQUIP", "channel": "box", **more}
    for n, (raiser, text) in enumerate(rows, start=1):
        sent |= {f"raiser-{n}": raiser, f"topic-{n}": "", f"text-{n}": text}
    return sent


def kept(page: str) -> list[str]:
    return [words for words in re.findall(r"<textarea name=\"text-\d+\"[^>]*>([^<]*)</textarea>", page) if words]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(("99999", "班车晚点"), "raiser-3"), (("20110", " "), "text-3")],
)
def test_a_wrong_row_is_named_and_every_row_stays_typed(calls: Any, wrong: tuple[str, str], field: str) -> None:
    chen: Caller = calls("chen")
    answer = chen.post(ENTER, sheet(("20110", "食堂菜凉"), ("", ""), wrong, ("陈立", "路灯不亮")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page)
    assert {"食堂菜凉", "路灯不亮"} <= set(kept(page))


def test_an_empty_row_in_the_middle_is_passed_over(calls: Any) -> None:
    answer = calls("chen").post(ENTER, sheet(("20110", "食堂菜凉"), ("", ""), ("", "路灯不亮")))
    assert answer.status_code == 302 and "entered=2" in answer["Location"]


def test_more_rows_than_go_at_once_are_refused_and_all_of_them_stay(calls: Any) -> None:
    answer = calls("chen").post(ENTER, sheet(*[("", f"第{n}条") for n in range(1, MOST_ROWS + 6)]))
    assert answer.status_code == 422
    assert kept(answer.content.decode()) == [f"第{n}条" for n in range(1, MOST_ROWS + 6)]


def test_who_enters_for_no_unit_finds_no_such_page(calls: Any) -> None:
    worker = calls("wang")
    assert [worker.get(ENTER).status_code, worker.post(ENTER, sheet(("", "路灯不亮"))).status_code] == [404, 404]
    assert worker.get("/w/opinions/symposiums/new").status_code == 404


def test_an_opinion_that_nobody_signed_is_called_so_in_the_list(calls: Any) -> None:
    chen: Caller = calls("chen")
    chen.post(ENTER, sheet(("", "路灯不亮")))
    page = chen.text("/w/list/opinion")
    assert "路灯不亮" in page and "没署名" in page and "未登录时报的" not in page
