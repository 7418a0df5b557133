"""The repeat list: where the same comes again and again, by place or by machine."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.repeats import BY, MOST, Again, Repeated, repeated_at, repeats
from luoshi.kernel.org.roles import READING
from luoshi.web.chains import small_chain
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

DAYS, USUAL = (30, 90, 180, 365), 180
NAMES = {"place": _l("By place"), "equipment": _l("By machine")}
HEADS = {"place": _l("Place"), "equipment": _l("Machine")}


@require_safe
def repeat_list(request: Asked) -> HttpResponse:
    """Places or machines with two or more matters in the chosen days; with one of them chosen, its matters below."""
    who, on = actor(request), today(request)
    if not who.holds(*READING):
        raise Unseen
    by = next((one for one in BY if one == request.GET.get("by") or request.GET.get(one)), BY[0])
    days = next((one for one in DAYS if str(one) == request.GET.get("days")), USUAL)
    chosen, since = request.GET.get(by, ""), on - timedelta(days=days)
    lines = repeats(who, by, since, on)
    listed = repeated_at(who, by, chosen, since, on) if chosen else []
    context = {
        "tabs": [(label, _url(one, days), one == by) for one, label in NAMES.items()],
        "periods": [(_("%(n)s days") % {"n": one}, _url(by, one), one == days) for one in DAYS],
        "head": HEADS[by],
        "lines": [_line(line, by, days, chosen) for line in lines],
        "counts": _("%(n)s with two or more since %(day)s, in the units you read") % {"n": _many(len(lines)), "day": since},
        "chosen": next((line.name for line in lines if line.code == chosen), chosen),
        "matters": [_matter(one) for one in listed],
        "nothing": (_("Nothing came twice in these days"), _("Choose more days, or look the other way round")),
    }
    crumbs = [(_("Home"), "/w/"), (_("Repeat list"), "")]
    return page(request, "web/repeats.html", context, title=_("Repeat list"), here="repeats", crumbs=crumbs, back="/w/")


def _many(count: int) -> str:
    return f"{count}+" if count >= MOST else str(count)


def _url(by: str, days: int, code: str = "") -> str:
    named = {"by": by, "days": days, **({by: code} if code else {})}
    return f"/w/repeats?{urlencode(named)}{'#matters' if code else ''}"


def _line(line: Repeated, by: str, days: int, chosen: str) -> dict[str, Any]:
    last = _("last on %(day)s") % {"day": line.last_on}
    return {
        "name": line.name,
        "meta": f"{line.code} · {line.unit} · {last}",
        "url": _url(by, days, line.code),
        "numbers": [str(line.times), str(line.linked), str(line.still_open)],
        "chosen": line.code == chosen,
    }


def _matter(one: Again) -> tuple[Any, ...]:
    states, sentence = small_chain(one.row)
    standing = kinds[one.row.kind].workflow.state(one.row.state).label
    again = _("the same again as %(number)s") % {"number": one.of} if one.of else ""
    return (
        one.row.number,
        f"/w/matters/{one.row.id}",
        one.row.title,
        again,
        f"{local(one.row.raised_at):%Y-%m-%d}",
        standing,
        states,
        sentence,
    )
