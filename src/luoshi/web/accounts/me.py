"""What one sets about one's own sign-in: the password, the browsers signed in, keys for programs."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.registry import Shelf
from luoshi.web.accounts import passwords, sessions, tokens
from luoshi.web.accounts.entering import address_of
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shelves import MenuLine

me_lines: Shelf[MenuLine] = Shelf("pages about one's own sign-in")
me_lines.put("sessions", MenuLine("sessions", gettext_lazy("Signed in"), "/w/me/sessions", "me", lambda who: True))
me_lines.put("password", MenuLine("password", gettext_lazy("Password"), "/w/me/password", "me", lambda who: True))
me_lines.put("tokens", MenuLine("tokens", gettext_lazy("Keys for programs"), "/w/me/tokens", "me", lambda who: True))


def me_page(
    request: Asked, template: str, context: dict[str, Any], *, title: str, here: str, refusal: Refusal | None = None, done: str = ""
) -> HttpResponse:
    """A page about one's own sign-in, with the tabs to the others."""
    from luoshi.web.shell import page

    tabs = [(line.label, line.url, line.name == here) for line in me_lines if line.may(actor(request))]
    return page(
        request, template, {**context, "tabs": tabs}, title=title, here="me sign-in", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/",
        status=refusal.status if refusal else 200, messages=[("good", done)] if done else [],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: Asked) -> HttpResponse:
    """Where I am signed in; one of them or all others are signed out."""
    here = request.visitor.sign_in
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen != "others" and not (chosen.isdecimal() and len(chosen) < 19):
            raise Unseen
        sessions.end_own(actor=actor(request), at=request.at, here=here, session=None if chosen == "others" else int(chosen))
        return HttpResponseRedirect("/w/me/sessions?done=1")
    lines = [
        {**line.__dict__, "device": sessions.device_words(line.device), "since": local_date(line.since), "seen": local_date(line.seen)}
        for line in sessions.own_sessions(actor(request), here, request.at)
    ]
    done = _("Signed out there.") if "done" in request.GET else ""
    return me_page(request, "accounts/sessions.html", {"lines": lines}, title=_("Where you are signed in"), here="sessions", done=done)


@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: Asked) -> HttpResponse:
    """Choose another password: the old one is asked, every other browser is signed out."""
    refusal = None
    if request.method == "POST":
        try:
            post = request.POST
            passwords.change(
                actor=actor(request), at=request.at, here=request.visitor.sign_in, old=post.get("old", ""),
                password=post.get("password", ""), again=post.get("again", ""), address=address_of(request),
            )  # fmt: skip
            return HttpResponseRedirect("/w/me/password?done=1")
        except Refusal as refused:
            refusal = refused
    context = {
        "errors": {refusal.field or "password": str(refusal)} if refusal else {},
        "must": request.visitor.must_change,
        "has": passwords.has_one(actor(request)),
    }
    done = _("The new password holds. Every other browser is signed out.") if "done" in request.GET and not refusal else ""
    return me_page(request, "accounts/password.html", context, title=_("Your password"), here="password", refusal=refusal, done=done)


@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: Asked) -> HttpResponse:
    """The own keys for programs; a new one is shown this once."""
    refusal, secret = None, ""
    if request.method == "POST":
        try:
            secret = _token_act(request)
            if not secret:
                return HttpResponseRedirect("/w/me/tokens?done=1")
        except Refusal as refused:
            refusal = refused
    post = request.POST if refusal else {}
    context = {
        "lines": [{**line.__dict__, "can": [tokens.SCOPES[one] for one in line.scopes if one in tokens.SCOPES]} for line in
                  tokens.tokens_of(actor(request), request.at)],
        "scopes": [(name, label, bool(refusal) and name in request.POST.getlist("scopes")) for name, label in tokens.SCOPES.items()],
        "secret": secret,
        "command": uuid.uuid4(),
        "typed": {"name": post.get("name", ""), "last": post.get("last", str(today(request) + timedelta(days=90)))},
        "latest": today(request) + timedelta(days=tokens.LONGEST),
        "errors": {refusal.field or "name": str(refusal)} if refusal else {},
    }  # fmt: skip
    done = _("This key opens nothing any more.") if "done" in request.GET and not refusal and not secret else ""
    return me_page(request, "accounts/tokens.html", context, title=_("Keys for programs"), here="tokens", refusal=refusal, done=done)


def _token_act(request: Asked) -> str:
    """Take a key back, or make one and answer it."""
    post, revoke = request.POST, request.POST.get("revoke", "")
    if revoke:
        if not (revoke.isdecimal() and len(revoke) < 19):
            raise Unseen
        tokens.revoke_token(actor=actor(request), at=request.at, token=int(revoke))
        return ""
    try:
        last = date.fromisoformat(post.get("last", ""))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field="last") from None
    return tokens.make_token(
        actor=actor(request), at=request.at, command=command(request), name=post.get("name", ""), scopes=post.getlist("scopes"), last=last
    )
