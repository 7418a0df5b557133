"""A number that shows its records."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.refusal import Unseen
from luoshi.kernel.metrics.figures import Period, figures, may_ask, shown_to, units_of
from luoshi.kernel.metrics.lines import lines_of
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import units_read
from luoshi.web.figure_page import Question, context_of
from luoshi.web.figure_words import in_words, months_before
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Unit


@require_safe
def all_figures(request: Asked) -> HttpResponse:
    """Every figure, for the widest unit this person reads."""
    unit, on = _widest(request), today(request)
    _unit, where = units_of(unit.code)
    month, rows = months_before(on, 1)[0], []
    for one in figures:
        asked = [Question(one, unit.code, period, on) for period in (Period(), month)]
        lines = lines_of(one, where)
        ever, lately = (in_words(one, one.amount(where, question.period, None, request.at, lines)) for question in asked)
        rows.append((asked[0].url(), one.label, ever, lately, asked[1].url(), one.measure))
    crumbs = [(_("Home"), "/w/"), (_("Figures"), "")]
    context = {"rows": rows, "unit_name": unit.name}
    return page(request, "web/figures.html", context, title=_("Figures"), here="figures", crumbs=crumbs, back="/w/")


@require_safe
def figure(request: Asked, name: str) -> HttpResponse:
    """One figure, for who reads the unit."""
    declared, on = figures.get(name), today(request)
    if declared is None:
        raise Unseen
    question = Question.read(declared, request.GET, request.GET.get("unit") or _widest(request).code, on)
    unit, where = units_of(question.code)
    if unit is None or where is None or not may_ask(actor(request), unit.pk, on):
        raise Unseen
    narrowed = question.narrowed()
    lines = lines_of(narrowed, where) if question.as_of is None else None
    told = narrowed.amount(where, question.period, question.as_of, request.at, lines)
    only = question.side(told)
    shown = shown_to(
        actor(request), narrowed, where, question.period, on,
        as_of=question.as_of, at=request.at, only=only, before=question.before, many=told.of or told.count,
    )  # fmt: skip
    context = context_of(question, actor(request), unit, where, told, shown, request.at, lines)
    crumbs = [(_("Home"), "/w/"), (_("Figures"), "/w/figures/"), (str(declared.label), "")]
    title = str(declared.label)
    return page(request, "web/figure.html", context, title=title, here="figures", crumbs=crumbs, back="/w/figures/")


def _widest(request: Asked) -> "Unit":
    """The unit highest in the tree among those this person reads."""
    if not actor(request).holds(*READING):
        raise Unseen
    readable = units_read(actor(request), today(request))
    if not readable:
        raise Unseen
    return min(readable, key=lambda pair: pair[1])[0]
