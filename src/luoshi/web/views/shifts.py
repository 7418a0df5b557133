"""Who works what: the month of a works for everybody to read, and the pages on which an administrator sets patterns and teams."""

import uuid
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.roles import BUILDING, READING
from luoshi.kernel.org.rota_selectors import on_shifts, pattern_by_code, patterns, roster, teams_of
from luoshi.kernel.org.rotas import Bridge, add_pattern, bridge_day, must_cover, set_rotas
from luoshi.kernel.org.selectors import all_units, unit_by_code
from luoshi.kernel.org.shifts import (
    ENOUGH_REST,
    LAWFUL_WEEK,
    STANDARD_WEEK,
    clock_words,
    hours,
    letter_on,
    read_hours,
    shortest_rest,
    weekly_hours,
)
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import short_moment, span

if TYPE_CHECKING:
    from luoshi.kernel.org.models import ShiftPattern, Unit

OFF = "off"
LOOKED_AT = 14


@dataclass(frozen=True)
class Drawn:
    """A shift pattern as the pages draw it: its teams by the days of the cycle, and its hours in words."""

    code: str
    name: str
    days: range
    teams: list[str]
    leads: list[int]
    hours: list[tuple[str, str, int]]
    week: str
    warnings: list[str]
    source: str


@require_safe
def month(request: Asked, code: str) -> HttpResponse:
    """The days of a month by the teams at and below a unit: which shift each works. Anybody signed in may read it."""
    unit, first = unit_by_code(code), _month(request)
    units, calendar = on_shifts(unit, first), office_calendar(first)
    length = monthrange(first.year, first.month)[1]
    rows = roster(units, first, length)
    named = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    days = [(on, f"{on:%m-%d}", named[on.weekday()], calendar.is_workday(on), [row.letters[n] for row in rows])
            for n, on in enumerate(first + timedelta(days=n) for n in range(length))]  # fmt: skip
    here = f"/w/shifts/{unit.code}?month="
    context = {
        "unit": unit, "heads": [(row.unit.name, row.unit.code, row.pattern) for row in rows], "days": days, "today": today(request),
        "month": f"{first:%Y-%m}", "before": f"{here}{first - timedelta(days=1):%Y-%m}",
        "after": f"{here}{first + timedelta(days=length):%Y-%m}",
        "legend": _legend([row.pattern for row in rows], first), "may_set": actor(request).holds(BUILDING),
    }  # fmt: skip
    title = _("Shifts of %(unit)s") % {"unit": unit.name}
    tired = [row.unit.name for row in rows if row.unit.code in request.GET.get("short", "").split(",")]
    messages = [("late", _("Less than eight hours of rest at the change: %(teams)s") % {"teams": "、".join(tired)})] if tired else []
    return page(
        request, "web/shifts.html", context, title=title, crumbs=[(_("Home"), "/w/"), (title, "")],
        back=f"/w/team/{unit.code}" if actor(request).holds(*READING) else "/w/",
        messages=messages,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: Asked) -> HttpResponse:
    """The patterns, the teams of a works on one of them – looked at before it is set – and the form for a pattern of one's own."""
    _must(request)
    if request.method != "POST":
        return _page(request)
    act = request.POST.get("act", "")
    try:
        if act == "pattern":
            return _write(request)
        if act == "look":
            return _page(request, looked=_look(request))
        unit, pattern, teams, anchor, since = _typed(request)
        bridges = set_rotas(
            actor=actor(request), at=request.at, command=command(request), pattern=pattern, teams=teams, anchor=anchor, since=since
        )
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    short = ",".join(bridge.unit.code for bridge in bridges if bridge.short)
    return HttpResponseRedirect(f"/w/shifts/{unit.code}?month={since:%Y-%m}" + (f"&short={short}" if short else ""))


def _must(request: Asked) -> None:
    if not actor(request).holds(BUILDING):
        raise Unseen


def _write(request: Asked) -> HttpResponse:
    post = request.POST
    add_pattern(
        actor=actor(request), at=request.at, command=command(request), code=post.get("code", ""), name=post.get("name", ""),
        cycle=post.get("cycle", ""), letters=post.get("letters", ""), leads=post.get("leads", ""), source=post.get("source", ""),
        since=_day(request, "since"),
    )  # fmt: skip
    return HttpResponseRedirect("/w/admin/shifts?done=pattern")


def _typed(request: Asked) -> tuple["Unit", "ShiftPattern", list[tuple["Unit", int | None]], date, date]:
    """The teams and their places as they were chosen; a team left alone is not touched."""
    post = request.POST
    unit, pattern = unit_by_code(post.get("unit", "")), pattern_by_code(post.get("pattern", ""))
    since = _day(request, "since")
    teams: list[tuple[Unit, int | None]] = []
    for team in teams_of(unit, today(request)):
        place = post.get(f"team-{team.code}", "")
        if place == OFF:
            teams.append((team, None))
        elif place.isdecimal():
            teams.append((team, int(place) % len(pattern.cycle)))
    return unit, pattern, teams, _day(request, "anchor"), since


def _look(request: Asked) -> dict[str, Any]:
    """What would be set: two weeks from the day on, and the bridge day."""
    _unit, pattern, teams, anchor, since = _typed(request)
    must_cover(pattern, teams, since)
    days = [since + timedelta(days=n) for n in range(LOOKED_AT)]
    rows = [(team.name, [letter_on(pattern.cycle, anchor, lead, on) for on in days]) for team, lead in teams if lead is not None]
    bridges = bridge_day(pattern=pattern, teams=teams, anchor=anchor, since=since)
    return {"days": [f"{on:%m-%d}" for on in days], "rows": rows, "bridges": [(_bridged(one), one.short) for one in bridges]}


def _bridged(bridge: Bridge) -> str:
    told = {
        "team": bridge.unit.name, "last": bridge.last.letter, "until": short_moment(bridge.last.until), "first": bridge.first.letter,
        "since": short_moment(bridge.first.since), "rest": span(bridge.rest),
    }  # fmt: skip
    if bridge.rest < timedelta():
        return _("%(team)s: the old %(last)s ends %(until)s, the new %(first)s begins %(since)s before that: two shifts at once") % told
    if not bridge.rest:
        return _("%(team)s: the old %(last)s ends %(until)s, the new %(first)s begins %(since)s with no rest between") % told
    if bridge.short:
        return _("%(team)s: the old %(last)s ends %(until)s, the new %(first)s begins %(since)s: only %(rest)s of rest") % told
    return _("%(team)s: the old %(last)s ends %(until)s, the new %(first)s begins %(since)s: %(rest)s of rest") % told


def _page(request: Asked, *, looked: dict[str, Any] | None = None, refusal: Refusal | None = None) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    on, all_patterns = today(request), patterns(today(request))
    unit = unit_by_code(asked["unit"]) if asked.get("unit") else None
    pattern = pattern_by_code(asked["pattern"]) if asked.get("pattern") else None
    teams = teams_of(unit, on) if unit else []
    places = [int(lead) for lead in pattern.leads.split(",")] if pattern else []
    context: dict[str, Any] = {
        "patterns": [_draw(one) for one in all_patterns],
        "units": [(one.code, "　" * depth + one.name) for one, depth in all_units(on)],
        "unit": unit,
        "pattern": _draw(pattern) if pattern else None,
        "teams": [
            (team.code, team.name, asked.get(f"team-{team.code}", str(places[n]) if len(teams) == len(places) else ""))
            for n, team in enumerate(teams)
        ],
        "places": places,
        "anchor": asked.get("anchor") or f"{on + timedelta(days=1)}",
        "since": asked.get("since") or f"{on + timedelta(days=1)}",
        "looked": looked,
        "typed": request.POST,
        "acted": asked.get("act", ""),
        "command": request.POST.get("command") or uuid.uuid4(),
        "writing": uuid.uuid4(),
        "error": str(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
        "today": on,
    }
    title = _("Shift patterns")
    messages = [("good", _("The pattern is written."))] if request.GET.get("done") == "pattern" else []
    return page(
        request, "web/shift_setting.html", context, title=title, here="admin", back="/w/admin/", messages=messages,
        crumbs=[(_("Home"), "/w/"), (_("Units, people, roles"), "/w/admin/"), (title, "")], status=refusal.status if refusal else 200,
    )  # fmt: skip


def _draw(pattern: "ShiftPattern") -> Drawn:
    letters, leads = read_hours(pattern.letters), [int(lead) for lead in pattern.leads.split(",")]
    week, rest = weekly_hours(pattern.cycle, letters), shortest_rest(pattern.cycle, letters)
    days = range(1, len(pattern.cycle) + 1)
    teams = ["".join(pattern.cycle[(day + lead) % len(pattern.cycle)] for day in range(len(pattern.cycle))) for lead in leads]
    warnings = []
    if week > LAWFUL_WEEK:
        warnings.append(_("Over the %(most)s hours of the Labour Law, article 36.") % {"most": LAWFUL_WEEK})
    elif week > STANDARD_WEEK:
        warnings.append(_("Over the standard %(most)s hours: needs the approval of comprehensive working hours.") % {"most": STANDARD_WEEK})
    if rest <= timedelta():
        warnings.append(_("Two shifts follow each other without rest."))
    elif rest < ENOUGH_REST:
        warnings.append(_("Only %(rest)s of rest between two shifts.") % {"rest": span(rest)})
    runs = [(letter, clock_words(stint), stint.length) for letter, stint in letters.items()]
    return Drawn(pattern.code, pattern.name, days, teams, leads, runs, f"{week:g}", warnings, _source(pattern))


def _source(pattern: "ShiftPattern") -> str:
    usual = {
        "Usual rotation; the hours are examples, change them to your own rule": _(
            "Usual rotation; the hours are examples, change them to your own rule"
        )
    }
    return usual.get(pattern.source, pattern.source)


def _legend(named: list[str], on: date) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """When the letters of these patterns run, each pattern once."""
    known = {pattern.name: read_hours(pattern.letters) for pattern in patterns(on)}
    return [
        (name, [(letter, clock_words(stint), stint.length) for letter, stint in (known.get(name) or hours(name)).items()])
        for name in dict.fromkeys(name for name in named if name)
    ]


def _month(request: Asked) -> date:
    try:
        return date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        return today(request).replace(day=1)


def _day(request: Asked, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=name) from None
