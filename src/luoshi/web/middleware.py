"""Before a view: what time it is, who asks, in which language. After it: refusals and unseen things become calm pages."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.base import clock
from luoshi.base.copies.kept import asked_once
from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.accounts.door import COOKIE, NOBODY, opens, visitor
from luoshi.web.in_hand import InHand
from luoshi.web.programs import asks_as_program
from luoshi.web.request import Asked

LANGUAGE = f"{settings.COOKIE_PREFIX}luoshi_lang"
THEME = f"{settings.COOKIE_PREFIX}luoshi_theme"
THEMES = ("light", "dark")


class Door:
    """Opens the house for one request. Outside the signed-in path no cookie is read: there everybody is nobody.

    Inside it every page waits for a sign-in, unless its view is marked `open_to_all`.
    """

    def __init__(self, get_response: Callable[[Asked], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponseBase:
        inside = request.path.startswith(settings.SIGNED_IN_PATH)
        cookies = request.COOKIES if inside else {}
        wanted = cookies.get(LANGUAGE) if inside else request.GET.get("lang")
        request.at = clock.now()
        request.theme = cookies.get(THEME, "") if cookies.get(THEME) in THEMES else ""
        with (
            asked_once(),
            translation.override(wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE),
        ):
            if not inside:
                request.upload_handlers = [InHand(request)]
            request.visitor = visitor(cookies.get(COOKIE), request.at) if inside else NOBODY
            response = _unkeepable(request) or self.get_response(request)
        if inside:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: Asked, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        """Before every page the sign-in, and back to the page after it; a form is not sent on behind somebody's back."""
        if not request.path.startswith(settings.SIGNED_IN_PATH) or opens(view, request.visitor):
            return None
        onward = request.get_full_path() if request.method in ("GET", "HEAD") else settings.SIGNED_IN_PATH
        return HttpResponseRedirect(f"{settings.SIGNED_IN_PATH}sign-in?{urlencode({'next': onward})}")

    def process_exception(self, request: Asked, error: Exception) -> HttpResponse | None:
        from luoshi.web.views.entry import not_here, refused

        if isinstance(error, Unseen):
            return not_here(request)
        if isinstance(error, Refusal):
            return refused(request, error)
        return None


def _unkeepable(request: Asked) -> HttpResponse | None:
    """A sign that no database keeps is refused at the door, whatever field it came in. What a program sends is read by its own door."""
    if asks_as_program(request):
        return None
    forms = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    if "\0" in request.path or any("\0" in value for form in forms for values in form.lists() for value in values[1]):
        from luoshi.web.views.entry import refused

        return refused(request, Refusal(_("There is a sign in it that cannot be kept: type it anew.")))
    return None
