"""An administrator's page: which systems are told what, their secrets told once, how each delivery ended."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.adapters.api import hooks as services
from luoshi.adapters.api.happenings import EVENTS, TEST
from luoshi.adapters.api.selectors import Sent, hooks_of, lately_told
from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.selectors import all_units, unit_by_code
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import administrators_page

HERE = "/w/admin/hooks/"


@require_safe
def hooks(request: Asked) -> HttpResponse:
    """Which systems are told, and what became of it."""
    must_administer(actor(request))
    return _page(request)


@require_POST
def act(request: Asked, name: str) -> HttpResponse:
    """One of the forms of the page was sent. The secret of a new webhook is shown on the page that answers, this once."""
    must_administer(actor(request))
    if name == "add":
        try:
            return _page(request, secret=_add(request))
        except Refusal as refusal:
            return _page(request, refusal)
    doing = ACTS.get(name)
    if doing is None:
        raise Unseen
    try:
        doing(request, command(request))
    except Refusal as refusal:
        return _page(request, refusal)
    return HttpResponseRedirect(f"{HERE}?done={name}")


def _add(request: Asked) -> str:
    post = request.POST
    key = command(request)
    try:
        unit = unit_by_code(post.get("unit", ""))
    except Unseen:
        raise Refusal(_("Choose a unit."), field="unit") from None
    own = post.get("own_key", "").strip().removeprefix("key-")
    if own and not (own.isdecimal() and len(own) < 19):
        raise Refusal(_("There is no key of this number that holds."), field="own_key")
    return services.add_hook(
        actor=actor(request), at=request.at, command=key, name=post.get("name", ""), address=post.get("address", ""),
        events=post.getlist("events"), unit=unit, own_key=int(own) if own else None,
    )  # fmt: skip


def _number(request: Asked) -> int:
    text = request.POST.get("hook", "")
    if not text.isdecimal() or len(text) > 18:
        raise Unseen
    return int(text)


def _end(request: Asked, key: uuid.UUID) -> None:
    services.end_hook(actor=actor(request), at=request.at, command=key, hook=_number(request))


def _on(request: Asked, key: uuid.UUID) -> None:
    services.switch_on(actor=actor(request), at=request.at, command=key, hook=_number(request))


def _test(request: Asked, key: uuid.UUID) -> None:
    services.test_hook(actor=actor(request), at=request.at, command=key, hook=_number(request))


def _again(request: Asked, key: uuid.UUID) -> None:
    try:
        delivery = uuid.UUID(request.POST.get("delivery", ""))
    except ValueError:
        raise Unseen from None
    services.tell_again(actor=actor(request), at=request.at, command=key, delivery=delivery)


ACTS: dict[str, Callable[[Asked, uuid.UUID], None]] = {"end": _end, "on": _on, "test": _test, "again": _again}


def _page(request: Asked, refusal: Refusal | None = None, secret: str = "") -> HttpResponse:
    who, post = actor(request), request.POST if refusal else {}
    labels = {**EVENTS, TEST: _("Test")}
    chosen = request.POST.getlist("events") if refusal else []
    context: dict[str, Any] = {
        "secret": secret,
        "hooks": [
            (one.pk, one.name, one.address, "、".join(str(labels[event]) for event in one.events), one.unit,
             _("switched off on %(day)s") % {"day": f"{local(one.off_at):%m-%d %H:%M}"} if one.off_at else
             _("failed %(n)s times in a row") % {"n": one.failing} if one.failing else _("on"), bool(one.off_at))
            for one in hooks_of(who)
        ],
        "told": [
            (one.key, f"{local(one.entered_at):%m-%d %H:%M}", one.hook, labels.get(one.event, one.event), _ended(one), one.can_go_again)
            for one in lately_told(who)
        ],
        "fields": _fields(request, post, refusal),
        "events": [(name, label, name in chosen or not refusal) for name, label in EVENTS.items()],
        "events_error": str(refusal) if refusal and refusal.field == "events" else "",
    }  # fmt: skip
    done = {
        "end": _("It is told nothing any more."),
        "on": _("It is told again what happens from now on."),
        "test": _("A test is on its way."),
        "again": _("It is tried again."),
    }
    title = _("Webhooks: telling other systems")
    return administrators_page(request, "api/hooks.html", context, title=title, here="hooks", refusal=refusal, done=done)


def _ended(one: Sent) -> str:
    """How it ended, or why it is tried again."""
    if one.told_at:
        return _("told (%(status)s)") % {"status": one.answer}
    if one.given_up_at:
        return _("given up: %(why)s") % {"why": one.trouble}
    return _("tried %(n)s times: %(why)s") % {"n": one.tries, "why": one.trouble} if one.tries else _("waits")


def _fields(request: Asked, post: Any, refusal: Refusal | None) -> list[Field]:
    units = [(unit.code, "\u3000" * depth + unit.name) for unit, depth in all_units(today(request))]
    fields = [
        Field("name", _("Which system"), "text", True),
        Field("address", _("Address"), "text", True, hint=_("https, on the open net; what lies inside stands in LUOSHI_HOOK_HOSTS")),
        Field("unit", _("Unit"), "choice", True, options=units),
        Field("own_key", _("Key of this system, if it has one"), "text", hint=_("As key-12: what came through it is not told to it again")),
    ]  # fmt: skip
    for one in fields:
        one.value = post.get(one.name, "")
        one.error = str(refusal) if refusal and refusal.field == one.name else ""
    return fields
