"""A worker's page answers three questions: what do I want to report, what became of it, what is mine to do."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.kernel.matters.counts import count_waiting
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row, count_mine, held_by, mine
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.selectors import Turn, turn
from luoshi.web.accounts.views import must_sign_in
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, spoken_clock
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

SHOWN = 5


@require_safe
@must_sign_in
def home(request: Asked) -> HttpResponse:
    who, calendar = actor(request), office_calendar(today(request))
    raised = mine(who, SHOWN)
    waiting = held_by(who, SHOWN)
    context = {
        "on_shift": shift_words(turn(who.unit, request.at, today(request)) if who.unit else None),
        "report_url": "/w/report/",
        "voice_url": "/voice/",
        "mine": [told(row, request, calendar) for row in raised],
        "mine_count": count_mine(who),
        "mine_url": "/w/mine",
        "todo": [(f"/w/matters/{row.id}", verb(row), row.title, clock_of(row, request.at, calendar)) for row in waiting],
        "todo_count": count_waiting(who, today(request)),
        "todo_url": "/w/inbox",
    }
    return page(request, "web/home.html", context, title=request.visitor.name, here="home")


@require_safe
@must_sign_in
def raised_by_me(request: Asked) -> HttpResponse:
    """Everything this person raised."""
    calendar = office_calendar(today(request))
    rows = [told(row, request, calendar) for row in mine(actor(request), 200)]
    return page(
        request,
        "web/mine.html",
        {"rows": rows, "report_url": "/w/report/"},
        title=_("What became of mine"),
        here="mine",
        back="/w/",
    )


def told(row: Row, request: Asked, calendar: Calendar) -> tuple[object, ...]:
    """A row in a raiser's words."""
    states, sentence = small_chain(row)
    return (f"/w/matters/{row.id}", row.title, states, sentence, spoken_clock(row, request.at, calendar, mine=True))


def verb(row: Row) -> str:
    """The next step, as the verb of the button."""
    workflow = kinds[row.kind].workflow
    asks = workflow.state(row.state).asks
    if asks:
        return str(asks)
    steps = workflow.steps_from(row.state)
    return str(steps[0].label) if steps else ""


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
