"""A person's own page: where messages reach me, which of them I want, my calendar."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.adapters.messages import services
from luoshi.adapters.messages.channels import CHANNELS
from luoshi.adapters.messages.feed import calendar
from luoshi.adapters.messages.selectors import addresses_of, feed_since, kinds_of, person_of_feed
from luoshi.base.clock import local
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

HERE = "/w/messages/mine"
FORMS = ("address", "confirm", "remove", "test", "kinds", "feed", "feed-end")


@require_safe
def mine(request: Asked) -> HttpResponse:
    """Where messages reach me, and the forms to change it."""
    return _page(request)


@require_POST
def act(request: Asked, name: str) -> HttpResponse:
    """One of the forms of the page was sent."""
    if name == "feed":
        token = services.make_feed(actor=actor(request), at=request.at, command=command(request))
        return _page(request, feed=request.build_absolute_uri(f"/feed/{token}.ics"))
    doing = ACTS.get(name)
    if doing is None:
        raise Unseen
    try:
        doing(request)
    except Refusal as refusal:
        return _page(request, name, refusal)
    return HttpResponseRedirect(f"{HERE}?done={name}")


@require_safe
def feed(request: Asked, token: str) -> HttpResponse:
    """The calendar at its secret address."""
    response = HttpResponse(calendar(person_of_feed(token, today(request)), request.at), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _address(request: Asked) -> None:
    post = request.POST
    services.give_address(
        actor=actor(request), at=request.at, command=command(request), channel=post.get("channel", ""), address=post.get("address", "")
    )


def _confirm(request: Asked) -> None:
    post = request.POST
    services.confirm_address(
        actor=actor(request), at=request.at, command=command(request), channel=post.get("channel", ""), code=post.get("code", "")
    )


def _remove(request: Asked) -> None:
    services.remove_address(actor=actor(request), at=request.at, command=command(request), channel=request.POST.get("channel", ""))


def _test(request: Asked) -> None:
    services.send_test(actor=actor(request), at=request.at, command=command(request), channel=request.POST.get("channel", ""))


def _kinds(request: Asked) -> None:
    services.choose_kinds(actor=actor(request), at=request.at, command=command(request), wanted=request.POST.getlist("wanted"))


def _end_feed(request: Asked) -> None:
    services.end_feed(actor=actor(request), at=request.at, command=command(request))


ACTS: dict[str, Callable[[Asked], None]] = {
    "address": _address,
    "confirm": _confirm,
    "remove": _remove,
    "test": _test,
    "kinds": _kinds,
    "feed-end": _end_feed,
}


def _page(request: Asked, tried: str = "", refusal: Refusal | None = None, feed: str = "") -> HttpResponse:
    since = feed_since(actor(request))
    context: dict[str, Any] = {
        "addresses": _addresses(request, tried, refusal),
        "fields": _fields(request, tried, refusal),
        "kinds": kinds_of(actor(request)),
        "commands": {name: uuid.uuid4() for name in FORMS},
        "error": str(refusal) if refusal and (not refusal.field or tried not in ("address", "confirm")) else "",
        "feed": feed,
        "feed_since": f"{local(since):%Y-%m-%d}" if since else "",
        "quiet": (book(today(request)).text("messages.quiet_from"), book(today(request)).text("messages.quiet_until")),
    }
    done = {
        "address": _("A code is on its way. Type it below."),
        "confirm": _("From now on messages reach you there."),
        "remove": _("Nothing is sent there any more."),
        "test": _("A test is on its way."),
        "kinds": _("Kept."),
        "feed-end": _("The address of the calendar has ended."),
    }
    said = done.get(request.GET.get("done", "")) if request.method == "GET" else None
    return page(
        request, "messages/mine.html", context, title=_("Messages and calendar"), here="messages", back="/w/",
        status=refusal.status if refusal else 200, messages=[("good", said)] if said else [],
    )  # fmt: skip


def _addresses(request: Asked, tried: str, refusal: Refusal | None) -> list[dict[str, Any]]:
    """Each own address: where, whether it is confirmed, and the field for its code."""
    drawn = []
    for channel, row in addresses_of(actor(request)).items():
        field = Field("code", _("Code you received"), "text", True, hint=_("Six digits, sent to this address; they hold half an hour."))
        if tried == "confirm" and refusal and request.POST.get("channel") == channel:
            field.error, field.value = str(refusal), request.POST.get("code", "")
        drawn.append(
            {"channel": channel, "label": CHANNELS[channel].label, "address": row.address, "sure": bool(row.confirmed_at), "code": field}
        )
    return drawn


def _fields(request: Asked, tried: str, refusal: Refusal | None) -> list[Field]:
    """The form for a new address; ways that are not set up in this house are not offered."""
    offered = [(one.name, one.label) for one in CHANNELS.values() if not one.missing()]
    if not offered:
        return []
    hints = [_("%(way)s: %(hint)s") % {"way": one.label, "hint": one.hint} for one in CHANNELS.values() if not one.missing()]
    hint = _("; ").join(hints)
    channel = Field("channel", _("Way"), "choice", True, options=offered, value=str(offered[0][0]) if len(offered) == 1 else "")
    address = Field("address", _("Address"), "text", True, hint=hint)
    if tried == "address" and refusal:
        for field in (channel, address):
            field.value = request.POST.get(field.name, "")
            field.error = str(refusal) if refusal.field == field.name else ""
    return [channel, address]
