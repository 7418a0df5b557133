"""Around every answer, also that of a file or an error: what browsers must not do with it, and a line in the log for what was refused."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
REFUSED = (403, 404, 405, 409, 413, 422)
MOST_SIGNS = 200
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

log = logging.getLogger("luoshi.refused")


class Headers:
    """Stands outermost but one, so that no answer leaves without them; what a page has set itself stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = (
            self.get_response(request) if request.method in METHODS else HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
        )
        for name, value in (
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", PERMISSIONS),
            ("Content-Security-Policy", NOTHING),
            ("Cache-Control", "no-store"),
        ):
            response.headers.setdefault(name, value)
        _note(request, response)
        return response


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    """What a signed-in person was refused: who, what, with which number. Never what was typed, never outside that path."""
    visitor = getattr(request, "visitor", None)
    if response.status_code in REFUSED and visitor and visitor.signed_in and request.path.startswith(settings.SIGNED_IN_PATH):
        log.info("%s person %s %s %s", response.status_code, visitor.actor.person, request.method, quote(request.path)[:MOST_SIGNS])
