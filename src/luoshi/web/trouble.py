"""What a person reads when the machine below the house gives way: the disk, the memory, the database. It must need none of them itself."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from luoshi.web.programs import asks_as_program, problem
from luoshi.web.shell import Shell

AGAIN_AFTER = 30
ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SHORT = (errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE)
SQLITE_BUSY, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN = 5, 7, 8, 10, 13, 14


@dataclass(frozen=True)
class Trouble:
    """What gave way, and what to do about it."""

    said: object


NO_ROOM = Trouble(
    gettext_lazy(
        "The disk of the server is full. Nothing of what you sent was half done. Tell the administrator to make room; then go back and "
        "send the same form again: it counts once."
    )
)
NO_WRITING = Trouble(
    gettext_lazy(
        "The server can read but not write at the moment. Nothing of what you sent was half done. Tell the administrator; then go back and "
        "send the same form again: it counts once."
    )
)
NO_MEMORY = Trouble(
    gettext_lazy(
        "The server is short of memory. Nothing of what you sent was half done. Wait a minute, go back and send the same form again: it "
        "counts once. If it happens again, tell the administrator."
    )
)
NO_DATABASE = Trouble(
    gettext_lazy(
        "The database does not answer. Nothing of what you sent was half done. Wait a minute, go back and send the same form again: it "
        "counts once. If it happens again, tell the administrator."
    )
)
SQLITE = {
    SQLITE_FULL: NO_ROOM, SQLITE_IOERR: NO_WRITING, SQLITE_READONLY: NO_WRITING, SQLITE_CANTOPEN: NO_WRITING, SQLITE_NOMEM: NO_MEMORY,
    SQLITE_BUSY: NO_DATABASE,
}  # fmt: skip
POSTGRESQL = {"53100": NO_ROOM, "25006": NO_WRITING, "53200": NO_MEMORY}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What gave way below, judged by the error and what it came from; None where the house itself is at fault."""
    chain = list(_chain(error))
    found = next((one for one in map(_told, chain) if one), None)
    if found is None and any(isinstance(one, OperationalError | InterfaceError | InternalError) for one in chain):
        return NO_DATABASE
    return found


def in_the_way(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page for it, 503: a sentence with what to do, drawn without asking the database."""
    title, said = _("Not possible at the moment"), str(trouble.said)
    if asks_as_program(request):
        return problem(503, title, said, Retry_After=str(AGAIN_AFTER))
    try:
        shell = Shell(
            title=title, viewer=None, house="", nav=(), bar=(), crumbs=(), lang=get_language() or "", other_lang=_other(), theme="",
            signout_url="", footer="", back_url="", demo=False, search_url="",
        )  # fmt: skip
        response = render(request, "web/calm.html", {"shell": shell, "messages": [], "title": title, "sentence": said}, status=503)
    except Exception:  # not even a page can be drawn: the bare sentence
        response = HttpResponse(said, status=503, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(AGAIN_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _other() -> tuple[str, str]:
    return ("English", "/w/language/en") if get_language() != "en" else ("中文", "/w/language/zh-hans")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> Trouble | None:
    """By the mark that the operating system, SQLite or PostgreSQL puts on an error."""
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, OSError):
        if error.errno in ROOM:
            return NO_ROOM
        return NO_WRITING if error.errno == errno.EROFS else NO_MEMORY if error.errno in SHORT else None
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE.get(code & 0xFF)
    return POSTGRESQL.get(getattr(error, "sqlstate", None) or "")
