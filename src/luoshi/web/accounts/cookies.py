"""The cookie of a signed-in browser: bound to the signed-in path, unreadable to scripts."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponseBase

from luoshi.web.accounts.door import COOKIE

DAYS_KEPT = 400
R = TypeVar("R", bound=HttpResponseBase)


def give_cookie(response: R, token: str) -> R:
    """Sign this browser in; how long the session holds is decided by the server."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=DAYS_KEPT * 86400,
        path=settings.SIGNED_IN_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_TLS,
    )
    return response


def take_cookie(response: R) -> R:
    """Sign this browser out; what it has kept of the pages goes too."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    for name in (COOKIE, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, path=settings.SIGNED_IN_PATH, samesite="Lax")
    return response
