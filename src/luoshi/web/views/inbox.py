"""What waits for a person with its clocks, what they did, what they are kept informed of: the four words every desk opens with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.kernel.matters.desk import MOST as ENDLESS
from luoshi.kernel.matters.desk import Beside, Task, Told, beside_todo, copied_to, done_by, todo
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row, given_out, told_to
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_at, clock_of, spoken_clock
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.shelves import Todo
from luoshi.web.times import short_moment, span, whole_days
from luoshi.web.views.home import reason, verb
from luoshi.web.waiting import count_each, count_waiting, others, whole
from luoshi.web.words import said

MOST, SAID = 200, 3
Line = tuple[Any, ...]


@require_safe
def inbox(request: Asked) -> HttpResponse:
    """What waits for me: matters in my hands, at my desk, in whose stead I stand, my measures, what else a mechanism asks of me."""
    who, calendar = actor(request), office_calendar(today(request))
    each = count_each(who, today(request))
    tasks, beside, waiting = todo(who, request.at, MOST, each), others(who, request.at, MOST, each), whole(each)
    timed = [(task.row.due_at, _line(task.row, request, calendar, task)) for task in tasks]
    timed += [(one.due, _beside(label, one, request, calendar)) for label, one in beside]
    timed.sort(key=lambda pair: (pair[0] is None, pair[0] or request.at))
    groups = _grouped(timed, request, calendar)
    drawn = [(title, len(found), f"#{key}", found) for key, title, found in groups if found]
    own = {task.row.id for task in tasks}
    told = [row for row in told_to(who, today(request), MOST) if row.id not in own]
    given = given_out(who, today(request), MOST)
    for key, title, rows in (("told", _("Overdue with others, told to you"), told), ("given", _("Given out"), given)):
        if rows:
            drawn.append((title, len(rows), f"#{key}", [_line(row, request, calendar) for row in rows]))
    late = [due for due, _row in timed if due and due < request.at]
    longest = _("longest %(time)s") % {"time": _longest(late, request.at, calendar)} if late else ""
    figures = [
        (_("Waits for me"), capped(waiting), "#rows", _("others wait for this"), False),
        (_("Late"), str(len(late)), "#late", longest, True),
        (_("Due today"), str(len(groups[1][2])), "#today", _("before the end of work"), False),
        (_("Told to me"), str(len(told)), "#told", _("overdue with others"), bool(told)),
    ]
    if who.holds("handler"):
        figures.append((_("Given out"), str(len(given)), "#given", _("the time is on their account"), False))
    more = _("The first %(n)s are shown, the soonest due first.") % {"n": MOST} if waiting > len(timed) else ""
    context = {
        "title": _("To do"),
        "today_words": _today_words(request, calendar),
        "figures": figures,
        "groups": drawn,
        "more": more,
        "tabs": tabs(beside_todo(who, today(request)), waiting, "inbox"),
    }
    away = [("good", _("Done. It is with others now, where you do not read on."))] if request.GET.get("done") == "away" else []
    return _page(request, "web/inbox.html", context, _("To do"), "inbox", waiting, away)


@require_safe
def done(request: Asked) -> HttpResponse:
    """The matters in which I took a step, the newest step first, and what I did there."""
    rows, older = done_by(actor(request), today(request), _key(request))
    empty = (_("You have taken no step yet"), _("What you take, do, check or answer stands here afterwards."))
    return _told(request, "done", _("What I did"), rows, older, empty)


@require_safe
def copied(request: Asked) -> HttpResponse:
    """What I am kept informed of; nothing is asked of me here."""
    rows, older = copied_to(actor(request), today(request), _key(request))
    empty = (_("Nothing was copied to you"), _("What others share with you for your information stands here; nothing is asked of you."))
    return _told(request, "copied", _("Copied to me"), rows, older, empty)


def _told(request: Asked, here: str, title: str, rows: Sequence[Told], older: int | None, empty: tuple[str, str]) -> HttpResponse:
    calendar, many = office_calendar(today(request)), beside_todo(actor(request), today(request))
    waiting = count_waiting(actor(request), today(request))
    drawn = []
    for told in rows:
        states, sentence = small_chain(told.row)
        words = [f"{short_moment(line.at)} {said(line)[1]}" for line in told.lines[:SAID]]
        url = f"/w/matters/{told.row.id}"
        drawn.append((url, told.row.number, told.row.title, states, sentence, spoken_clock(told.row, request.at, calendar), words))
    context = {
        "title": title,
        "told": drawn,
        "tabs": tabs(many, waiting, here),
        "newer_url": f"/w/{here}" if _key(request) else "",
        "older_url": f"/w/{here}?before={older}" if older else "",
        "empty_words": empty,
    }
    return _page(request, "web/inbox.html", context, title, here, waiting)


def _page(
    request: Asked, template: str, context: dict[str, Any], title: str, here: str, waiting: int, messages: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    crumbs = [(_("Home"), "/w/"), (title, "")]
    return page(request, template, context, title=title, here=here, crumbs=crumbs, back="/w/", waiting=waiting, messages=messages)


def tabs(many: Beside, waiting: int, here: str) -> list[tuple[str, str, str, bool]]:
    """The four words with their numbers: each is how many its page lists."""
    lines = (
        ("inbox", _("To do"), waiting),
        ("done", _("What I did"), many.done),
        ("mine", _("Raised by me"), many.raised),
        ("copied", _("Copied to me"), many.copied),
    )
    return [(label, capped(n), f"/w/{name}", name == here) for name, label, n in lines]


def capped(n: int) -> str:
    """A number that is counted no further is said so."""
    return f"{ENDLESS - 1}+" if n >= ENDLESS else str(n)


def _grouped(timed: list[tuple[datetime | None, Line]], request: Asked, calendar: Calendar) -> list[tuple[str, str, list[Line]]]:
    late, now, soon, later = [], [], [], []
    for due, line in timed:
        if due and due < request.at:
            late.append(line)
        elif due and local(due).date() == today(request):
            now.append(line)
        elif due and calendar.workdays_between(today(request), local(due).date()) <= 2:
            soon.append(line)
        else:
            later.append(line)
    return [
        ("late", _("Late"), late),
        ("today", _("Due today"), now),
        ("soon", _("Within two working days"), soon),
        ("later", _("Later"), later),
    ]


def _line(row: Row, request: Asked, calendar: Calendar, task: Task | None = None) -> Line:
    states, sentence = small_chain(row)
    kind = kinds[row.kind]
    meta = " · ".join(part for part in (str(kind.channels.get(row.channel, "")), raiser_words(row)) if part)
    place = row.place or row.unit
    held = "" if task is None or task.why == "effect" else whole_days(request.at - row.entered_at)
    tags = [(_("Round %(n)s") % {"n": row.round}, "late")] if row.round > 1 else []
    why = reason(task) if task else ""
    tags += [(why, "accent")] if why else []
    url = f"/w/matters/{row.id}"
    return (
        clock_of(row, request.at, calendar) if task else spoken_clock(row, request.at, calendar),
        row.title,
        url,
        row.number,
        meta,
        place,
        states,
        sentence,
        held,
        verb(row, task.why) if task else "",
        f"{url}#step" if task else "",
        tags,
    )


def _beside(label: str, one: Todo, request: Asked, calendar: Calendar) -> Line:
    """A line of something that is no matter: its clock, what it is, and the verb that leads there."""
    clock = clock_at(request.at, request.at, one.due, None, request.at, calendar)
    return (clock, one.title, one.url, "", label, "", (), "", "", str(one.verb), one.url, [])


def _key(request: Asked) -> int | None:
    key = request.GET.get("before", "")
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else None


def raiser_name(row: Row) -> str:
    """Who raised it, without the unit."""
    return row.raiser_words or row.raiser or raiser_words(row)


def raiser_words(row: Row) -> str:
    """Who raised it; a bare staff number is marked as a claim."""
    if row.confidential:
        return _("asked not to be named")
    if row.parent_id and row.raiser_id is None:
        return _("with the whole")
    if row.raiser_words:
        return row.raiser_words
    if row.raiser:
        return f"{row.raiser} · {row.raiser_unit}"
    if row.claim:
        return _("%(staff_no)s (not proved)") % {"staff_no": row.claim}
    return _("nobody signed it") if row.entered_by_id else _("before sign-in")


def _longest(late: list[datetime], at: datetime, calendar: Calendar) -> str:
    return span(max(calendar.working_time(due, at) for due in late), calendar.day_length)


def _today_words(request: Asked, calendar: Calendar) -> str:
    now = local(request.at)
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    words = f"{now:%Y-%m-%d} {days[now.weekday()]} {now:%H:%M}"
    if not calendar.is_workday(now.date()):
        return words + "　" + _("a day of rest")
    left = calendar.working_time(request.at, calendar.due(request.at, 0)) if now.time() < calendar.end else None
    return words + "　" + _("%(time)s to the end of work") % {"time": span(left)} if left else words
