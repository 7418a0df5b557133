"""Numbers of figures in words: percentages, days, and the period they are of."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.kernel.metrics.figures import Amount, Answering, Period

UNKNOWN = "—"
ADDED = ("count", "held")  # scales of numbers that are added up
SMALL = 10
LEAST = 4
HALVES = (
    (_l("Jan"), _l("Feb"), _l("Mar"), _l("Apr"), _l("May"), _l("Jun")),
    (_l("Jul"), _l("Aug"), _l("Sep"), _l("Oct"), _l("Nov"), _l("Dec")),
)
MONTHS = tuple(name for half in HALVES for name in half)


def in_words(figure: Answering, amount: Amount) -> str:
    """The value as it is read: a count, a percentage with one decimal, days with two, days that add up with one."""
    if amount.value is None:
        return UNKNOWN
    if figure.scale == "share":
        return percent(amount.value)
    decimals = {"days": 2, "held": 1}.get(figure.scale)
    return str(amount.value) if decimals is None else f"{amount.value:.{decimals}f}"


def head_of(figure: Answering) -> str:
    """What stands over a column of its values."""
    return {"count": _("Count"), "share": _("Share")}.get(figure.scale) or _("Days")


def in_a_line(figure: Answering, amount: Amount) -> str:
    """The value of one line among others: days of fewer than four records are not told."""
    few = figure.scale == "days" and (amount.of or 0) < LEAST
    return UNKNOWN if few else in_words(figure, amount)


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def interval_words(amount: Amount) -> str:
    if amount.low is None or amount.high is None:
        return ""
    return _("95%% interval: %(low)s to %(high)s") % {"low": percent(amount.low), "high": percent(amount.high)}


def small_words(figure: Answering, amount: Amount) -> str:
    """What to keep in mind when there are few records; "" when there are enough."""
    if not amount.of or amount.of >= SMALL or figure.scale in ADDED:
        return ""
    if figure.scale == "days":
        return _("Only %(n)s records: one more or less can move it far. Do not rank by it.") % {"n": amount.of}
    told = {"n": amount.of, "points": round(100 / amount.of)}
    return _("Only %(n)s records: one more or less moves it by %(points)s points. Do not rank by it.") % told


def months_before(on: date, count: int) -> list[Period]:
    """The month of this day and those before it, oldest first."""
    months = []
    for back in range(count):
        year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
        after_year, after_month = divmod(year * 12 + month + 1, 12)
        months.append(Period(date(year, month + 1, 1), date(after_year, after_month + 1, 1)))
    return months[::-1]


def usual_periods(on: date) -> list[tuple[str, Period]]:
    last, this = months_before(on, 2)
    return [
        (_("All time"), Period()),
        (_("This year"), Period(date(on.year, 1, 1), date(on.year + 1, 1, 1))),
        (_("Last month"), last),
        (_("This month"), this),
    ]


def period_words(period: Period) -> str:
    if not period.since and not period.until:
        return _("All time")
    return _("%(since)s to before %(until)s") % {"since": period.since or "…", "until": period.until or "…"}
