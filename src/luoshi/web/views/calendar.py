"""The working calendar of a year: twelve months for everybody to read, and the form in which an administrator sets it."""

import uuid
from calendar import Calendar as Weeks
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.calendar_year import EARLIEST, LATEST, Year, calendar_year, set_calendar_year
from luoshi.kernel.org.notice import HOLIDAY, LETTERS, MAKEUP, Day, Notice, read_notice
from luoshi.kernel.org.roles import BUILDING
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page


@require_safe
def this_year(request: Asked) -> HttpResponse:
    return HttpResponseRedirect(f"/w/calendar/{today(request).year}")


@require_safe
def year_read(request: Asked, year: int) -> HttpResponse:
    """The year as it stands, for everybody."""
    return _page(request, _standing(year), form=False)


@require_http_methods(["GET", "HEAD", "POST"])
def year_set(request: Asked, year: int) -> HttpResponse:
    """The same with the form. `look` shows what was understood, `save` sets the year; what is not understood is never saved."""
    if not actor(request).holds(BUILDING):
        raise Unseen
    standing = _standing(year)
    if request.method != "POST":
        return _page(request, standing, form=True)
    read = read_notice(request.POST.get("days", ""), year)
    if request.POST.get("act") != "save":
        return _page(request, standing, form=True, read=read)
    try:
        if read.unread:
            raise Refusal(_("Not understood, so nothing was saved: %(sentence)s") % {"sentence": read.unread[0]}, field="days")
        moved = set_calendar_year(
            actor=actor(request), at=request.at, command=command(request), year=year, days=(*read.days, *read.elsewhere),
            source=request.POST.get("source", ""), confirmed=request.POST.get("confirmed") == "on",
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, standing, form=True, read=read, refusal=refusal)
    return HttpResponseRedirect(f"/w/admin/calendar/{year}?moved={moved}")


def festival(name: str) -> str:
    """The name of a holiday in the reader's language; one that a plant wrote itself stays as written."""
    known = {
        "元旦": _("New Year's Day"), "春节": _("Spring Festival"), "农历除夕": _("Lunar New Year's Eve"), "清明": _("Qingming"),
        "劳动节": _("Labour Day"), "端午": _("Dragon Boat Festival"), "中秋": _("Mid-Autumn Festival"), "国庆节": _("National Day"),
    }  # fmt: skip
    return known.get(name) or known.get(name.removesuffix("节").removesuffix("（补假）")) or name


def _source(written: str) -> str:
    seeded = {
        "State Council notice, by chinesecalendar": _("State Council notice, by chinesecalendar"),
        "statutory holidays, by holidays; make-up days not announced": _("statutory holidays, by holidays; make-up days not announced"),
    }
    return seeded.get(written, written)


def _standing(year: int) -> Year:
    if not EARLIEST <= year <= LATEST:
        raise Unseen
    return calendar_year(year)


def _page(request: Asked, year: Year, *, form: bool, read: Notice | None = None, refusal: Refusal | None = None) -> HttpResponse:
    shown = read.days if read else year.days
    base = "/w/admin/calendar" if form else "/w/calendar"
    moved = request.GET.get("moved", "")
    context: dict[str, Any] = {
        "year": year,
        "months": _months(year.year, shown),
        "weekdays": (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")),
        "festivals": _festivals(shown),
        "before": f"{base}/{year.year - 1}" if year.year > EARLIEST else "",
        "after": f"{base}/{year.year + 1}" if year.year < LATEST else "",
        "may_set": actor(request).holds(BUILDING),
        "form": form,
        "read": read,
        "read_words": _understood(read) if read else "",
        "elsewhere": "、".join(str(day.on) for day in read.elsewhere) if read else "",
        "text": _typed(request, year, read, refusal),
        "source_words": _source(year.source),
        "source": request.POST.get("source", year.source if year.by_hand else ""),
        "confirmed": request.POST.get("confirmed") == "on" if request.method == "POST" else year.confirmed,
        "command": request.POST.get("command") or uuid.uuid4(),
        "error": str(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
    }
    saved = ngettext("The year is set; %(n)s deadline moved.", "The year is set; %(n)s deadlines moved.", int(moved or 0))
    title = _("Working calendar %(year)s") % {"year": year.year}
    crumbs = [(_("Home"), "/w/"), *([(_("Units, people, roles"), "/w/admin/")] if form else []), (title, "")]
    return page(
        request, "web/calendar.html", context, title=title, here="admin" if form else "", crumbs=crumbs,
        back="/w/admin/" if form else "/w/",
        status=refusal.status if refusal else 200,
        messages=[("good", saved % {"n": int(moved)})] if moved.isdecimal() and request.method == "GET" else [],
    )  # fmt: skip


def _typed(request: Asked, year: Year, read: Notice | None, refusal: Refusal | None) -> str:
    """What the box holds: what was typed where it was refused, else the understood days, one a line."""
    if refusal:
        return str(request.POST.get("days", ""))
    return read.lines if read else Notice(year.days, ()).lines


def _understood(read: Notice) -> str:
    told = {"off": sum(day.kind == HOLIDAY for day in read.days), "worked": sum(day.kind == MAKEUP for day in read.days)}
    return _("Understood: %(off)s days off, %(worked)s make-up days. Nothing is saved yet.") % told


def _months(year: int, days: Sequence[Day]) -> list[tuple[str, list[list[tuple[Any, ...]]]]]:
    """Each month with its weeks; a cell is the day, its letter, the festival, whether it is worked."""
    marked = {day.on: day for day in days}
    return [(f"{year}-{month:02}", [[_cell(on, month, marked) for on in week] for week in Weeks().monthdatescalendar(year, month)])
            for month in range(1, 13)]  # fmt: skip


def _cell(on: date, month: int, marked: dict[date, Day]) -> tuple[Any, ...]:
    if on.month != month:
        return ("", "", "", False)
    day = marked.get(on)
    worked = day.kind == MAKEUP if day else on.weekday() < 5
    return (on.day, LETTERS[day.kind] if day else "", festival(day.name) if day else "", worked)


def _festivals(days: Sequence[Day]) -> list[tuple[str, str, str]]:
    """Each festival with its days off and its make-up days, in the order of the year."""
    named: dict[str, tuple[list[date], list[date]]] = {}
    for day in days:
        named.setdefault(festival(day.name) or "—", ([], []))[day.kind == MAKEUP].append(day.on)
    return [(name, _runs(off), _runs(worked)) for name, (off, worked) in named.items()]


def _runs(days: list[date]) -> str:
    """Days as `02-15–02-23, 10-01`: what follows day on day is drawn together."""
    runs: list[list[date]] = []
    for on in sorted(days):
        if runs and (on - runs[-1][-1]).days == 1:
            runs[-1].append(on)
        else:
            runs.append([on])
    return ", ".join(f"{run[0]:%m-%d}–{run[-1]:%m-%d}" if len(run) > 1 else f"{run[0]:%m-%d}" for run in runs) or "—"
