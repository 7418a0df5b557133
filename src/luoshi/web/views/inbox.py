"""An office's page is one inbox with clocks: what is late, what is due today, what comes soon, what comes later."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row, given_out, held_by, held_by_office, told_to
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.web.accounts.views import must_sign_in
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import span, whole_days
from luoshi.web.views.home import verb

MOST = 200


@require_safe
@must_sign_in
def inbox(request: Asked) -> HttpResponse:
    who, calendar = actor(request), office_calendar(today(request))
    own = {row.id: row for row in (*held_by(who, MOST), *held_by_office(who, today(request), MOST))}
    told = [row for row in told_to(who, MOST) if row.id not in own]
    rows = sorted(own.values(), key=lambda row: (row.due_at or datetime.max.replace(tzinfo=request.at.tzinfo), row.id))
    groups = _grouped(rows, request, calendar)
    drawn = [(title, len(found), f"#{key}", [_line(row, request, calendar) for row in found]) for key, title, found in groups if found]
    if told:
        drawn.append((_("Overdue with others, told to you"), len(told), "#told", [_line(row, request, calendar) for row in told]))
    late = [row for row in rows if row.due_at and row.due_at < request.at]
    figures = [
        (_("In my hands"), str(len(rows)), "#rows", _("others wait for this"), False),
        (
            _("Late"),
            str(len(late)),
            "#late",
            _("longest %(time)s") % {"time": _longest(late, request.at, calendar)} if late else "",
            True,
        ),
        (_("Due today"), str(len(groups[1][2])), "#today", _("before the end of work"), False),
        (_("Told to me"), str(len(told)), "#told", _("overdue with others"), bool(told)),
    ]
    given = given_out(who, today(request), MOST)
    if given:
        drawn.append((_("Given out"), len(given), "#given", [_line(row, request, calendar) for row in given]))
    if who.holds("handler"):
        figures.append((_("Given out"), str(len(given)), "#given", _("the time is on their account"), False))
    context = {"title": _("To do"), "today_words": _today_words(request, calendar), "figures": figures, "groups": drawn}
    return page(
        request,
        "web/inbox.html",
        context,
        title=_("To do"),
        here="inbox",
        crumbs=[(_("Home"), "/w/"), (_("To do"), "")],
        back="/w/",
    )


def _grouped(rows: list[Row], request: Asked, calendar: Calendar) -> list[tuple[str, str, list[Row]]]:
    late, now, soon, later = [], [], [], []
    for row in rows:
        if row.due_at and row.due_at < request.at:
            late.append(row)
        elif row.due_at and local(row.due_at).date() == today(request):
            now.append(row)
        elif row.due_at and calendar.workdays_between(today(request), local(row.due_at).date()) <= 2:
            soon.append(row)
        else:
            later.append(row)
    return [
        ("late", _("Late"), late),
        ("today", _("Due today"), now),
        ("soon", _("Within two working days"), soon),
        ("later", _("Later"), later),
    ]


def _line(row: Row, request: Asked, calendar: Calendar) -> tuple[Any, ...]:
    states, sentence = small_chain(row)
    kind = kinds[row.kind]
    meta = " · ".join(part for part in (str(kind.channels.get(row.channel, "")), raiser_words(row)) if part)
    place = row.place or row.unit
    held = whole_days(request.at - row.entered_at)
    tags = [(_("Round %(n)s") % {"n": row.round}, "late")] if row.round > 1 else []
    url = f"/w/matters/{row.id}"
    return (
        clock_of(row, request.at, calendar),
        row.title,
        url,
        row.number,
        meta,
        place,
        states,
        sentence,
        held,
        verb(row),
        f"{url}#step",
        tags,
    )


def raiser_name(row: Row) -> str:
    """Who raised it, without the unit."""
    return row.raiser_words or row.raiser or raiser_words(row)


def raiser_words(row: Row) -> str:
    """Who raised it; a bare staff number is marked as a claim."""
    if row.confidential:
        return _("asked not to be named")
    if row.raiser_words:
        return row.raiser_words
    if row.raiser:
        return f"{row.raiser} · {row.raiser_unit}"
    if row.claim:
        return _("%(staff_no)s (not proved)") % {"staff_no": row.claim}
    return _("nobody signed it") if row.entered_by_id else _("before sign-in")


def _longest(late: list[Row], at: datetime, calendar: Calendar) -> str:
    return span(max(calendar.working_time(row.due_at, at) for row in late if row.due_at), calendar.day_length)


def _today_words(request: Asked, calendar: Calendar) -> str:
    now = local(request.at)
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    words = f"{now:%Y-%m-%d} {days[now.weekday()]} {now:%H:%M}"
    if not calendar.is_workday(now.date()):
        return words + "　" + _("a day of rest")
    left = calendar.working_time(request.at, calendar.due(request.at, 0)) if now.time() < calendar.end else None
    return words + "　" + _("%(time)s to the end of work") % {"time": span(left)} if left else words
