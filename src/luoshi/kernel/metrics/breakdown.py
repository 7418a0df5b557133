"""The lines beside a figure: by unit, topic, person, reason or month."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.kernel.metrics.reach import Reach, all_units
from luoshi.kernel.org.models import Person, Unit

if TYPE_CHECKING:
    from luoshi.kernel.metrics.answering import Answering

DIMENSIONS = ("unit", "topic", "person", "why", "month")
NOBODY = "—"


class Breakdown:
    """How one figure is cut into lines: the columns to group by, the line of a group, and its name. Refused without such a column."""

    def __init__(self, dimension: str, figure: "Answering", reach: Reach, on: str) -> None:
        column = figure.ways().get(dimension)
        if column is None:
            raise Refusal(_("%(figure)s cannot be told apart in this way.") % {"figure": figure.label}, field="by")
        self.dimension, self.figure, self.reach, self.on = dimension, figure, reach, on
        self.columns = {"unit": [column, "version"], "month": ["in_year", "in_month"]}.get(dimension, [column])
        self.own = reach.top.code if reach.top else ""

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with every column to group by."""
        if self.dimension == "month":
            return rows.annotate(in_year=ExtractYear(self.on), in_month=ExtractMonth(self.on))
        return rows.annotate(version=self.reach.version(self.on)) if self.dimension == "unit" else rows

    def line(self, group: Sequence[Any]) -> Any:
        """The line this group belongs to."""
        if self.dimension == "unit":
            return self.reach.line(group[0], group[1])
        return tuple(group) if self.dimension == "month" else group[0]

    def named(self, lines: Iterable[Any]) -> list[tuple[Any, str, str]]:
        """The lines in order, each with its key and label; what has none stands last under a dash."""
        found = list(lines)
        if self.dimension == "month":
            return [((year, month), key, key) for (year, month), key in sorted((one, f"{one[0]}-{one[1]:02}") for one in found)]
        if self.dimension in ("topic", "why"):
            names = names_of(self.figure, self.dimension)
            order = {name: place for place, name in enumerate(names)}
            found.sort(key=lambda one: (one not in order and not one, order.get(one, len(order)), one or ""))
            return [(one, one or "", str(names.get(one or "", one or NOBODY))) for one in found]
        if self.dimension == "person":
            people = Person.objects.in_bulk([one for one in found if one])
            found.sort(key=lambda one: (one is None, people[one].staff_no if one else ""))
            return [(one, people[one].staff_no, people[one].name) if one else (one, "", NOBODY) for one in found]
        units = all_units()
        return [(one, units[one].code, units[one].name) for one in sorted(found)]


def names_of(figure: "Answering", dimension: str) -> Mapping[str, object]:
    """What the topics or the reasons of a figure are called."""
    names = {"topic": figure.base.topics, "why": figure.base.reasons}.get(dimension)
    return names() if names else {}


def narrow(figure: "Answering", dimension: str, key: str) -> "Answering":
    """The figure of one line alone: this topic or reason, this person by staff number, or this unit without those below it; "" is none."""
    column = figure.ways().get(dimension)
    if column is None:
        raise Refusal(_("%(figure)s cannot be told apart in this way.") % {"figure": figure.label}, field="by")
    if dimension == "person" and not key:
        return figure.narrowed(Q(**{f"{column}__isnull": True}))
    asked = {"person": Person.objects.filter(staff_no=key), "unit": Unit.objects.filter(code=key)}.get(dimension)
    return figure.narrowed(Q(**{column: key if asked is None else Subquery(asked.values("pk")[:1])}))
