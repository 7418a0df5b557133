"""I am away: who stands in for me and until when, for whom I stand in, and for leaders the same for their people."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.deputies import end_deputy, name_deputy, now_without
from luoshi.kernel.org.naming import named_here
from luoshi.kernel.org.roles import ADMINISTERING, LEADING
from luoshi.kernel.org.scope import scope
from luoshi.kernel.org.selectors import person_by_id
from luoshi.kernel.org.standing_in import absences, deputies_of, stood_in_for
from luoshi.web.fields import Field, command
from luoshi.web.privacy.openings import NOTED, note_openings
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Deputy, Person

MOST = 100
A_DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: Asked) -> HttpResponse:
    """Names a deputy or ends one; anybody for oneself, a leader for the people of the own units."""
    if request.method != "POST":
        return _page(request)
    try:
        done = _end(request) if "end" in request.POST else _name(request)
    except Refusal as refusal:
        return _page(request, refusal)
    return HttpResponseRedirect(f"/w/away?done={done}")


def _name(request: Asked) -> str:
    post, person = request.POST, _me(request)
    if post.get("person", "").strip():
        person = _meant(request, "person")
    name_deputy(
        actor=actor(request), at=request.at, command=command(request), person=person, deputy=_meant(request, "deputy"),
        since=_day(request, "since"), until=_day(request, "until") + A_DAY, why=post.get("why", ""),
    )  # fmt: skip
    return "named"


def _end(request: Asked) -> str:
    chosen = request.POST["end"]
    end_deputy(
        actor=actor(request), at=request.at, command=command(request), deputy=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0,
        until=today(request),
    )  # fmt: skip
    return "ended"


def _page(request: Asked, refusal: Refusal | None = None) -> HttpResponse:
    me, on = _me(request), today(request)
    own = deputies_of(me.pk, on)
    led = scope(actor(request), on, LEADING)
    team = [row for row in absences(led, on, MOST) if me.pk not in (row.person_id, row.deputy_id)] if led else []
    note_openings(actor=actor(request), at=request.at, people=[row.person_id for row in team], what="absences")
    context: dict[str, Any] = {
        "noted": NOTED,
        "own": [_line(row, on) for row in own],
        "others": [_line(row, on, other=True) for row in stood_in_for(me.pk, on)],
        "team": [_line(row, on) for row in team],
        "leads": bool(led),
        "fields": _fields(request, refusal, may_for_others=bool(led) or actor(request).holds(*ADMINISTERING)),
        "command": uuid.uuid4() if refusal is None else request.POST.get("command") or uuid.uuid4(),
        "ending": uuid.uuid4(),
    }
    done = {"named": _("It is entered; the deputy is told."), "ended": _("The deputy's days are ended.")}
    said = done.get(request.GET.get("done", ""))
    messages = [("good", said)] if said and not refusal else []
    if refusal and refusal.field not in {one.name for one in context["fields"]}:
        messages.append(("late", str(refusal)))
    left = [person for row in own for person in now_without(me.pk, row.since, row.until)]
    for person in {one.pk: one for one in left}.values():
        words = _("You stand in for %(name)s and are away yourself: on these days nobody does. Tell %(name)s to name somebody else.")
        messages.append(("soon", words % {"name": person.name}))
    title = _("I am away")
    return page(
        request, "web/away.html", context, title=title, here="away", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/mine",
        status=refusal.status if refusal else 200, messages=messages,
    )  # fmt: skip


def _line(row: "Deputy", on: date, other: bool = False) -> tuple[int, str, str, str, str]:
    """The row's id, who is away, who stands in, the days, and whether it lasts or comes."""
    told = {"since": row.since, "last": row.until - A_DAY}
    words = _("%(since)s to %(last)s") % told if row.until - A_DAY > row.since else str(row.since)
    state = _("from today on") if row.since == on else _("now") if row.since < on else _("to come")
    person, deputy = (f"{one.name} · {one.unit.name}" for one in (row.person, row.deputy))
    return row.pk, person, deputy, words + (f" · {row.why}" if row.why and not other else ""), state


def _fields(request: Asked, refusal: Refusal | None, *, may_for_others: bool) -> list[Field]:
    most = _("At most %(n)s days at once") % {"n": book(today(request)).count("deputy.longest")}
    person = Field("person", _("Who is away"), "text", hint=_("Empty: you yourself. Else staff number or name of somebody in your units"))
    fields = [
        *([person] if may_for_others else []),
        Field("deputy", _("Who stands in"), "text", True, hint=_("Staff number or name")),
        Field("since", _("First day away"), "date", True, value=str(today(request))),
        Field("until", _("Last day away"), "date", True, hint=most),
        Field("why", _("Why"), "text", hint=_("Business trip, leave, course; no need to say more")),
    ]
    for one in fields if refusal and "end" not in request.POST else ():
        one.value = request.POST.get(one.name, "")
        if refusal and refusal.field == one.name:
            one.error = str(refusal)
    return fields


def _me(request: Asked) -> "Person":
    pk = actor(request).person
    assert pk is not None
    return person_by_id(pk)


def _meant(request: Asked, name: str) -> "Person":
    typed = request.POST.get(name, "").strip()
    if not typed:
        raise Refusal(_("Write a staff number or a name."), field=name)
    found = named_here([typed], None, today(request))[typed]
    if not found:
        raise Refusal(_("Nobody here has the staff number or name %(words)s.") % {"words": typed}, field=name)
    if len(found) > 1:
        named = "、".join(f"{one.name} {one.staff_no} {one.unit.name}" for one in found[:5])
        raise Refusal(_("More than one has this name: %(named)s. Write the staff number.") % {"named": named}, field=name)
    return found[0]


def _day(request: Asked, name: str) -> date:
    try:
        day = date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=name) from None
    if not 2000 <= day.year <= 2200:
        raise Refusal(_("Write the day as 2026-11-21."), field=name)
    return day
