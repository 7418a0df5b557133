"""A line of the log is one line whatever it holds, and an error's own words stay out of it."""

import json
import logging
import re
import sys

import pytest

from luoshi.base.logs import Lines, during

VALUE = r'(?:[^\s"]+|"(?:[^"\\]|\\.)*")'
LINE = re.compile(rf"time=\S+ level=\w+ name=\S+( request=\S+)? event={VALUE}( \w+={VALUE})*")
NASTY = ("plain", "two words", 'with "quotes"', "a=b", "one\nlevel=error two", "\r\x1b[31mred", "\u2028\x85", "中文 字", "", "back\\slash")


def line(message: object, *args: object, shape: str = "logfmt", error: bool = False, **fields: object) -> str:
    record = logging.LogRecord("luoshi.test", logging.WARNING, "x", 1, message, args, sys.exc_info() if error else None)
    if fields:
        record.fields = fields
    return Lines(shape).format(record)


@pytest.mark.parametrize("text", NASTY)
def test_whatever_it_holds_it_is_one_line_of_named_values(text: str) -> None:
    said = line("saw %s", text, what=text)
    assert said.isprintable() and LINE.fullmatch(said), said
    told = line("saw %s", text, shape="json", what=text)
    assert told.isprintable() and json.loads(told)["what"] == text and json.loads(told)["event"] == f"saw {text}"


def test_the_time_is_said_with_its_zone() -> None:
    assert re.match(r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d level=warning name=luoshi.test event=x$", line("x"))


def test_what_is_written_during_a_request_bears_its_number_and_later_lines_do_not() -> None:
    with during("abc-123"):
        assert " request=abc-123 " in line("x")
    assert "request=" not in line("x")


def test_an_error_is_told_by_kind_and_place_without_its_words() -> None:
    try:
        try:
            int("张三 20416")
        except ValueError as first:
            raise RuntimeError("Failing row contains (张三)") from first
    except RuntimeError:
        said = line("it failed", error=True)
    assert 'error="RuntimeError from ValueError"' in said and "test_logs.py:" in said
    assert "张三" not in said and "20416" not in said and said.count("\n") == 0


def test_what_the_machine_says_is_told() -> None:
    from django.db import OperationalError

    for error, words in (
        (OSError(28, "No space left on device"), "No space left"),
        (OperationalError("connection refused\nDETAIL: x"), "refused"),
    ):
        try:
            raise error
        except type(error):
            said = line("it failed", error=True)
        assert words in said and "DETAIL" not in said
