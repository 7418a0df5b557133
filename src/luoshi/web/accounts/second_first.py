"""Stands behind the door: whoever's role asks for a second step and has none is led to set one up before anything else."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect

from luoshi.web.accounts import second, sessions
from luoshi.web.request import Asked, actor, today

ASIDE = ("second-mine", "second-act", "passkey-new", "sign-out", "sign-in", "language", "theme", "again", "shown-again", "me-password")


class SecondFirst:
    """One look into a copy in memory for each request of somebody signed in; a demonstration's click is never led."""

    def __init__(self, get_response: Callable[[Asked], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Asked, _view: object, _args: object, _named: object) -> HttpResponse | None:
        visitor = getattr(request, "visitor", None)
        if visitor is None or not visitor.signed_in or visitor.how == sessions.DEMO:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in ASIDE or not second.must_set_up(actor(request), today(request)):
            return None
        return HttpResponseRedirect("/w/me/second")
