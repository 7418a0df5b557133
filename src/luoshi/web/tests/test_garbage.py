"""Forms filled with garbage are answered calmly, whoever sends them."""

from collections.abc import Callable

import pytest

from luoshi.web.tests.house import Caller

ADDRESSES = (
    "/w/opinions/enter", "/w/opinions/symposiums/new", "/w/import/", "/w/batch/opinion", "/w/phrases/opinion", "/w/admin/calendar/2027",
    "/w/admin/shifts",
)  # fmt: skip
GARBAGE = {
    "unit": "ENERGY", "title": "x", "day": "0001-01-01", "clock": "00:00", "on": "0001-01-01", "since": "0001-01-01", "host": "20231",
    "m": "99999999999999999", "step": "assign", "workdays": "9" * 5000, "phrases": "a\0b", "text-1": "a\0\ud7ff\U0001f600", "raiser-1": "\0",
    "file": "x", "register": "opinions", "representatives": "王海生",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "chen", "gao", "wang", "tang"])
@pytest.mark.parametrize("command", ["x", "3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869"])
def test_garbage_is_answered_calmly(calls: Callable[[str], Caller], who: str, command: str) -> None:
    caller = calls(who)
    for address in ADDRESSES:
        assert caller.post(address, {"command": command, **GARBAGE}).status_code < 500, address
