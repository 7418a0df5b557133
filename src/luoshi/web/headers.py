"""Around every answer, also that of a file or an error: what browsers must not do with it, and a line in the log for what was refused."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from luoshi.web.programs import asks_as_program, not_this_way

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
REFUSED = (403, 404, 405, 409, 413, 422)
MOST_SIGNS = 200
WAYS_IN = ("/w/sign-in", "/w/activate")  # also of guests it is written down that they were refused here
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

log = logging.getLogger("luoshi.refused")


class Headers:
    """Stands outermost but one, so that no answer leaves without them; what a page has set itself stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request) if request.method in METHODS else _unknown(request)
        for name, value in (
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", PERMISSIONS),
            ("Content-Security-Policy", NOTHING),
            ("Cache-Control", "no-store"),
        ):
            response.headers.setdefault(name, value)
        _note(request, response)
        return response


def _unknown(request: HttpRequest) -> HttpResponse:
    """A method that is nowhere in the house."""
    return not_this_way("GET, HEAD, POST") if asks_as_program(request) else HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    """What a signed-in person was refused, and a failed way in: who, where, with which number. Never what was typed."""
    visitor = getattr(request, "visitor", None)
    if response.status_code not in REFUSED or visitor is None or not request.path.startswith(settings.SIGNED_IN_PATH):
        return
    way = next((one for one in WAYS_IN if request.path.startswith(one)), "")
    if visitor.signed_in or way:
        path = way or quote(request.path)[:MOST_SIGNS]
        fields = {"status": response.status_code, "person": visitor.actor.person or "-", "method": request.method, "path": path}
        log.info("refused", extra={"fields": fields})
