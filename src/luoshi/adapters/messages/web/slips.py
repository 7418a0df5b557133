"""Slips on paper for people who are reached in no other way: a leader prints them, they are cut and handed over."""

import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.adapters.messages.printing import print_slips
from luoshi.adapters.messages.slips import led
from luoshi.adapters.messages.slips import slips as slips_of
from luoshi.base.clock import local
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.selectors import unit_by_code
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Unit

HERE = "/w/messages/slips"


@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: Asked) -> HttpResponse:
    """What is not printed yet; once it was sent to the printer, the same sheet again under its own address."""
    units = led(actor(request), today(request))
    if not units:
        raise Unseen
    code = (request.POST if request.method == "POST" else request.GET).get("unit") or units[0][0].code
    unit = unit_by_code(code)
    if request.method == "POST":
        shown = slips_of(actor(request), unit, today(request))
        key, people = command(request), [slip.id for slip in shown]
        chosen = [one for one in people if str(one) in request.POST.getlist("person")]
        if chosen:
            print_slips(actor=actor(request), at=request.at, command=key, unit=unit, people=chosen)
        return HttpResponseRedirect(f"{HERE}?unit={unit.code}&printed={key}" if chosen else f"{HERE}?unit={unit.code}")
    return _page(request, units, unit)


def _page(request: Asked, units: "list[tuple[Unit, int]]", unit: "Unit") -> HttpResponse:
    printed = _uuid(request.GET.get("printed", ""))
    found = slips_of(actor(request), unit, today(request), printed)
    context = {
        "units": [(one.code, "\u3000" * depth + one.name) for one, depth in units],
        "code": unit.code,
        "slips": [
            (
                slip.id, slip.name, slip.staff_no, slip.unit, slip.more,
                [(line.what, line.title, line.number, f"{local(line.due):%m-%d %H:%M}" if line.due else "") for line in slip.lines],
            )
            for slip in found
        ],
        "printed": bool(printed),
        "command": uuid.uuid4(),
        "address": book(today(request)).text("messages.address"),
        "day": f"{local(request.at):%Y-%m-%d}",
    }  # fmt: skip
    title = _("Slips for people without a phone")
    crumbs = [(_("Home"), "/w/"), (title, "")]
    return page(request, "messages/slips.html", context, title=title, here="message slips", crumbs=crumbs, back="/w/team/")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
