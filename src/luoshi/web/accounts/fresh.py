"""Before the ways of signing in are changed, who it is must have been shown a moment ago: an unlocked phone on a table changes nothing."""

from datetime import timedelta

from django.http import HttpResponse

from luoshi.web.accounts import again, sessions
from luoshi.web.request import Asked


def prove_first(request: Asked, minutes: int) -> HttpResponse | None:
    """None where it was shown within these minutes, or is shown with this form; else the page that asks, which keeps what was typed."""
    visitor = request.visitor
    if visitor.how == sessions.DEMO or visitor.shown_at is None or request.at < visitor.shown_at + timedelta(minutes=minutes):
        return None
    if request.method == "POST" and again._shown(request):
        again._take_out(request)
        return None
    return again.ask(request, minutes)
