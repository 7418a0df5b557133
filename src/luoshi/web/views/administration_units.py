"""Units: the list as a tree, one of them with its moves, and its end."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.kernel.org.hanging_up import hang_unit, move_unit, withdraw_move
from luoshi.kernel.org.listing import edges_of, people_page, units_page
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.selectors import unit_by_code
from luoshi.kernel.org.services import add_unit
from luoshi.kernel.org.taking_in_units import change_unit
from luoshi.kernel.org.tree import ADMINISTRATIVE, TREES
from luoshi.kernel.org.units import end_unit
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_forms import (
    HOME,
    Form,
    Sheet,
    Table,
    address,
    choice,
    day,
    keys,
    read_day,
    read_unit,
    read_unit_or_none,
    serve,
    text,
    turned,
    unit_field,
    until_words,
)

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Branch, Unit

ASKING = ["GET", "HEAD", "POST"]


@require_http_methods(ASKING)
def units(request: Asked) -> HttpResponse:
    """All units of today as a tree, and the form for a new one."""

    def make() -> Sheet:
        on, found = today(request), units_page(actor(request), keys(request), today(request))
        before, after = turned(request, found)
        rows = [
            (("　" * depth + unit.name, address("units", unit.code)), unit.code, unit.short_name, until_words(unit.since, unit.until, on))
            for unit, depth in found.rows
        ]
        add = Form("add", _("Add a unit"), _("Add the unit"), _add, hint=_(
            "The code serves imports and figures. The short name opens the numbers of matters; teams need none."
        ))  # fmt: skip
        add.fields = [
            text("code", _("Code")), text("name", _("Name")), text("short_name", _("Short name"), required=False),
            unit_field(request, "parent", _("Hangs below")),
            unit_field(request, "receives_for", _("Office that receives for"), empty=_("no other unit")), day("since", _("From"), on),
        ]  # fmt: skip
        table = Table((_("Unit"), _("Code"), _("Short name"), ""), rows, empty=_("Nothing matches"), before=before, after=after)
        links = [(label, f"{HOME}trees/{name}") for name, label in TREES.items()]
        return Sheet(_("Units"), tables=[table], forms=[add], find=_("By code or name"), links=links)

    return serve(request, make)


@require_http_methods(ASKING)
def unit(request: Asked, code: str) -> HttpResponse:
    """One unit: its name, where it hangs from when to when, and what may be done with it."""
    must_administer(actor(request))
    one = unit_by_code(code)
    return serve(request, lambda: _sheet(request, one))


def _sheet(request: Asked, one: "Unit") -> Sheet:
    who, on, edges = actor(request), today(request), edges_of(actor(request), one)
    people = people_page(who, keys(request), on, one)
    many = f"{len(people.rows)}+" if people.after else str(len(people.rows))
    rows = [
        (TREES.get(edge.tree, edge.tree), edge.parent.name if edge.parent else _("root"), edge.since, edge.until or "", _when(edge, on))
        for edge in edges
    ]
    moves = Table((_("Tree"), _("Hangs below"), _("From"), _("Until"), ""), rows, title=_("Where it hangs"))
    facts: list[tuple[object, object]] = [
        (_("Code"), one.code), (_("Short name"), one.short_name or "—"),
        (_("Receives for"), one.receives_for.name if one.receives_for else "—"), (_("Since"), one.since),
        (_("People here and below"), (many, f"{HOME}people?unit={one.code}")),
    ]  # fmt: skip
    if one.until:
        facts.append((_("Ends"), one.until))
    return Sheet(
        one.name, [(_("Units"), f"{HOME}units")], facts, [moves], [] if one.until else _forms(request, one, edges),
        links=[(_("Shifts"), f"/w/shifts/{one.code}"), (_("Its tree"), f"{HOME}trees/{ADMINISTRATIVE}?unit={one.code}")],
    )  # fmt: skip


def _when(edge: "Branch", on: date) -> str:
    return _("to come") if edge.since > on else _("now") if edge.until is None or edge.until > on else ""


def _forms(request: Asked, one: "Unit", edges: "list[Branch]") -> list[Form]:
    on, here = today(request), address("units", one.code)

    def change(request: Asked, key: uuid.UUID) -> str:
        change_unit(
            actor=actor(request), at=request.at, command=key, unit=one, name=request.POST.get("name", ""),
            short_name=request.POST.get("short_name", "").strip(), receives_for=read_unit_or_none(request, "receives_for"),
        )  # fmt: skip
        return f"{here}?done=changed"

    def move(request: Asked, key: uuid.UUID) -> str:
        since = read_day(request)
        move_unit(actor=actor(request), at=request.at, command=key, unit=one, parent=read_unit(request, "parent"), since=since)
        return f"{HOME}trees/{ADMINISTRATIVE}?on={since - timedelta(days=1)}&beside={since}&done=moved"

    def hang(request: Asked, key: uuid.UUID) -> str:
        name, parent = request.POST.get("tree", ""), read_unit_or_none(request, "parent")
        hang_unit(actor=actor(request), at=request.at, command=key, name=name, unit=one, parent=parent, since=read_day(request))
        return f"{here}?done=moved"

    def withdraw(request: Asked, key: uuid.UUID) -> str:
        withdraw_move(actor=actor(request), at=request.at, command=key, unit=one)
        return f"{here}?done=back"

    def end(request: Asked, key: uuid.UUID) -> str:
        end_unit(actor=actor(request), at=request.at, command=key, unit=one, until=read_day(request, "until"))
        return f"{here}?done=ended"

    open_ = {edge.tree: edge for edge in edges if edge.until is None}
    mine = open_.get(ADMINISTRATIVE)
    receives = one.receives_for.code if one.receives_for else ""
    forms = [
        Form("change", _("Name"), _("Change"), change, [
            text("name", _("Name"), one.name), text("short_name", _("Short name"), one.short_name, required=False),
            unit_field(request, "receives_for", _("Receives for"), receives, empty=_("no other unit")),
        ]),
    ]  # fmt: skip
    if mine and mine.parent_id:
        forms.append(Form("move", _("Move to another unit"), _("Move from that day"), move, [
            unit_field(request, "parent", _("Hangs below"), mine.parent.code if mine.parent else ""),
            day("since", _("From"), on + timedelta(days=1)),
        ], _("Who reads what follows on that day. Figures of days before stay as they were.")))  # fmt: skip
    if mine and mine.since > on and len([edge for edge in edges if edge.tree == ADMINISTRATIVE]) > 1:
        forms.append(Form("withdraw", _("Take the coming move back"), _("Take back"), withdraw))
    others = [(name, label) for name, label in TREES.items() if name != ADMINISTRATIVE and name not in open_]
    if others:
        forms.append(Form("hang", _("Hang into another tree"), _("Hang up"), hang, [
            choice("tree", _("Tree"), others), unit_field(request, "parent", _("Hangs below"), empty=_("nothing: it is the root")),
            day("since", _("From"), on),
        ]))  # fmt: skip
    forms.append(Form("end", _("End the unit"), _("End from that day"), end, [
        day("until", _("From"), on + timedelta(days=1)),
    ], _("Only when nobody and nothing hangs on it any more; what still does is said.")))  # fmt: skip
    return forms


def _add(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    made = add_unit(
        actor=actor(request), at=request.at, command=key, code=post.get("code", ""), name=post.get("name", ""),
        parent=read_unit(request, "parent"), since=read_day(request), short_name=post.get("short_name", ""),
        receives_for=read_unit_or_none(request, "receives_for"),
    )  # fmt: skip
    return address("units", made.code, "added")
