"""All plants beside each other: what is open and late, what came and was closed this month, what is answered in time, six months."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import Kind
from luoshi.kernel.matters.overview import Load, lines_below, load_by_unit
from luoshi.kernel.metrics.figures import Answering, Part, Period, figures
from luoshi.kernel.metrics.reach import reach
from luoshi.kernel.org.tree import tree
from luoshi.web.figure_page import Question
from luoshi.web.figure_words import in_a_line, months_before
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import may_see_the_group, page
from luoshi.web.views.leader import age, chosen_kind, kind_tabs, list_url

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Unit

MONTHS = 6
CAME = {"problem": "problems.found", "opinion": "opinions.raised"}
GONE = {"problem": "problems.closed", "opinion": "opinions.answered"}
IN_TIME = {"problem": "problems.answered_within", "opinion": "opinions.answered_within"}
SORTS = ("late", "open", "oldest", "came", "gone", "in_time", "unit")


@dataclass
class Plant:
    """One line: a unit directly below the root, its load and its figures by name."""

    unit: "Unit"
    own: bool
    load: Load
    told: dict[str, Part] = field(default_factory=dict)
    months: list[int] = field(default_factory=list)


@require_safe
def group(request: Asked) -> HttpResponse:
    """For leaders and inspectors of the whole house."""
    who, on = actor(request), today(request)
    if not may_see_the_group(who, on):
        raise Unseen
    kind = chosen_kind(request)
    asked = request.GET.get("by", "")
    by = asked if asked in SORTS else "late"
    columns = _columns(kind)
    lines = _plants(request, kind, columns)
    most = max((n for line in lines for n in line.months), default=0) or 1
    context = {
        "kinds": kind_tabs("/w/group", kind, **({"by": by} if by != "late" else {})),
        "heads": _heads(kind, columns, by),
        "lines": [_drawn(line, kind, columns, request, most) for line in _sorted(lines, by)],
        "months": MONTHS,
    }
    crumbs = [(_("Home"), "/w/"), (_("All plants"), "")]
    return page(request, "web/group.html", context, title=_("All plants"), here="group", crumbs=crumbs, back="/w/")


def _columns(kind: Kind) -> list[tuple[str, Answering]]:
    """The figures of this kind that are there."""
    names = (("came", CAME), ("gone", GONE), ("in_time", IN_TIME))
    return [(key, found) for key, names_ in names if (found := figures.get(names_.get(kind.name, "")))]


def _plants(request: Asked, kind: Kind, columns: Sequence[tuple[str, Answering]]) -> list[Plant]:
    """A few grouped queries, however many plants there are."""
    on = today(request)
    of, root = tree(on), tree(on).children[None][0]
    load = load_by_unit(actor(request), kind.name, [root], request.at)
    lines = [
        Plant(of.units[unit], own, sum((load[one] for one in units if one in load), Load())) for unit, units, own in lines_below([root], on)
    ]
    where, named = reach(of.units[root].code), {line.unit.code: line for line in lines}
    for key, figure in columns:
        for part in figure.by("unit", where, _period(key, request), None, request.at):
            if part.key in named:
                named[part.key].told[key] = part
    came = dict(columns).get("came")
    for month in months_before(on, MONTHS) if came else ():
        found = {part.key: part.count for part in came.by("unit", where, month, None, request.at)} if came else {}
        for line in lines:
            line.months.append(found.get(line.unit.code, 0))
    return [line for line in lines if not line.own or line.load.open or line.told]


def _period(key: str, request: Asked) -> Period:
    """Shares are told over a year, because a month is too few; counts over this month."""
    months = months_before(today(request), 12)
    return Period(months[0].since, months[-1].until) if key == "in_time" else months[-1]


def _sorted(lines: Sequence[Plant], by: str) -> list[Plant]:
    """What is to be looked at stands first; a share that cannot be told stands last."""

    def rank(line: Plant) -> tuple[float, ...]:
        if by == "oldest":
            return (line.load.oldest.timestamp() if line.load.oldest else float("inf"),)
        if by in ("came", "gone"):
            return (-(line.told[by].value or 0) if by in line.told else 0,)
        if by == "in_time":
            value = line.told[by].value if by in line.told else None
            return (2.0 if value is None else float(value),)
        return (-line.load.open,) if by == "open" else (-line.load.late, -line.load.open)

    return sorted(lines, key=lambda line: line.unit.code) if by == "unit" else sorted(lines, key=rank)


def _heads(kind: Kind, columns: Sequence[tuple[str, Answering]], by: str) -> list[tuple[str, str, bool]]:
    words = {"unit": _("Unit"), "open": _("Open"), "late": _("Late"), "oldest": _("Oldest")}
    words |= {key: str(figure.label) for key, figure in columns}
    return [(label, f"/w/group?{urlencode({'kind': kind.name, 'by': key})}", key == by) for key, label in words.items()]


def _drawn(line: Plant, kind: Kind, columns: Sequence[tuple[str, Answering]], request: Asked, most: int) -> tuple[Any, ...]:
    code, on = line.unit.code, today(request)
    name = _("%(unit)s itself") % {"unit": line.unit.name} if line.own else line.unit.name
    cells = [
        (str(line.load.open), "" if line.own else list_url(kind.name, "open", code), False),
        (str(line.load.late), "" if line.own else list_url(kind.name, "late", code), bool(line.load.late)),
        (age(line.load.oldest, request.at), "", False),
    ]
    for key, figure in columns:
        part = line.told.get(key)
        words = in_a_line(figure, part) if part else ("0" if figure.scale == "count" else "—")
        question = Question(figure, code, _period(key, request), on, line=("unit", code) if line.own else None)
        cells.append((words, question.url(), False))
    bars = [(place * 16, round(32 * n / most, 1)) for place, n in enumerate(line.months)]
    said = "、".join(str(n) for n in line.months)
    return (name, cells, bars, said)
