"""A number that shows its records."""

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import rows_by_id
from luoshi.kernel.metrics.figures import PAGE, Figure, Period, figures, may_ask, parts, shown_to, units_of
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import line_above, units_read
from luoshi.web.accounts.views import must_sign_in
from luoshi.web.chains import small_chain
from luoshi.web.request import Asked, actor, today
from luoshi.web.shapes import Bars, Point
from luoshi.web.shell import page
from luoshi.web.times import moment
from luoshi.web.views.inbox import raiser_name
from luoshi.web.views.lists import day

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Unit


@require_safe
@must_sign_in
def all_figures(request: Asked) -> HttpResponse:
    """Every figure, for the widest unit this person reads."""
    unit = _widest(request)
    _unit, units = units_of(unit.code, today(request))
    months = _months(today(request), 1)[0]
    rows = []
    for one in figures:
        ever, month = one.value(units, Period()), one.value(units, months)
        rows.append(
            (
                _url(one, unit.code, Period()),
                one.label,
                str(ever),
                str(month),
                _url(one, unit.code, months),
                one.measure,
            )
        )
    context = {"rows": rows, "unit_name": unit.name}
    return page(
        request,
        "web/figures.html",
        context,
        title=_("Figures"),
        here="figures",
        crumbs=[(_("Home"), "/w/"), (_("Figures"), "")],
        back="/w/",
    )


@require_safe
@must_sign_in
def figure(request: Asked, name: str) -> HttpResponse:
    declared = figures.get(name)
    if declared is None:
        raise Unseen
    on = today(request)
    code = request.GET.get("unit") or _widest(request).code
    unit, units = units_of(code, on)
    if unit is None or units is None or not may_ask(actor(request), unit.pk, on):
        raise Unseen
    period = Period(day(request, "since"), day(request, "until"))
    before = request.GET.get("before", "")
    shown = shown_to(actor(request), declared, units, period, on, before=int(before) if before.isdecimal() else None)
    listed, more = shown.records[:PAGE], len(shown.records) > PAGE
    value = declared.value(units, period)
    context: dict[str, Any] = {
        "label": declared.label,
        "period_words": _period_words(period),
        "unit_words": unit.name,
        "value": str(value),
        "measure": declared.measure,
        "reason": "",
        "months": _bars(declared, units, on, code),
        "records": _lines(listed),
        "hidden_words": ngettext("%(n)s more is not shown to you", "%(n)s more are not shown to you", shown.hidden) % {"n": shown.hidden}
        if shown.hidden
        else "",
        "units": [
            (
                part.label,
                _url(declared, part.key, period),
                str(part.value),
                round(100 * part.value / value) if value else 0,
            )
            for part in parts(declared, unit, units, period, on)
        ],
        "how": [
            (_("Counted"), declared.counted),
            (_("Not counted"), declared.not_counted),
            (_("As of"), moment(request.at)),
            (_("Name"), declared.name),
        ],
        "period_links": [(label, _url(declared, code, one), one == period) for label, one in _periods(on)],
        "unit_links": [(one.name, _url(declared, one.code, period)) for one in line_above(actor(request), unit.pk, on)],
        "newer_url": _url(declared, code, period) if before else "",
        "older_url": f"{_url(declared, code, period)}&before={listed[-1].key}" if more else "",
    }
    crumbs = [(_("Home"), "/w/"), (_("Figures"), "/w/figures/"), (str(declared.label), "")]
    return page(
        request,
        "web/figure.html",
        context,
        title=str(declared.label),
        here="figures",
        crumbs=crumbs,
        back="/w/figures/",
    )


def _lines(listed: list[Any]) -> list[tuple[Any, ...]]:
    rows, lines = rows_by_id([record.id for record in listed]), []
    for record in listed:
        row = rows[record.id]
        states, sentence = small_chain(row)
        standing = kinds[row.kind].workflow.state(row.state).label
        when = f"{local(record.at):%m-%d %H:%M}"
        lines.append((record.number, record.url, record.title, row.unit, raiser_name(row), when, standing, states, sentence))
    return lines


def _widest(request: Asked) -> "Unit":
    """The unit highest in the tree among those this person reads."""
    if not actor(request).holds(*READING):
        raise Unseen
    readable = units_read(actor(request), today(request))
    if not readable:
        raise Unseen
    return min(readable, key=lambda pair: pair[1])[0]


def _bars(declared: Figure, units: set[int], on: date, code: str) -> Bars:
    months = _months(on, 12)
    counts = declared.by_month(units, Period(months[0].since, months[-1].until))
    points = []
    for one in months:
        assert one.since is not None
        value = counts.get((one.since.year, one.since.month), 0)
        points.append(Point(str(MONTHS[one.since.month - 1]), value, _url(declared, code, one), one == months[-1]))
    top = _round_up(max(point.value for point in points))
    return Bars(points, top, tuple(sorted({0, top // 2, top})) if top > 1 else (0, top))


HALVES = (
    (_l("Jan"), _l("Feb"), _l("Mar"), _l("Apr"), _l("May"), _l("Jun")),
    (_l("Jul"), _l("Aug"), _l("Sep"), _l("Oct"), _l("Nov"), _l("Dec")),
)
MONTHS = tuple(name for half in HALVES for name in half)


def _months(on: date, count: int) -> list[Period]:
    first, months = on.replace(day=1), []
    for back in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
        since = date(year, month + 1, 1)
        after_year, after_month = divmod(year * 12 + month + 1, 12)
        months.append(Period(since, date(after_year, after_month + 1, 1)))
    return months[::-1]


def _periods(on: date) -> list[tuple[str, Period]]:
    last, this = _months(on, 2)
    return [
        (_("All time"), Period()),
        (_("This year"), Period(date(on.year, 1, 1), date(on.year + 1, 1, 1))),
        (_("Last month"), last),
        (_("This month"), this),
    ]


def _period_words(period: Period) -> str:
    if not period.since and not period.until:
        return _("All time")
    return _("%(since)s to before %(until)s") % {"since": period.since or "…", "until": period.until or "…"}


def _round_up(number: int) -> int:
    step = next(step for step in (2, 4, 10, 20, 40, 100, 200, 400, 1000, 10**4, 10**5, 10**6, 10**9) if number <= step)
    return step if step <= 4 else -(-number // (step // 5)) * (step // 5)


def _url(declared: Figure, code: str, period: Period) -> str:
    named = {"unit": code, "since": period.since, "until": period.until}
    return f"/w/figures/{declared.name}?{urlencode({key: str(value) for key, value in named.items() if value})}"
