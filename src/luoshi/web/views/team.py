"""A team's page: who is on, what we were promised, what must be told to whom, what is open with us, entering for somebody."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.promises import Promise, ToTell, promised, to_tell
from luoshi.kernel.matters.selectors import count_open_in, longest_waiting, open_in
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.roles import LEADING
from luoshi.kernel.org.selectors import turn, unit_by_code, unit_by_id, workforce
from luoshi.web.accounts.selectors import accounts_of
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, holder_words
from luoshi.web.relay import relay_of
from luoshi.web.request import Asked, actor, today
from luoshi.web.shapes import Clock
from luoshi.web.shell import page
from luoshi.web.times import span
from luoshi.web.views.home import shift_words
from luoshi.web.views.report import PROXIES

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Unit

SHOWN, MOST, NEAR = 20, 500, 2


@require_safe
def my_team(request: Asked) -> HttpResponse:
    """To the unit this person leads, the nearest to the shop floor first."""
    led = [grant.unit for role in LEADING for grant in actor(request).grants if grant.role == role]
    if not led:
        raise Unseen
    return HttpResponseRedirect(f"/w/team/{unit_by_id(led[0]).code}")


@require_safe
def team(request: Asked, code: str) -> HttpResponse:
    who, unit, calendar = actor(request), unit_by_code(code), office_calendar(today(request))
    most = MOST if "all" in request.GET else SHOWN
    rows = open_in(who, unit.pk, request.at, most)
    telling, people = to_tell(who, unit.pk, request.at, most), workforce(today(request), [unit.pk])
    reached = accounts_of([*(one.person for one in telling), *(person.pk for person in people)])
    context: dict[str, Any] = {
        "unit_name": unit.name,
        "on_shift": _on_shift(request, unit),
        "open_count": count_open_in(who, unit.pk, request.at),
        "open_rows": [_line(row, request, calendar) for row in rows],
        "open_url": f"/w/team/{unit.code}?all=1#open",
        "longest": _longest(request, unit),
        "promises": [_promise(one, request, calendar) for one in promised(who, unit.pk, request.at, most)],
        "telling": [_telling(one, one.person in reached, request) for one in telling],
        "report_url": "/w/report/",
        "shifts_url": f"/w/shifts/{unit.code}",
        "members": [(person.name, person.post, _for(person, who), person.pk in reached) for person in people],
    }
    return page(
        request,
        "web/team.html",
        context,
        title=unit.name,
        here="team",
        crumbs=[(_("Home"), "/w/"), (unit.name, "")],
        back="/w/",
    )


def _line(row: Any, request: Asked, calendar: Any) -> tuple[Any, ...]:
    states, sentence = small_chain(row)
    return (
        f"/w/matters/{row.id}",
        row.title,
        states,
        sentence,
        clock_of(row, request.at, calendar),
        _("with %(who)s") % {"who": holder_words(row)},
    )


def _promise(one: Promise, request: Asked, calendar: Any) -> tuple[Any, ...]:
    """A promise with its day: kept, broken, or still to come."""
    states, sentence = small_chain(one.row)
    day, broken = f"{one.day:%m-%d}", one.broken(today(request))
    if one.done_on:
        words = _("promised for %(day)s, done %(done)s: %(verdict)s")
        told = words % {"day": day, "done": f"{one.done_on:%m-%d}", "verdict": _("not kept") if broken else _("kept")}
        clock = Clock("late" if broken else "finished", told, 100)
    elif broken:
        clock = Clock("late", _("promised for %(day)s, not done yet") % {"day": day}, 100)
    else:
        near = calendar.workdays_between(today(request), one.day) <= NEAR
        clock = Clock("soon" if near else "ample", _("promised for %(day)s") % {"day": day}, 50)
    who = _("to %(who)s") % {"who": one.row.raiser} if one.row.raiser else ""
    holder = _("with %(who)s") % {"who": holder_words(one.row)} if holder_words(one.row) else ""
    return (f"/w/matters/{one.row.id}", one.row.title, states, sentence, clock, " · ".join(part for part in (who, holder) if part))


def _telling(one: ToTell, has_account: bool, request: Asked) -> tuple[Any, ...]:
    """Who has to be told what, and how, where a screen does not reach them."""
    name = one.row.raiser or ""
    if one.what == "answered":
        words = _("Tell %(name)s: answered on %(day)s") % {"name": name, "day": f"{one.answered_on:%m-%d}" if one.answered_on else "—"}
    elif one.what == "asked":
        words = _("Ask %(name)s: a question is open") % {"name": name}
    else:
        words = _("Tell %(name)s: it is paused") % {"name": name}
    late = bool(one.row.due_at and one.row.due_at < request.at)
    return (f"/w/matters/{one.row.id}", words, one.row.title, one.words, "" if has_account else _("by word or slip"), late)


def _for(person: Any, who: Any) -> str:
    """Where one enters for this person, who may."""
    return f"/w/report/?{urlencode({'for': person.staff_no})}" if who.holds(*PROXIES) and person.pk != who.person else ""


def _longest(request: Asked, unit: "Unit") -> tuple[Any, ...] | None:
    row = longest_waiting(actor(request), unit.pk, request.at)
    if row is None:
        return None
    stays = sheet(actor(request), row.id, today(request)).stays
    raised = _("raised by %(who)s") % {"who": row.raiser} if row.raiser else _("raised before sign-in")
    waited = _("waiting %(time)s") % {"time": span(request.at - row.raised_at)}
    return (f"/w/matters/{row.id}", row.title, raised, waited, relay_of(stays, request.at, None, None))


def _on_shift(request: Asked, unit: "Unit") -> dict[str, Any] | None:
    """The team itself when it has a rota, else the teams below that are on now."""
    own = turn(unit.pk, request.at, today(request))
    if own is None:
        return None
    nobody = own.now is None
    coming = ""
    if own.now and own.next:
        coming = _("next %(when)s") % {"when": f"{local(own.next.since):%m-%d %H:%M}"}
    people = [] if nobody else [person.name for person in workforce(today(request), [unit.pk])]
    return {"words": shift_words(own), "people": people, "next_words": coming}
