"""What the page of a figure shows: read from its address, told in words, every number a way to its records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.actor import Actor
from luoshi.kernel.metrics.answering import Only
from luoshi.kernel.metrics.breakdown import DIMENSIONS, NOBODY, names_of, narrow
from luoshi.kernel.metrics.figures import PAGE, Amount, Answering, Part, Period, Shown
from luoshi.kernel.metrics.lines import Lines
from luoshi.kernel.metrics.reach import Reach
from luoshi.kernel.metrics.stocks import Standing
from luoshi.kernel.org.models import Unit
from luoshi.kernel.org.selectors import line_above
from luoshi.web.charts import by_months
from luoshi.web.figure_records import lines_of
from luoshi.web.figure_words import (
    ADDED,
    SMALL,
    head_of,
    in_a_line,
    in_words,
    interval_words,
    months_before,
    period_words,
    small_words,
    usual_periods,
)
from luoshi.web.times import moment

NONE = "-"
MOST_NAMED = 4


@dataclass(frozen=True)
class Question:
    """What a page of a figure is asked: which unit, period and side, told apart how, known when. `line` is one topic, person or unit."""

    figure: Answering
    code: str
    period: Period
    on: date
    by: str = "unit"
    only: str = ""
    as_of: date | None = None
    line: tuple[str, str] | None = None
    before: int | None = None

    @classmethod
    def read(cls, figure: Answering, given: Mapping[str, Any], code: str, on: date) -> "Question":
        """From the address; what does not read is left out."""
        ways = figure.ways()
        line = next(((way, str(given[way])) for way in ("topic", "person", "why") if given.get(way) and way in ways), None)
        as_of, before = _day(given.get("as_of")), str(given.get("before", ""))
        return cls(
            figure, code, Period(_day(given.get("since")), _day(given.get("until"))), on,
            by=given["by"] if given.get("by") in ways else "unit",
            only=given["only"] if given.get("only") in ("yes", "no", "all") else "",
            as_of=as_of if as_of and as_of < on else None,
            line=("unit", code) if given.get("own") else line,
            before=int(before) if before.isdecimal() else None,
        )  # fmt: skip

    def narrowed(self) -> Answering:
        """The figure of the chosen line."""
        if not self.line:
            return self.figure
        way, key = self.line
        return narrow(self.figure, way, "" if key == NONE else key)

    def side(self, told: Amount) -> Only:
        """Which records are listed: those that do not count come first, they are what is to be done."""
        if told.of is None:
            return "all"
        chosen: dict[str, Only] = {"yes": "yes", "no": "no", "all": "all"}
        return chosen.get(self.only) or (self.figure.shows if self.figure.shows == "yes" else "no" if told.count < told.of else "all")

    def url(self, **changes: Any) -> str:
        """The address of the same question with these changes."""
        asked = replace(self, **{"before": None, "only": "", **changes})
        named: dict[str, Any] = {"unit": asked.code, "since": asked.period.since, "until": asked.period.until, "as_of": asked.as_of}
        named |= {"by": asked.by if asked.by != "unit" else None, "only": asked.only, "before": asked.before}
        if asked.line:
            named |= {"own": "yes"} if asked.line[0] == "unit" else {asked.line[0]: asked.line[1]}
        return f"/w/figures/{self.figure.name}?{urlencode({key: str(value) for key, value in named.items() if value})}"

    def of_part(self, part: Part) -> "Question":
        """The question of one line of the table."""
        if self.by == "month":
            year, month = (int(number) for number in part.key.split("-"))
            return replace(self, period=months_before(date(year, month, 1), 1)[0])
        if self.by == "unit":
            return replace(self, code=part.key, line=("unit", part.key) if part.own else self.line)
        return replace(self, line=(self.by, part.key or NONE))


def context_of(
    question: Question, who: Actor, unit: Unit, where: Reach, told: Amount, shown: Shown, at: datetime, lines: Lines | None
) -> dict[str, Any]:
    """Everything the template shows."""
    declared, figure, day = question.figure, question.narrowed(), question.as_of or question.on
    months = months_before(day, 12)
    year = Period(months[0].since, months[-1].until)
    monthly = figure.by("month", where, year, question.as_of, at, lines) if "month" in figure.ways() else []
    parts = figure.by(question.by, where, question.period, question.as_of, at, lines)
    listed, more = shown.records[:PAGE], len(shown.records) > PAGE
    return {
        "label": declared.label,
        "period_words": period_words(question.period),
        "unit_words": _where_words(question, unit, parts),
        "value": in_words(declared, told),
        "measure": declared.measure if declared.scale != "share" else "",
        "reason": told.reason,
        "made_of": [(str(told.count), question.url(only="yes")), (str(told.of), question.url(only="all"))] if told.of is not None else [],
        "interval": interval_words(told),
        "small": small_words(declared, told),
        "months": by_months(declared, monthly, day, lambda period: question.url(period=period, line=question.line)) if monthly else None,
        "ways": [
            (WAYS[way](), question.url(by=way, only=question.only), way == question.by) for way in DIMENSIONS if way in declared.ways()
        ],
        "heads": _heads(question),
        "parts": [_part_line(question, part, max(one.value or 0 for one in parts)) for part in parts],
        "parts_small": _parts_small(declared, parts),
        "sides": _sides(question, told),
        "when_head": _("Held here") if declared.scale == "held" else _("When"),
        **lines_of(declared.base, listed, question.on),
        "hidden_words": ngettext("%(n)s more is not shown to you", "%(n)s more are not shown to you", shown.hidden) % {"n": shown.hidden}
        if shown.hidden
        else "",
        "how": _how(question, told, at),
        "as_of": {"value": question.as_of or "", "hidden": _kept(question), "now_url": question.url(as_of=None) if question.as_of else ""},
        "period_links": [(label, question.url(period=one), one == question.period) for label, one in usual_periods(question.on)],
        "unit_links": [(one.name, question.url(code=one.code, line=None)) for one in line_above(who, unit.pk, question.on)],
        "newer_url": question.url(only=question.only) if question.before else "",
        "older_url": question.url(only=question.only, before=listed[-1].key) if more else "",
    }


WAYS = {
    "unit": lambda: _("By unit"),
    "topic": lambda: _("By topic"),
    "person": lambda: _("By person"),
    "why": lambda: _("By reason"),
    "month": lambda: _("By month"),
}
HEADS = {
    "unit": lambda: _("Unit"),
    "topic": lambda: _("Topic"),
    "person": lambda: _("Who handles it"),
    "why": lambda: _("Reason"),
    "month": lambda: _("Month"),
}


def _where_words(question: Question, unit: Unit, parts: list[Part]) -> str:
    if not question.line:
        return unit.name
    way, key = question.line
    if way == "unit":
        return _("%(unit)s itself") % {"unit": unit.name}
    names, wanted = names_of(question.figure, way), "" if key == NONE else key
    label = str(names.get(wanted, "")) or (NOBODY if not wanted else next((part.label for part in parts if part.key == key), key))
    return f"{unit.name} · {label}"


def _heads(question: Question) -> list[str]:
    value = head_of(question.figure)
    made_of = [] if question.figure.scale in ADDED else [str(question.figure.yes or _("Answered")), _("All")]
    return [HEADS[question.by](), *made_of, value]


def _part_line(question: Question, part: Part, most: float) -> dict[str, Any]:
    """One line: its name, what it is made of, its value, and its bar."""
    one, figure = question.of_part(part), question.figure
    made_of = [] if figure.scale in ADDED else [(str(part.count), one.url(only="yes")), (str(part.of), one.url(only="all"))]
    value = in_a_line(figure, part)
    bar: tuple[float, float, float | None] | None = None
    if figure.scale == "share" and part.low is not None and part.high is not None and part.value is not None:
        bar = (round(100 * part.low, 1), round(100 * (part.high - part.low), 1), round(100 * part.value, 1))
    elif figure.scale in ADDED:
        bar = (0, round(100 * (part.value or 0) / most) if most else 0, None)
    return {"label": part.label, "made_of": made_of, "value": value, "url": one.url(), "bar": bar}


def _parts_small(figure: Answering, parts: list[Part]) -> str:
    few = [part.label for part in parts if figure.scale not in ADDED and part.of is not None and part.of < SMALL]
    if len(few) > MOST_NAMED:
        return _("A line of fewer than 10 records moves far by one more or less; do not rank by it.")
    if not few:
        return ""
    return _("Fewer than 10 records: %(names)s. One more or less moves such a line far; do not rank by it.") % {"names": _(", ").join(few)}


def _sides(question: Question, told: Amount) -> list[tuple[str, int, str, bool]]:
    if told.of is None:
        return []
    figure, chosen = question.figure, question.side(told)
    sides: list[tuple[Only, object, int]] = [
        ("yes", figure.yes or _("Answered"), told.count),
        ("no", figure.no or _("Not answered"), told.of - told.count),
        ("all", _("All"), told.of),
    ]
    return [(str(label), n, question.url(only=only), only == chosen) for only, label, n in sides]


def _how(question: Question, told: Amount, at: datetime) -> list[tuple[str, object]]:
    figure = question.figure
    if figure.scale == "share":
        rows: list[tuple[str, object]] = [(_("Numerator"), figure.counted), (_("Denominator"), figure.base.counted)]
    else:
        rows = [(_("Counted"), figure.counted)]
    rows.append((_("Not counted"), figure.not_counted))
    if told.left_out:
        rows.append((_("Left out"), f"{told.left_out} · {figure.set_aside}"))
    return [*rows, (_("As of"), _known(question, at)), (_("Name"), figure.name)]


def _known(question: Question, at: datetime) -> str:
    """The day whose end, or the moment, of which this is told."""
    until, day = question.period.until, question.as_of
    if isinstance(question.figure, Standing) and until and until <= (day or question.on):
        day = until - timedelta(days=1)
    return _("the end of %(day)s") % {"day": day} if day else moment(at)


def _kept(question: Question) -> list[tuple[str, str]]:
    """What the form that chooses the day must carry on."""
    return parse_qsl(question.url(as_of=None, only=question.only).partition("?")[2])


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None
