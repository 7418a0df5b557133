"""When the disk, the memory or the database gives way, people read a sentence with what to do, and programs a document."""

import errno
import sqlite3

import pytest
from django.db import IntegrityError, OperationalError
from django.test import RequestFactory
from django.utils import translation

from luoshi.web.trouble import NO_DATABASE, NO_MEMORY, NO_ROOM, NO_WRITING, in_the_way, trouble_of


def _from_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("said by the library")
    cause.sqlite_errorcode = code  # type: ignore[misc]
    error = OperationalError("said by the library")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_from_sqlite(13), NO_ROOM),
        (_from_sqlite(8), NO_WRITING),
        (_from_sqlite(10 | 3 << 8), NO_WRITING),
        (_from_sqlite(5), NO_DATABASE),
        (OperationalError("the connection is lost"), NO_DATABASE),
        (OSError(errno.ENOSPC, "No space left on device"), NO_ROOM),
        (OSError(errno.EROFS, "Read-only file system"), NO_WRITING),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), NO_MEMORY),
        (MemoryError(), NO_MEMORY),
        (IntegrityError("a doer is never the checker"), None),
        (KeyError("a mistake of ours"), None),
        (OSError(errno.ENOENT, "No such file"), None),
        (None, None),
    ],
)
def test_each_error_from_below_has_its_sentence_and_our_own_mistakes_have_none(error: BaseException | None, told: object) -> None:
    assert trouble_of(error) is told


def test_the_page_needs_no_database_and_says_what_to_do() -> None:
    with translation.override("en"):
        answer = in_the_way(RequestFactory().post("/w/report/7F3K9A"), NO_ROOM)
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "Tell the administrator to make room" in text and "<h1>" in text and "Traceback" not in text


def test_a_program_reads_a_document() -> None:
    answer = in_the_way(RequestFactory().post("/api/matters"), NO_DATABASE)
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, "application/problem+json", "30")
