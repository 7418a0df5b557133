"""An administrator's page: what waits, what failed and why, which ways are set up, the bots of groups."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.adapters.messages import administering, selectors
from luoshi.adapters.messages.channels import CHANNELS
from luoshi.adapters.messages.outbox import CODE, TEST
from luoshi.adapters.messages.wording import said
from luoshi.base.clock import local
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.roles import BUILDING
from luoshi.kernel.org.selectors import all_units, unit_by_code
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import administrators_page

HERE = "/w/admin/messages/"


@require_safe
def messages(request: Asked) -> HttpResponse:
    """What waits, what failed, what is set up."""
    return _page(request)


@require_POST
def act(request: Asked, name: str) -> HttpResponse:
    """One of the forms of the page was sent."""
    _must(request)
    doing = ACTS.get(name)
    if doing is None:
        raise Unseen
    try:
        doing(request, command(request))
    except Refusal as refusal:
        return _page(request, name, refusal)
    return HttpResponseRedirect(f"{HERE}?done={name}")


def _must(request: Asked) -> None:
    if not actor(request).holds(BUILDING):
        raise Unseen


def _id(request: Asked, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Unseen
    return int(text)


def _again(request: Asked, key: uuid.UUID) -> None:
    administering.send_again(actor=actor(request), at=request.at, command=key, message=_id(request, "message"))


def _add(request: Asked, key: uuid.UUID) -> None:
    try:
        unit = unit_by_code(request.POST.get("unit", ""))
    except Unseen:
        raise Refusal(_("Choose a unit."), field="unit") from None
    channel, name = request.POST.get("channel", ""), request.POST.get("name", "")
    administering.add_bot(actor=actor(request), at=request.at, command=key, unit=unit, channel=channel, name=name)


def _end(request: Asked, key: uuid.UUID) -> None:
    administering.end_bot(actor=actor(request), at=request.at, command=key, bot=_id(request, "bot"))


def _test(request: Asked, key: uuid.UUID) -> None:
    administering.test_bot(actor=actor(request), at=request.at, command=key, bot=_id(request, "bot"))


ACTS: dict[str, Callable[[Asked, uuid.UUID], None]] = {"again": _again, "bot": _add, "bot-end": _end, "bot-test": _test}


def _page(request: Asked, tried: str = "", refusal: Refusal | None = None) -> HttpResponse:
    who, labels = actor(request), selectors.labels()
    kinds = {CODE: _("Code you received"), TEST: _("Test"), "group": _("To a group")}
    context: dict[str, Any] = {
        "ways": [(one.label, one.missing()) for one in CHANNELS.values()],
        "waiting": [
            (labels.get(name, name), n, f"{local(first):%m-%d %H:%M}", trouble) for name, n, first, trouble in selectors.waiting(who)
        ],
        "unprinted": selectors.unprinted(who),
        "failed": [
            (
                one.id,
                f"{local(one.given_up_at):%m-%d %H:%M}",
                labels.get(one.channel, one.channel),
                kinds.get(one.what) or said(one.what),
                one.whose,
                one.trouble,
            )
            for one in selectors.failed(who)
        ],
        "address": book(today(request)).text("messages.address"),
        "bots": [(bot.pk, bot.name, bot.unit.name, labels.get(bot.channel, bot.channel)) for bot in selectors.bots(who)],
        "fields": _fields(request, tried, refusal),
    }
    done = {
        "again": _("It is tried again."),
        "bot": _("The bot is entered. Send a test."),
        "bot-end": _("The bot has ended."),
        "bot-test": _("A test is on its way."),
    }
    title = _("Messages: what failed")
    return administrators_page(request, "messages/admin.html", context, title=title, here="message admin", refusal=refusal, done=done)


def _fields(request: Asked, tried: str, refusal: Refusal | None) -> list[Field]:
    units = [(unit.code, "\u3000" * depth + unit.name) for unit, depth in all_units(today(request))]
    groups = [(one.name, one.label) for one in CHANNELS.values() if one.post]
    fields = [
        Field("unit", _("Unit"), "choice", True, options=units),
        Field("channel", _("Way"), "choice", True, options=groups),
        Field("name", _("Name of the bot"), "text", True),
    ]
    if tried == "bot" and refusal:
        for field in fields:
            field.value = request.POST.get(field.name, "")
            field.error = str(refusal) if refusal.field == field.name else ""
    return fields
