"""The administrative, party and union tree as each stood on a day, two days side by side, and reorganisation from a day on."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.refusal import Unseen
from luoshi.kernel.org.hanging_up import hang_unit, move_unit, take_down, withdraw_move
from luoshi.kernel.org.listing import moves_to_come, versions
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.selectors import unit_by_code
from luoshi.kernel.org.tree import ADMINISTRATIVE, TREES, tree
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_forms import (
    HOME,
    Form,
    Sheet,
    Table,
    choice,
    read_day,
    read_unit,
    read_unit_or_none,
    serve,
    unit_field,
)
from luoshi.web.views.administration_forms import day as day_field
from luoshi.web.views.administration_units import ASKING

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Branch

MOST = 3000


@dataclass(frozen=True)
class Line:
    """A unit in a tree: the units from the root down to it, its name, and the one above."""

    path: tuple[int, ...]
    name: str
    parent: int | None

    @property
    def depth(self) -> int:
        return len(self.path) - 1


Row = tuple[Line | None, Line | None, bool]


@require_http_methods(ASKING)
def trees(request: Asked, name: str) -> HttpResponse:
    """One tree on one day or on two; below it the moves to come and the forms of a reorganisation."""
    must_administer(actor(request))
    if name not in TREES:
        raise Unseen
    return serve(request, lambda: _sheet(request, name), "web/trees.html")


def _sheet(request: Asked, name: str) -> Sheet:
    today_, on, beside = today(request), _day(request, "on"), _day(request, "beside")
    on = on or today_
    left, right = _lines(request, name, on), _lines(request, name, beside) if beside else None
    rows: list[Row] = _side_by_side(left, right) if right is not None else [(line, None, False) for line in left]
    coming = moves_to_come(actor(request), name, today_)
    here = f"{HOME}trees/{name}"
    links: list[tuple[object, str]] = [(label, f"{HOME}trees/{other}") for other, label in TREES.items() if other != name]
    more = {
        "tree_url": here, "on": on, "beside": beside, "rows": rows[:MOST], "cut": len(rows) > MOST, "unit": request.GET.get("unit", ""),
        "versions": [(day, many, f"{here}?on={day - timedelta(days=1)}&beside={day}") for day, many in versions(actor(request), name, 60)],
        "indent": "　",
    }  # fmt: skip
    table = Table(
        (_("Unit"), _("Will hang below"), _("From")),
        [(row.unit.name, row.parent.name if row.parent else "—", row.since) for row in coming],
        title=_("Moves to come"),
    )  # fmt: skip
    return Sheet(str(TREES[name]), tables=[table] if coming else [], forms=_forms(request, name, coming), links=links, more=more)


def _lines(request: Asked, name: str, on: date) -> list[Line]:
    """Every unit of the tree on this day, or of the part below one unit, those above before those below."""
    of, code = tree(on, name), request.GET.get("unit", "")
    roots = [unit_by_code(code).pk] if code else None
    if roots and roots[0] not in of.parent:
        return []
    out: list[Line] = []
    path: list[int] = []
    for pk, depth in of.walk(roots):
        path[depth:] = [pk]
        out.append(Line(tuple(path), of.units[pk].name, of.parent[pk]))
    return out


def _side_by_side(left: list[Line], right: list[Line]) -> list[Row]:
    """Both trees line by line: what hangs in the same way on both days in one line, the rest alone; True where a unit itself moved."""
    above = {line.path[-1]: line.parent for line in right}
    before = {line.path[-1]: line.parent for line in left}
    moved = {unit for unit in {*above, *before} if above.get(unit, -1) != before.get(unit, -1)}
    both = {line.path for line in left} & {line.path for line in right}
    rows: list[Row] = []
    todo = iter(right)
    for line in left:
        if line.path not in both:
            rows.append((line, None, line.path[-1] in moved))
            continue
        for other in todo:
            if other.path == line.path:
                rows.append((line, other, False))
                break
            rows.append((None, other, other.path[-1] in moved))
    return rows + [(None, other, other.path[-1] in moved) for other in todo]


def _forms(request: Asked, name: str, coming: "list[Branch]") -> list[Form]:
    here, tomorrow = f"{HOME}trees/{name}", today(request) + timedelta(days=1)

    def move(request: Asked, key: uuid.UUID) -> str:
        unit, parent, since = read_unit(request), read_unit(request, "parent"), read_day(request)
        move_unit(actor=actor(request), at=request.at, command=key, unit=unit, parent=parent, since=since, name=name)
        return f"{here}?on={since - timedelta(days=1)}&beside={since}&done=moved"

    def hang(request: Asked, key: uuid.UUID) -> str:
        unit, parent = read_unit(request), read_unit_or_none(request, "parent")
        hang_unit(actor=actor(request), at=request.at, command=key, name=name, unit=unit, parent=parent, since=read_day(request))
        return f"{here}?done=moved"

    def down(request: Asked, key: uuid.UUID) -> str:
        take_down(actor=actor(request), at=request.at, command=key, name=name, unit=read_unit(request), until=read_day(request, "until"))
        return f"{here}?done=ended"

    def back(request: Asked, key: uuid.UUID) -> str:
        withdraw_move(actor=actor(request), at=request.at, command=key, unit=read_unit(request), name=name)
        return f"{here}?done=back"

    unit, since = unit_field(request, "unit", _("Unit")), day_field("since", _("From"), tomorrow)
    forms = [
        Form("move", _("Move a unit"), _("Move from that day"), move, [unit, unit_field(request, "parent", _("Hangs below")), since],
             _("With everything below it. Who reads what follows on that day; figures of days before stay as they were.")),
    ]  # fmt: skip
    if name != ADMINISTRATIVE:
        forms = [
            Form("hang", _("Hang a unit into this tree"), _("Hang up"), hang, [
                unit, unit_field(request, "parent", _("Hangs below"), empty=_("nothing: it is the root")),
                day_field("since", _("From"), today(request)),
            ]),
            *forms,
            Form("down", _("Take a unit out of this tree"), _("Take out"), down, [
                unit, day_field("until", _("From"), tomorrow),
            ]),
        ]  # fmt: skip
    if coming:
        units = [(row.unit.code, f"{row.unit.name} · {row.since}") for row in coming]
        forms.append(Form("back", _("Take a coming move back"), _("Take back"), back, [choice("unit", _("Unit"), units)]))
    return forms


def _day(request: Asked, name: str) -> date | None:
    """A day from the address; what is no day is none."""
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None
