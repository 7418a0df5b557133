"""The doors of the house for the tests of this room: everybody reads English here, so that a sentence is found whatever it is translated to."""

from collections.abc import Callable

import pytest

from luoshi.web.middleware import LANGUAGE
from luoshi.web.tests.house import Caller, clock
from luoshi.web.tests.house import calls as calls_in_chinese

__all__ = ["calls_in_chinese", "clock"]


@pytest.fixture
def calls(calls_in_chinese: Callable[[str], Caller]) -> Callable[[str], Caller]:
    """A signed-in browser of this person, in English."""

    def come(who: str) -> Caller:
        caller = calls_in_chinese(who)
        caller.cookies[LANGUAGE] = "en"
        return caller

    return come
