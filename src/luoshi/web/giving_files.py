"""Giving a stored file back: as what we know it to be, never as what a browser might guess, and to be run nowhere."""

from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import content_disposition_header

from luoshi.base.files.keeping import path_of
from luoshi.base.files.kinds import TYPES

if TYPE_CHECKING:
    from luoshi.base.files.models import StoredFile

SHUT = "sandbox; default-src 'none'"


def given(request: HttpRequest, stored: "StoredFile") -> HttpResponseBase:
    """Our own photographs are shown, everything else is saved under its name. The browser asks anew each time, and so do we."""
    mark = f'"{stored.digest}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(path_of(stored.digest, stored.kind).open("rb"), content_type=TYPES[stored.kind])
        saved = content_disposition_header(True, stored.name) if stored.kind != "jpeg" else "inline"
        response.headers["Content-Disposition"] = saved or "attachment"
    return shut(response, mark)


def shut(response: HttpResponseBase, mark: str = "") -> HttpResponseBase:
    """The heads of whatever came from outside: no guessing, no running, no other site, nothing kept without asking."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SHUT
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache" if mark else "no-store"
    if mark:
        response.headers["ETag"] = mark
    return response


def size_words(size: int) -> str:
    """How large a file is, as people say it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"
