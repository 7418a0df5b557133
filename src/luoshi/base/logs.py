"""How a line of the log looks in every process: one event, one line, named values; an error by its kind and place, not its words."""

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from types import TracebackType

PLAIN = re.compile(r'[^\s"=\\\x00-\x20\x7f-\x9f\u2028\u2029]+')
ENDS_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029]")
PLACES, CAUSES = 12, 4
MACHINE = ("OperationalError", "PoolTimeout", "InterfaceError")  # they say what the machine does, not what somebody wrote

_request: ContextVar[str] = ContextVar("request", default="")


@contextmanager
def during(request: str) -> Iterator[None]:
    """Every line that is written meanwhile bears the number of this request."""
    before = _request.set(request)
    try:
        yield
    finally:
        _request.reset(before)


class Lines(logging.Formatter):
    """time, level, name, request, event, then what the event names, then the error. As logfmt, or as JSON where LUOSHI_LOG says so."""

    def __init__(self, shape: str = "") -> None:
        super().__init__()
        self.shape = shape or os.environ.get("LUOSHI_LOG", "logfmt")

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
        }
        if _request.get():
            said["request"] = _request.get()
        said["event"] = record.getMessage()
        said.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[1] is not None:
            said.update(error_of(record.exc_info[1], record.exc_info[2]))
        if self.shape == "json":
            return _one_line(json.dumps(said, ensure_ascii=False, default=str))
        return " ".join(f"{name}={_value(value)}" for name, value in said.items())


def error_of(error: BaseException, at: TracebackType | None) -> dict[str, str]:
    """What kind of error, from which others it came, and where. Its words hold what somebody typed or what stands in a row: they stay out,
    but for those of the disk and of a database that is away."""
    chain, kinds = [error], [type(error).__name__]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and len(chain) < CAUSES and cause not in chain:
        chain.append(cause)
        kinds.append(type(cause).__name__)
    places = [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(at)[-PLACES:]]
    said = {"error": " from ".join(kinds), "where": " < ".join(reversed(places))}
    words = next((word for one in chain if (word := _of_the_machine(one))), "")
    return said | ({"said": words} if words else {})


def _of_the_machine(error: BaseException) -> str:
    if isinstance(error, OSError):
        return error.strerror or ""
    return str(error).strip().partition("\n")[0][:300] if type(error).__name__ in MACHINE else ""


def _short(path: str) -> str:
    """A file by its package."""
    return "/".join(Path(path).parts[-3:])


def _value(value: object) -> str:
    text = str(value)
    return text if PLAIN.fullmatch(text) else _one_line(json.dumps(text, ensure_ascii=False))


def _one_line(text: str) -> str:
    """Nothing in it ends the line, for whoever reads it."""
    return ENDS_A_LINE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
