"""A worker's page answers three questions: what do I want to report, what became of it, what is mine to do."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.kernel.matters.desk import Task, beside_todo, todo
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row, count_mine, mine
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.selectors import Turn, turn
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_at, clock_of, spoken_clock
from luoshi.web.drafts.selectors import begun
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.shelves import menu_lines
from luoshi.web.times import short_moment
from luoshi.web.waiting import count_each, count_waiting, others, whole

SHOWN, MOST = 5, 200
LONGEST_ABOUT = 24
FOR = {"measure": "do", "check": "pass", "asked": "tell_more"}


@require_safe
def home(request: Asked) -> HttpResponse:
    who, calendar = actor(request), office_calendar(today(request))
    raised, each = mine(who, SHOWN), count_each(who, today(request))
    waiting = whole(each)
    context = {
        "on_shift": shift_words(turn(who.unit, request.at, today(request)) if who.unit else None),
        "report_url": "/w/report/",
        "voice_url": "/voice/",
        "begun": [(one.page, one.title, short_moment(one.at)) for one in begun(who, SHOWN)],
        "mine": [told(row, request, calendar) for row in raised],
        "mine_count": count_mine(who),
        "mine_url": "/w/mine",
        "todo": _waiting(request, calendar, each),
        "todo_count": waiting,
        "todo_url": "/w/inbox",
        "doors": [(line.url, line.label) for line in menu_lines if line.home and line.may(who)],
    }
    return page(request, "web/home.html", context, title=request.visitor.name, here="home", waiting=waiting)


def _waiting(request: Asked, calendar: Calendar, each: Mapping[str, int]) -> list[tuple[object, ...]]:
    """What waits soonest, whatever it comes from."""
    who = actor(request)
    timed: list[tuple[datetime | None, tuple[object, ...]]] = []
    for task in todo(who, request.at, SHOWN, each):
        row, about = task.row, reason(task)
        title = f"{row.title} · {about}" if about else row.title
        timed.append((row.due_at, (f"/w/matters/{row.id}", verb(row, task.why), title, clock_of(row, request.at, calendar))))
    for _label, one in others(who, request.at, SHOWN, each):
        clock = clock_at(request.at, request.at, one.due, None, request.at, calendar)
        timed.append((one.due, (one.url, str(one.verb), one.title, clock)))
    timed.sort(key=lambda pair: (pair[0] is None, pair[0] or request.at))
    return [line for _due, line in timed[:SHOWN]]


@require_safe
def raised_by_me(request: Asked) -> HttpResponse:
    """Everything this person raised."""
    from luoshi.web.views.inbox import tabs

    who, calendar = actor(request), office_calendar(today(request))
    rows, many = [told(row, request, calendar) for row in mine(who, MOST)], beside_todo(who, today(request))
    waiting = count_waiting(who, today(request))
    more = _("The newest %(n)s are shown.") % {"n": MOST} if many.raised > len(rows) else ""
    context = {"rows": rows, "report_url": "/w/report/", "tabs": tabs(many, waiting, "mine"), "more": more}
    return page(request, "web/mine.html", context, title=_("Raised by me"), here="mine", back="/w/", waiting=waiting)


def told(row: Row, request: Asked, calendar: Calendar) -> tuple[object, ...]:
    """A row in a raiser's words."""
    states, sentence = small_chain(row)
    return (f"/w/matters/{row.id}", row.title, states, sentence, spoken_clock(row, request.at, calendar, mine=True))


def verb(row: Row, why: str = "") -> str:
    """The next step, as the verb of the button; what is mine to do in what another holds has a verb of its own."""
    if why == "effect":
        return _("Look whether it holds")
    if why == "shared":
        return _("Look")
    workflow = kinds[row.kind].workflow
    if why in FOR:
        return next((str(step.label) for step in workflow.steps.values() if step.act == FOR[why]), _("Look"))
    ending = row.waiting and next((step for step in workflow.steps.values() if step.waits == row.waiting), None)
    if ending:
        return str(ending.label)
    asks = workflow.state(row.state).asks
    if asks:
        return str(asks)
    steps = workflow.steps_from(row.state)
    return str(steps[0].label) if steps else ""


def reason(task: Task) -> str:
    """Why it waits for me, where it is not in my own hands."""
    if task.why in ("measure", "check"):
        about = task.about if len(task.about) <= LONGEST_ABOUT else f"{task.about[:LONGEST_ABOUT]}…"
        words = _("my measure: %(what)s") if task.why == "measure" else _("to be checked by me: %(what)s")
        return words % {"what": about}
    if task.why == "stead":
        return _("for %(name)s") % {"name": task.about} if task.about else _("in somebody's stead")
    return {"asked": _("a question to me"), "shared": _("I answer for it too"), "effect": _("look whether it still holds")}.get(
        task.why, ""
    )


def shift_words(turn_: Turn | None) -> str:
    """How a team stands in its rota, in words."""
    names = {"早": _("Morning shift"), "中": _("Late shift"), "晚": _("Evening shift"), "夜": _("Night shift"), "白": _("Day shift")}
    if turn_ is None:
        return ""
    if turn_.now:
        return _("%(shift)s, until %(when)s") % {
            "shift": names[turn_.now.letter],
            "when": f"{local(turn_.now.until):%H:%M}",
        }
    if turn_.next:
        return _("Off; next %(shift)s %(when)s") % {
            "shift": names[turn_.next.letter],
            "when": f"{local(turn_.next.since):%m-%d %H:%M}",
        }
    return ""
