"""The ways in: the root, the code on the wall, and the calm pages for what did not work."""

import sys
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.signs import machine_with
from luoshi.web.accounts.door import open_to_all
from luoshi.web.middleware import LANGUAGE, THEME, THEMES
from luoshi.web.programs import asks_as_program, in_trouble, nothing_here, unreadable
from luoshi.web.request import Asked, today
from luoshi.web.shell import page
from luoshi.web.trouble import in_the_way, trouble_of

A_YEAR = 365 * 24 * 3600


@require_safe
def root(request: Asked) -> HttpResponse:
    return HttpResponseRedirect("/w/")


@require_safe
def scanned(request: Asked, place: str) -> HttpResponse:
    """The short address in a QR code: only a signpost, to the place or to the place of the machine."""
    machine = machine_with(place, today(request))
    if machine is None:
        return HttpResponseRedirect(f"/w/report/{quote(place, safe='')}?from=code")
    code, where = machine
    return HttpResponseRedirect(f"/w/report/{quote(where, safe='')}?{urlencode({'from': 'code', 'equipment': code})}")


@open_to_all
@require_safe
def language(request: Asked, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Unseen
    return _keep(request, LANGUAGE, language)


@open_to_all
@require_safe
def theme(request: Asked, theme: str) -> HttpResponse:
    if theme not in (*THEMES, "auto"):
        raise Unseen
    return _keep(request, THEME, theme)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing for this person."""
    if asks_as_program(request):
        return nothing_here()
    return _calm(request, 404, _("Nothing here"), _("The address is wrong, or this is not for you to see."))


def not_readable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that is built as no browser builds one."""
    if asks_as_program(request):
        return unreadable()
    return HttpResponse(_("The request is not built as the documentation says."), status=400, content_type="text/plain; charset=utf-8")


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return _calm(request, error.status, _("That did not go"), str(error))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from another session or browser."""
    return _calm(request, 403, _("This form has grown old"), _("Open the page again and send it once more: nothing was changed."))


def broken(request: HttpRequest) -> HttpResponse:
    """Something in the house is broken, or below it; it must not need the database to say so."""
    below = trouble_of(sys.exception())
    if below:
        return in_the_way(request, below)
    if asks_as_program(request):
        return in_trouble()
    return HttpResponse(
        _("The server is in trouble. Nothing you sent was half done: try again in a minute."),
        status=500,
        content_type="text/plain; charset=utf-8",
    )


def _calm(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    if not hasattr(request, "visitor"):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return page(request, "web/calm.html", {"sentence": sentence}, title=title, back="/w/", status=status)  # type: ignore[arg-type]


def _keep(request: Asked, cookie: str, value: str) -> HttpResponse:
    onward = request.GET.get("next", "/w/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None) or not onward.startswith("/w/"):
        onward = "/w/"
    response = HttpResponseRedirect(onward)
    response.set_cookie(
        cookie,
        value,
        max_age=A_YEAR,
        path=settings.SIGNED_IN_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_TLS,
    )
    return response
