"""Entering opinions from paper in one sheet, and symposiums with what they gave."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.activities.selectors import activity_sheet, held
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import given_rise
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.naming import named_here
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import unit_by_code, units_held
from luoshi.mechanisms.opinions.services import ENTERING, MOST_ROWS, enter, hold_symposium
from luoshi.mechanisms.opinions.web.grid import ACROSS, FEWEST, Typed, heard, moment_of, people_in, typed_rows
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, holder_words
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import moment
from luoshi.web.views.inbox import raiser_name
from luoshi.web.views.lists import key_of

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Person, Unit

PAPER = ("box", "form", "mailbox")
MORE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def enter_sheet(request: Asked) -> HttpResponse:
    """Opinions of one unit from a box, forms or the mailbox: one row each."""
    units = _units(request)
    if request.method != "POST" or "more" in request.POST:
        return _sheet(request, units)
    try:
        unit = _unit(request, units)
        channel = request.POST.get("channel", "")
        if channel not in PAPER:
            raise Refusal(_("Choose how they came."), field="channel")
        rows = heard(typed_rows(request), unit, today(request))
        ids = enter(actor=actor(request), at=request.at, command=command(request), unit=unit, channel=channel, rows=rows)
    except Refusal as refusal:
        return _sheet(request, units, refusal)
    return HttpResponseRedirect(f"/w/opinions/enter?entered={len(ids)}&unit={unit.code}")


@require_safe
def symposiums(request: Asked) -> HttpResponse:
    if not actor(request).holds(*READING):
        raise Unseen
    rows, older = held(actor(request), "symposium", today(request), before=key_of(request, "before"))
    lines = [
        (f"/w/opinions/symposiums/{row.id}", row.title, f"{local(row.held_at):%Y-%m-%d}", row.unit, row.host, row.people, row.gave)
        for row in rows
    ]
    context = {
        "rows": lines,
        "new_url": "/w/opinions/symposiums/new" if actor(request).holds(*ENTERING) else "",
        "older_url": f"?before={older}" if older else "",
    }
    crumbs = [(_("Home"), "/w/"), (_("Symposiums"), "")]
    return page(request, "opinions/symposiums.html", context, title=_("Symposiums"), here="symposiums", crumbs=crumbs, back="/w/")


@require_http_methods(["GET", "HEAD", "POST"])
def new_symposium(request: Asked) -> HttpResponse:
    """A symposium that has taken place: who was there, and what was raised, in one sheet."""
    units = _units(request)
    if request.method != "POST" or "more" in request.POST:
        return _symposium_form(request, units)
    try:
        unit, on, post = _unit(request, units), today(request), request.POST
        one = hold_symposium(
            actor=actor(request),
            at=request.at,
            command=command(request),
            unit=unit,
            title=post.get("title", ""),
            held_at=moment_of(request, "held_on", "held_clock", "held_on"),
            host=_host(request),
            representatives=people_in(post.get("people", ""), unit, on, "people"),
            leaders=people_in(post.get("leaders", ""), unit, on, "leaders"),
            rows=heard(typed_rows(request), unit, on),
            place=post.get("place", ""),
            minutes=post.get("minutes", ""),
        )
    except Refusal as refusal:
        return _symposium_form(request, units, refusal)
    return HttpResponseRedirect(f"/w/opinions/symposiums/{one}?done=1")


@require_safe
def symposium(request: Asked, pk: int) -> HttpResponse:
    """One symposium: who was there, what was raised, what became of it."""
    seen = activity_sheet(actor(request), pk, "symposium", today(request))
    one, calendar = seen.activity, office_calendar(today(request))
    rows = given_rise(actor(request), pk, today(request))
    people = [(name, unit, staff_no) for part, name, unit, staff_no in seen.people if part == "representative"]
    answered = sum(1 for row in rows if row.answered_at)
    context: dict[str, Any] = {
        "title": one.title,
        "facts": [
            (_("Held"), moment(one.held_at)),
            (_("Unit"), one.unit.name),
            (_("Place"), one.place or "—"),
            (_("Led by"), one.host.name),
            (_("Representatives"), str(len(people))),
            (_("Opinions"), str(len(rows))),
            (_("Answered"), str(answered)),
        ],
        "minutes": one.minutes,
        "people": people,
        "leaders": [name for part, name, _unit, _no in seen.people if part == "leader"],
        "rows": [
            (row.number, f"/w/matters/{row.id}", row.title, raiser_name(row), str(kinds["opinion"].topic(row.topic)), holder_words(row),
             *small_chain(row), clock_of(row, request.at, calendar))
            for row in rows
        ],
    }  # fmt: skip
    crumbs = [(_("Home"), "/w/"), (_("Symposiums"), "/w/opinions/symposiums/"), (one.title, "")]
    messages = [("good", _("The symposium stands, with everything that was raised there."))] if "done" in request.GET else []
    return page(
        request, "opinions/symposium.html", context, title=one.title, here="symposiums", crumbs=crumbs, back="/w/opinions/symposiums/",
        messages=messages,
    )  # fmt: skip


def _units(request: Asked) -> list[tuple[str, str]]:
    """The units for which this person enters: code and name, by depth."""
    units = units_held(actor(request), ENTERING, today(request))
    if not units:
        raise Unseen
    return [(unit.code, "　" * depth + unit.name) for unit, depth in units]


def _unit(request: Asked, units: Sequence[tuple[str, str]]) -> "Unit":
    code = request.POST.get("unit", "")
    if code not in [one for one, _name in units]:
        raise Refusal(_("Choose a unit."), field="unit")
    return unit_by_code(code)


def _host(request: Asked) -> "Person":
    words = request.POST.get("host", "").strip()
    found = named_here([words], None, today(request)).get(words, []) if words else []
    if len(found) != 1:
        raise Refusal(_("Write who led it: the staff number, or a name that only one person has."), field="host")
    return found[0]


def _grid(request: Asked, refusal: Refusal | None) -> dict[str, Any]:
    """The grid of rows, as many as were typed and some more."""
    rows = typed_rows(request) if request.method == "POST" else []
    many = min(max(FEWEST, len(rows) + 2 + (MORE if "more" in request.POST else 0)), MOST_ROWS)
    rows = rows + [Typed()] * (many - len(rows))
    wrong = refusal.field if refusal else ""
    return {
        "grid": rows,
        "across": ACROSS,
        "topics": [("", "—"), *((name, label) for name, label in kinds["opinion"].offered(today(request)).items())],
        "known_topics": list(kinds["opinion"].offered(today(request))),
        "wrong": wrong,
        "error": str(refusal) if refusal else "",
        "command": request.POST.get("command") or uuid.uuid4(),
    }


def _sheet(request: Asked, units: Sequence[tuple[str, str]], refusal: Refusal | None = None) -> HttpResponse:
    wrong = refusal.field if refusal else ""
    chosen = request.POST.get("unit") or request.GET.get("unit") or units[0][0]
    channels = [(name, kinds["opinion"].channels[name]) for name in PAPER]
    fields = [
        Field("unit", _("Of which unit"), "choice", True, chosen, str(refusal) if wrong == "unit" else "", options=units),
        Field("channel", _("How they came"), "choice", True, request.POST.get("channel", "box"), str(refusal) if wrong == "channel" else "",
              options=channels),
    ]  # fmt: skip
    entered = request.GET.get("entered", "")
    words = _("%(n)s opinions are entered; each has its number and waits to be registered.") % {"n": entered}
    messages = [("good", words)] if entered.isdecimal() and not refusal else []
    list_url = "/w/list/opinion" if actor(request).holds(*READING) else ""
    context = {"fields": fields, "action": "/w/opinions/enter", "list_url": list_url, **_grid(request, refusal)}
    return page(
        request, "opinions/enter.html", context, title=_("Enter opinions"), here="enter opinions",
        crumbs=[(_("Home"), "/w/"), (_("Enter opinions"), "")], back="/w/", status=refusal.status if refusal else 200, messages=messages,
    )  # fmt: skip


def _symposium_form(request: Asked, units: Sequence[tuple[str, str]], refusal: Refusal | None = None) -> HttpResponse:
    post, wrong = request.POST, refusal.field if refusal else ""

    def field(name: str, label: object, kind: str, required: bool = False, hint: object = "", **more: Any) -> Field:
        usual = units[0][0] if name == "unit" else ""
        return Field(name, label, kind, required, post.get(name, usual), str(refusal) if wrong == name else "", hint, **more)

    one_a_line = _("One a line: staff number or name, also pasted from a spreadsheet.")
    fields = [
        field("title", _("What it was called"), "text", True),
        field("unit", _("Of which unit"), "choice", True, options=units),
        field("held_on", _("Held on"), "day", True),
        field("held_clock", _("At what time"), "clock"),
        field("host", _("Led by"), "text", True, _("Staff number or name")),
        field("place", _("Place"), "text"),
        field("people", _("Representatives"), "longtext", True, one_a_line),
        field("leaders", _("Leaders who were there"), "longtext", hint=one_a_line),
        field("minutes", _("Minutes"), "longtext"),
    ]
    context = {"fields": fields, "action": "/w/opinions/symposiums/new", "list_url": "", **_grid(request, refusal)}
    crumbs = [(_("Home"), "/w/"), (_("Symposiums"), "/w/opinions/symposiums/"), (_("Record a symposium"), "")]
    return page(
        request, "opinions/enter.html", context, title=_("Record a symposium"), here="symposiums", crumbs=crumbs,
        back="/w/opinions/symposiums/", status=refusal.status if refusal else 200,
    )  # fmt: skip
