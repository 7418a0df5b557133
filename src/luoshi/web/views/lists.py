"""The list of one kind of matter in the units a person reads."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import Kind, kinds
from luoshi.kernel.matters.selectors import PAGE, Filters, Row, in_list, view_counts
from luoshi.kernel.matters.selectors import page as keyed_page
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import unit_by_code, units_read
from luoshi.web.accounts.views import must_sign_in
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, holder_words
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.views.inbox import raiser_name


@require_safe
@must_sign_in
def matters(request: Asked, kind: str) -> HttpResponse:
    who, declared = actor(request), kinds.get(kind)
    if declared is None or not who.holds(*READING):
        raise Unseen
    filters, calendar = _filters(request, declared), office_calendar(today(request))
    found = in_list(who, filters, request.at)
    rows, newer, older = keyed_page(found, before=_key(request, "before"), after=_key(request, "after"))
    counts = view_counts(who, filters, request.at)
    views: list[tuple[str, str, int | str]] = [
        ("open", _("Open"), counts["open"]),
        ("late", _("Late"), counts["late"]),
        ("checking", _("To be checked"), counts["checking"]),
        ("closed", _("Closed"), ""),
        ("all", _("All"), ""),
    ]
    context: dict[str, Any] = {
        "title": declared.plural,
        "views": [(label, count, _turn(request, view=name), name == filters.view) for name, label, count in views],
        "filters": {
            "action": f"/w/list/{kind}",
            "fields": _fields(request, declared, filters),
            "hidden": [("view", filters.view)],
        },
        "reset_url": f"/w/list/{kind}",
        "count_words": _("%(n)s on this page, newest first") % {"n": len(rows)},
        "register_url": "/w/report/",
        "rows": [_line(row, request, calendar) for row in rows],
        "newer_url": _turn(request, after=newer) if newer else "",
        "older_url": _turn(request, before=older) if older else "",
        "page_words": _("%(n)s a page") % {"n": PAGE},
    }
    return page(
        request,
        "web/list.html",
        context,
        title=str(declared.plural),
        here=f"list {kind}",
        crumbs=[(_("Home"), "/w/"), (str(declared.plural), "")],
        back="/w/",
    )


def _filters(request: Asked, kind: Kind) -> Filters:
    view = request.GET.get("view", "open")
    unit = request.GET.get("unit", "")
    return Filters(
        kind.name,
        view if view in ("open", "late", "checking", "closed", "all") else "open",
        (unit_by_code(unit).pk,) if unit else (),
        request.GET.get("channel", "") if request.GET.get("channel", "") in kind.channels else "",
        day(request, "since"),
        day(request, "until"),
    )


def _fields(request: Asked, kind: Kind, filters: Filters) -> list[Field]:
    units = [
        ("", _("All")),
        *((unit.code, "　" * depth + unit.name) for unit, depth in units_read(actor(request), today(request))),
    ]
    channels = [("", _("All")), *kind.channels.items()]
    return [
        Field("unit", _("Unit"), "choice", value=request.GET.get("unit", ""), options=units),
        Field("channel", _("How it came"), "choice", value=filters.channel, options=channels),
        Field("since", _("Raised from"), "date", value=str(filters.since or "")),
        Field("until", _("Raised before"), "date", value=str(filters.until or "")),
    ]


def _line(row: Row, request: Asked, calendar: Calendar) -> tuple[Any, ...]:
    states, sentence = small_chain(row)
    channel = kinds[row.kind].channels.get(row.channel, "")
    place = row.place or row.unit
    clock = clock_of(row, request.at, calendar)
    tags = [(_("Round %(n)s") % {"n": row.round}, "late")] if row.round > 1 else []
    return (
        row.number,
        f"/w/matters/{row.id}",
        row.title,
        place,
        channel,
        raiser_name(row),
        holder_words(row),
        states,
        sentence,
        clock,
        tags,
    )


def _turn(request: Asked, **keys: int | str) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in ("before", "after")}
    return f"?{urlencode({**kept, **keys})}"


def _key(request: Asked, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def day(request: Asked, name: str) -> date | None:
    """A day from the address; what is no day is no filter."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
