"""Places and machines: what lies in what, added, changed, ended, and the poster of each."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.kernel.org.equipment import add_equipment, change_equipment, end_equipment
from luoshi.kernel.org.listing import equipment_called, equipment_page, place_called, places_page
from luoshi.kernel.org.places import add_place, change_place, end_place
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_forms import (
    HOME,
    Form,
    Run,
    Sheet,
    Table,
    address,
    choice,
    day,
    keys,
    read_day,
    read_equipment,
    read_place,
    read_unit,
    serve,
    text,
    turned,
    unit_field,
    until_words,
)
from luoshi.web.views.administration_units import ASKING

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Equipment, Place


@require_http_methods(ASKING)
def places(request: Asked) -> HttpResponse:
    """All places with what lies inside them, and the form for a new one."""

    def make() -> Sheet:
        on, found = today(request), places_page(actor(request), keys(request), today(request))
        before, after = turned(request, found)
        rows = [
            (
                ("　" * depth + one.name, address("places", one.code)), one.code, one.unit.name,
                _("forbidden") if one.no_phone else _("allowed"), (_("Print"), address("places", one.code) + "/poster"),
                until_words(one.since, one.until, on),
            )
            for one, depth in found.rows
        ]  # fmt: skip
        heads = (_("Place"), _("Code"), _("Unit"), _("Phones"), _("Poster"), "")
        add = Form("add", _("Add a place"), _("Add the place"), _add_place, [
            text("code", _("Code on the wall")), text("name", _("Name")), unit_field(request, "unit", _("Unit")), *_place_fields(None),
            day("since", _("From"), on),
        ], _("The code on the wall: letters and digits, at most 12."))  # fmt: skip
        table = Table(heads, rows, empty=_("Nothing matches"), before=before, after=after)
        return Sheet(_("Places"), tables=[table], forms=[add], find=_("By code or name"))

    return serve(request, make)


@require_http_methods(ASKING)
def place(request: Asked, code: str) -> HttpResponse:
    """One place: its name, unit, where it lies, and its end."""
    one = place_called(actor(request), code)
    here = address("places", one.code)

    def change(request: Asked, key: uuid.UUID) -> str:
        change_place(
            actor=actor(request), at=request.at, command=key, place=one, name=request.POST.get("name", ""), unit=read_unit(request),
            parent=read_place(request, "parent"), no_phone=request.POST.get("no_phone") == "yes",
        )  # fmt: skip
        return f"{here}?done=changed"

    def end(request: Asked, key: uuid.UUID) -> str:
        end_place(actor=actor(request), at=request.at, command=key, place=one, until=read_day(request, "until"))
        return f"{here}?done=ended"

    def make() -> Sheet:
        facts: list[tuple[object, object]] = [
            (_("Code"), one.code), (_("Unit"), (one.unit.name, address("units", one.unit.code))),
            (_("Lies in"), (one.parent.name, address("places", one.parent.code)) if one.parent else "—"),
            (_("Phones"), _("forbidden") if one.no_phone else _("allowed")), (_("Since"), one.since),
        ]  # fmt: skip
        if one.until:
            facts.append((_("Ends"), one.until))
        forms = [] if one.until else [
            Form("change", _("Name, unit, where it lies"), _("Change"), change, [
                text("name", _("Name"), one.name), unit_field(request, "unit", _("Unit"), one.unit.code), *_place_fields(one),
            ], _("Where phones are forbidden they are forbidden in everything inside.")),
            _end_form(request, end),
        ]  # fmt: skip
        return Sheet(one.name, [(_("Places"), f"{HOME}places")], facts, forms=forms, links=[(_("Poster"), f"{here}/poster")])

    return serve(request, make)


@require_http_methods(ASKING)
def machines(request: Asked) -> HttpResponse:
    """All machines with their parts, and the form for a new one."""

    def make() -> Sheet:
        on, found = today(request), equipment_page(actor(request), keys(request), today(request))
        before, after = turned(request, found)
        rows = [
            (
                ("　" * depth + one.name, address("equipment", one.code)), one.code, one.unit.name, one.place.name if one.place else "—",
                one.grade or "—", (_("Print"), address("equipment", one.code) + "/poster"), until_words(one.since, one.until, on),
            )
            for one, depth in found.rows
        ]  # fmt: skip
        heads = (_("Machine"), _("Code"), _("Unit"), _("Place"), _("Grade"), _("Poster"), "")
        add = Form("add", _("Add a machine"), _("Add the machine"), _add_machine, [
            text("code", _("Code on the plate")), text("name", _("Name")), unit_field(request, "unit", _("Unit")),
            *_machine_fields(None), day("since", _("From"), on),
        ])  # fmt: skip
        empty = _("Nothing matches") if keys(request).words else _("No machine is entered yet; a list can be taken in as a workbook.")
        table = Table(heads, rows, empty=empty, before=before, after=after)
        return Sheet(_("Machines"), tables=[table], forms=[add], find=_("By code or name"))

    return serve(request, make)


@require_http_methods(ASKING)
def machine(request: Asked, code: str) -> HttpResponse:
    """One machine: its name, unit, place, what it is part of, and its end."""
    one = equipment_called(actor(request), code)
    here = address("equipment", one.code)

    def change(request: Asked, key: uuid.UUID) -> str:
        change_equipment(
            actor=actor(request), at=request.at, command=key, equipment=one, name=request.POST.get("name", ""), unit=read_unit(request),
            place=read_place(request, "place"), parent=read_equipment(request, "parent"), grade=request.POST.get("grade", ""),
        )  # fmt: skip
        return f"{here}?done=changed"

    def end(request: Asked, key: uuid.UUID) -> str:
        end_equipment(actor=actor(request), at=request.at, command=key, equipment=one, until=read_day(request, "until"))
        return f"{here}?done=ended"

    def make() -> Sheet:
        facts: list[tuple[object, object]] = [
            (_("Code"), one.code), (_("Unit"), (one.unit.name, address("units", one.unit.code))),
            (_("Place"), (one.place.name, address("places", one.place.code)) if one.place else "—"),
            (_("Part of"), (one.parent.name, address("equipment", one.parent.code)) if one.parent else "—"),
            (_("Grade"), one.grade or "—"), (_("Since"), one.since),
        ]  # fmt: skip
        if one.until:
            facts.append((_("Ends"), one.until))
        forms = [] if one.until else [
            Form("change", _("Name, unit, place"), _("Change"), change, [
                text("name", _("Name"), one.name), unit_field(request, "unit", _("Unit"), one.unit.code), *_machine_fields(one),
            ]),
            _end_form(request, end),
        ]  # fmt: skip
        return Sheet(one.name, [(_("Machines"), f"{HOME}equipment")], facts, forms=forms, links=[(_("Poster"), f"{here}/poster")])

    return serve(request, make)


def _place_fields(one: "Place | None") -> list[Field]:
    phones = [("", _("allowed")), ("yes", _("forbidden"))]
    lies_in = text("parent", _("Lies in (code)"), one.parent.code if one and one.parent else "", required=False)
    return [lies_in, choice("no_phone", _("Phones"), phones, "yes" if one and one.no_phone else "", required=False)]


def _machine_fields(one: "Equipment | None") -> list[Field]:
    return [
        text("place", _("Place (code)"), one.place.code if one and one.place else "", required=False),
        text("parent", _("Part of (code)"), one.parent.code if one and one.parent else "", required=False),
        text("grade", _("Grade"), one.grade if one else "", required=False),
    ]


def _end_form(request: Asked, run: Run) -> Form:
    fields = [day("until", _("From"), today(request) + timedelta(days=1))]
    return Form(
        "end",
        _("End"),
        _("End from that day"),
        run,
        fields,
        _("The code is not given again. Open matters, and what is inside, come first."),
    )


def _add_place(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    made = add_place(
        actor=actor(request), at=request.at, command=key, code=post.get("code", ""), name=post.get("name", ""), unit=read_unit(request),
        since=read_day(request), no_phone=post.get("no_phone") == "yes", parent=read_place(request, "parent"),
    )  # fmt: skip
    return address("places", made.code, "added")


def _add_machine(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    made = add_equipment(
        actor=actor(request), at=request.at, command=key, code=post.get("code", ""), name=post.get("name", ""), unit=read_unit(request),
        since=read_day(request), place=read_place(request, "place"), parent=read_equipment(request, "parent"), grade=post.get("grade", ""),
    )  # fmt: skip
    return address("equipment", made.code, "added")
