"""The doors of administration: one page for each list of the enterprise, and what goes to the printer."""

import uuid
from typing import Any
from urllib.parse import quote

import segno
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.lists import lists
from luoshi.base.parameters import shelf
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.listing import counts, equipment_called, place_called
from luoshi.kernel.org.rights import must_look, must_secure
from luoshi.kernel.org.roles import BUILDING, SECURING
from luoshi.kernel.org.selectors import people_chosen
from luoshi.kernel.org.signs import stands_in
from luoshi.kernel.org.tree import TREES
from luoshi.web.accounts.services import make_slip
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.shelves import admin_notes
from luoshi.web.views.administration_forms import HOME, address

MOST_SLIPS = 200
Groups = list[tuple[str, list[tuple[object, str, object]]]]


@require_safe
def administration(request: Asked) -> HttpResponse:
    """Every list with how many it holds; who builds and who gives roles see their own doors."""
    must_look(actor(request))
    many = counts(actor(request), today(request))
    title = _("Units, people, roles")
    groups = [
        *(_securing(many) if actor(request).holds(SECURING) else []),
        *(_building(request, many) if actor(request).holds(BUILDING) else []),
    ]
    notes = [note for of in admin_notes for note in of(actor(request), today(request))]
    return page(
        request,
        "web/admin.html",
        {"groups": groups, "notes": notes},
        title=title,
        here="admin",
        crumbs=[(_("Home"), "/w/"), (title, "")],
        back="/w/",
    )


def _securing(many: dict[str, int]) -> Groups:
    """Who gets in, and what each may do."""
    return [
        (
            _("Who may do what"),
            [
                (_("People and their slips"), f"{HOME}people", many["people"]),
                (_("Roles"), f"{HOME}holdings", many["holdings"]),
                (_("Locked accounts"), f"{HOME}accounts", ""),
            ],
        )
    ]


def _building(request: Asked, many: dict[str, int]) -> Groups:
    """What the enterprise is made of."""
    year = today(request).year
    return [
        (
            _("Who and where"),
            [
                (_("Units"), f"{HOME}units", many["units"]),
                (_("People"), f"{HOME}people", many["people"]),
                (_("What people know"), f"{HOME}skills", ""),
                (_("Deputies"), "/w/away", ""),
                (_("Places"), f"{HOME}places", many["places"]),
                (_("Machines"), f"{HOME}equipment", many["equipment"]),
                (_("Outside parties"), f"{HOME}parties", many["parties"]),
            ],
        ),
        (_("How the units hang together"), [(label, f"{HOME}trees/{name}", "") for name, label in TREES.items()]),
        (
            _("How the house works"),
            [
                (_("Deadlines and other parameters"), f"{HOME}parameters", len(shelf)),
                (_("Lists to choose from"), f"{HOME}lists", len(lists)),
                (_("Working calendar"), f"{HOME}calendar/{year}", year),
                (_("Shift patterns"), f"{HOME}shifts", ""),
                (_("Lists in and out, as workbooks"), "/w/import/", ""),
            ],
        ),
    ]


@require_POST
def slips(request: Asked) -> HttpResponse:
    """Activation slips for the chosen people: shown once, to be printed and handed over."""
    must_secure(actor(request))
    chosen = people_chosen([int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19][:MOST_SLIPS])
    made = []
    for person in chosen:
        code = make_slip(actor=actor(request), at=request.at, command=uuid.uuid4(), person=person)
        made.append((person.name, person.staff_no, person.unit.name, code, qr(request.build_absolute_uri(f"/w/activate/{code}"))))
    context = {
        "slips": made,
        "days": book(today(request)).count("accounts.slip_days"),
        "address": request.build_absolute_uri("/w/activate"),
    }
    title, back = _("Activation slips"), f"{HOME}people"
    messages = [] if made else [("late", _("Choose for whom slips are printed."))]
    crumbs = [*_crumbs(_("People"), back), (title, "")]
    return page(
        request, "web/slips.html", context, title=title, here="admin", crumbs=crumbs, back=back, messages=messages,
        status=200 if made else 422,
    )  # fmt: skip


@require_safe
def poster(request: Asked, kind: str, code: str) -> HttpResponse:
    """The sheet for a wall or a plate. Where phones are forbidden it holds no QR code, but for the one that hangs at the entrance."""
    thing: Any
    if kind == "places":
        thing = place_called(actor(request), code)
        where, forbidden, heading = None, thing.no_phone, _("Places")
    elif kind == "equipment":
        thing = equipment_called(actor(request), code)
        where, heading = stands_in(thing), _("Machines")
        forbidden = bool(where and where.no_phone)
    else:
        raise Unseen
    entrance = "entrance" in request.GET
    sign = request.build_absolute_uri(f"/r/{quote(thing.code, safe='')}")
    here = address(kind, thing.code)
    context = {
        "thing": thing, "unit": thing.unit, "where": where, "forbidden": forbidden, "entrance": entrance,
        "qr": qr(sign) if entrance or not forbidden else None, "address": sign,
        "other_url": f"{here}/poster" if entrance else f"{here}/poster?entrance=1", "machine": kind == "equipment",
    }  # fmt: skip
    crumbs = [*_crumbs(heading, f"{HOME}{kind}"), (thing.name, "")]
    return page(request, "web/poster.html", context, title=thing.name, here="admin", crumbs=crumbs, back=here)


def qr(text: str) -> dict[str, Any]:
    """A QR code as one SVG path, for the template: its size in modules and the path."""
    code = segno.make(text, error="m", micro=False)
    rows = [[bool(dot) for dot in row] for row in code.matrix_iter(border=2)]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"side": len(rows), "path": path}


def _crumbs(label: str, url: str) -> list[tuple[str, str]]:
    return [(_("Home"), "/w/"), (_("Units, people, roles"), HOME), (label, url)]
