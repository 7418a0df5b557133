"""A leader's page opens with who has waited longest, what is late where, what has to be decided, in whose hands the time was."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import Kind, kinds
from luoshi.kernel.matters.overview import Load, effects_failed, hands, lines_below, load_by_unit, longest_waiting, to_decide
from luoshi.kernel.matters.selectors import Row, told_to
from luoshi.kernel.metrics.figures import Answering, Period, figures
from luoshi.kernel.metrics.reach import reach
from luoshi.kernel.org.calendar import Calendar, office_calendar
from luoshi.kernel.org.tree import tree
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, holder_words
from luoshi.web.figure_page import Question
from luoshi.web.figure_words import in_words, months_before
from luoshi.web.relay import relay_of
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import span, whole_days
from luoshi.web.views.home import verb

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Unit

LONGEST, SHOWN, HANDS = 5, 5, 8
HELD_DAYS, FAILED_DAYS = 30, 90
FIGURES = ("problems.found", "problems.closed", "opinions.raised", "opinions.answered_within")


@require_safe
def leader(request: Asked) -> HttpResponse:
    """The units this person leads, as one sheet."""
    roots = units_led(request)
    if not roots:
        raise Unseen
    who, calendar, of = actor(request), office_calendar(today(request)), tree(today(request))
    kind = chosen_kind(request)
    load = load_by_unit(who, kind.name, roots, request.at)
    told, decide = told_to(who, today(request), SHOWN + 1), to_decide(who, today(request), SHOWN)
    failed = effects_failed(who, roots, request.at, FAILED_DAYS, SHOWN)
    whole = sum(load.values(), Load())
    context = {
        "units": "、".join(of.units[one].name for one in roots),
        "kinds": kind_tabs("/w/leader", kind),
        "figures": _totals(whole, kind, [of.units[one] for one in roots], request.at),
        "longest": [_waited(row, stays, request) for row, stays in longest_waiting(who, roots, request.at, LONGEST)],
        "lines": _table(request, roots, load, kind),
        "told": [_line(row, request, calendar) for row in told[:SHOWN]],
        "told_more": len(told) > SHOWN,
        "decide": [(*_line(row, request, calendar), verb(row)) for row in decide],
        "failed": [_line(row, request, calendar) for row in failed],
        "hands": _hands(hands(who, roots, request.at, HELD_DAYS, HANDS)),
        "held_days": HELD_DAYS,
        "months": _months(request, of.units[roots[0]]),
    }
    crumbs = [(_("Home"), "/w/"), (_("Leader's page"), "")]
    return page(request, "web/leader.html", context, title=_("Leader's page"), here="leader", crumbs=crumbs, back="/w/")


def units_led(request: Asked) -> list[int]:
    """The units this person leads that hang in the tree of today, none below another."""
    of, led = tree(today(request)), list(dict.fromkeys(actor(request).units("unit_leader")))
    hanging = [one for one in led if one in of.parent]
    return [one for one in hanging if set(of.above(one)[1:]).isdisjoint(hanging)]


def chosen_kind(request: Asked) -> Kind:
    """The kind the table is about: the first one unless another is asked for."""
    asked = kinds.get(request.GET.get("kind", ""))
    return asked or next(iter(kinds))


def kind_tabs(address: str, kind: Kind, **kept: str) -> list[tuple[str, str, bool]]:
    """One word for each kind of matter."""
    return [(str(one.plural), f"{address}?{urlencode({'kind': one.name, **kept})}", one.name == kind.name) for one in kinds]


def list_url(kind: str, view: str, code: str) -> str:
    return f"/w/list/{kind}?{urlencode({'view': view, 'unit': code})}"


def age(since: datetime | None, at: datetime) -> str:
    return whole_days(at - since) if since else "—"


def _totals(whole: Load, kind: Kind, roots: Sequence["Unit"], at: datetime) -> list[tuple[Any, ...]]:
    code = roots[0].code if len(roots) == 1 else ""

    def url(view: str) -> str:
        return list_url(kind.name, view, code) if code else "#units"

    return [
        (_("Open"), str(whole.open), url("open"), "", False),
        (_("Late"), str(whole.late), url("late"), "", bool(whole.late)),
        (_("To be checked"), str(whole.checking), url("checking"), "", False),
        (_("Oldest"), age(whole.oldest, at), url("open") if whole.oldest else "", "", False),
    ]


def _table(request: Asked, roots: Sequence[int], load: dict[int, Load], kind: Kind) -> list[tuple[Any, ...]]:
    """One line for each unit directly below; what is late most stands first, what has nothing open is left out."""
    of, lines = tree(today(request)), list[tuple[Load, str, str]]()
    for unit, units, own in lines_below(roots, today(request)):
        found = sum((load[one] for one in units if one in load), Load())
        alone = own and any(one in load for one in of.below([unit]) - {unit})
        name = _("%(unit)s itself") % {"unit": of.units[unit].name} if alone else of.units[unit].name
        if found.open:
            lines.append((found, name, "" if alone else of.units[unit].code))
    lines.sort(key=lambda line: (-line[0].late, -line[0].open))
    return [
        (
            name,
            [
                (str(n), list_url(kind.name, view, code) if code else "", view == "late" and n > 0)
                for view, n in (("open", found.open), ("late", found.late), ("checking", found.checking))
            ],
            age(found.oldest, request.at),
        )
        for found, name, code in lines
    ]


def _waited(row: Row, stays: Sequence[Any], request: Asked) -> tuple[Any, ...]:
    waited = _("waiting %(time)s") % {"time": span(request.at - row.raised_at)}
    where = " · ".join(part for part in (row.unit, _("with %(who)s") % {"who": holder_words(row)}) if part)
    return (f"/w/matters/{row.id}", row.title, where, waited, relay_of(stays, request.at, None, None))


def _line(row: Row, request: Asked, calendar: Calendar) -> tuple[Any, ...]:
    states, sentence = small_chain(row)
    holder = _("with %(who)s") % {"who": holder_words(row)} if holder_words(row) else row.unit
    return (f"/w/matters/{row.id}", row.title, states, sentence, clock_of(row, request.at, calendar), holder)


def _hands(found: Sequence[tuple[str, timedelta, int]]) -> list[tuple[Any, ...]]:
    """A bar for each holder, the longest one full."""
    most = max((time for _unit, time, _n in found), default=timedelta()) or timedelta(seconds=1)
    return [
        (unit, whole_days(time), ngettext("%(n)s matter", "%(n)s matters", n) % {"n": n}, round(100 * (time / most), 1))
        for unit, time, n in found
    ]


def _months(request: Asked, unit: "Unit") -> list[tuple[Any, ...]]:
    """This month and the last of a few figures, each a way to its page."""
    last, this = months_before(today(request), 2)
    where = reach(unit.code)
    return [line_of(one, unit.code, (last, this), where, request) for name in FIGURES if (one := figures.get(name))]


def line_of(figure: Answering, code: str, periods: Sequence[Period], where: Any, request: Asked) -> tuple[Any, ...]:
    """A figure over some periods, asked once."""
    found = {part.key: part for part in figure.by("month", where, Period(periods[0].since, periods[-1].until), None, request.at)}
    told = []
    for period in periods:
        assert period.since is not None
        part = found.get(f"{period.since:%Y-%m}")
        words = in_words(figure, part) if part else ("0" if figure.scale == "count" else "—")
        told.append((words, Question(figure, code, period, today(request)).url()))
    return (str(figure.label), told)
