"""One plain page where an administrator builds the enterprise, and the sheets that go to the printer."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import segno
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.parameters import Declared, shelf
from luoshi.base.parameters.selectors import Book, book, history
from luoshi.base.parameters.services import set_parameter
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org import services
from luoshi.kernel.org.roles import ADMINISTERING, ROLES
from luoshi.kernel.org.selectors import (
    all_units,
    everybody,
    holdings,
    people_chosen,
    person_by_staff_no,
    place_by_code,
    places,
    unit_by_code,
)
from luoshi.web.accounts.selectors import accounts_of, slips_of
from luoshi.web.accounts.services import make_slip
from luoshi.web.accounts.views import must_sign_in
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Person, Unit

MOST = 200
FIXED = "site.demo"


@require_safe
@must_sign_in
def administration(request: Asked) -> HttpResponse:
    return _page(request)


@require_POST
@must_sign_in
def act(request: Asked, name: str) -> HttpResponse:
    """One of the forms of the page was sent."""
    _must(request)
    doing = ACTS.get(name)
    if doing is None:
        raise Unseen
    try:
        said = doing(request, command(request))
    except Refusal as refusal:
        return _page(request, name, refusal)
    return HttpResponseRedirect(f"/w/admin/?done={said}#{name}")


@require_POST
@must_sign_in
def slips(request: Asked) -> HttpResponse:
    """Activation slips for the chosen people: shown once, to be printed and handed over."""
    _must(request)
    chosen = people_chosen(int(pk) for pk in request.POST.getlist("person") if pk.isdecimal())
    if not chosen:
        return _page(request, "slips", Refusal(_("Choose for whom slips are printed.")))
    made = []
    for person in chosen:
        code = make_slip(actor=actor(request), at=request.at, command=uuid.uuid4(), person=person)
        made.append(
            (
                person.name,
                person.staff_no,
                person.unit.name,
                code,
                qr(request.build_absolute_uri(f"/w/activate/{code}")),
            )
        )
    context = {
        "slips": made,
        "days": book(today(request)).count("accounts.slip_days"),
        "address": request.build_absolute_uri("/w/activate"),
    }
    return page(
        request,
        "web/slips.html",
        context,
        title=_("Activation slips"),
        here="admin",
        crumbs=_crumbs(_("Activation slips")),
        back="/w/admin/",
    )


@require_safe
@must_sign_in
def poster(request: Asked, code: str) -> HttpResponse:
    """The sheet with the code for a wall."""
    _must(request)
    place = place_by_code(code, today(request))
    context = {
        "place": place,
        "unit": place.unit,
        "qr": qr(request.build_absolute_uri(f"/r/{place.code}")),
        "address": request.build_absolute_uri(f"/r/{place.code}"),
    }
    return page(
        request,
        "web/poster.html",
        context,
        title=place.name,
        here="admin",
        crumbs=_crumbs(place.name),
        back="/w/admin/",
    )


def qr(text: str) -> dict[str, Any]:
    """A QR code as one SVG path, for the template: its size in modules and the path."""
    code = segno.make(text, error="m", micro=False)
    rows = [[bool(dot) for dot in row] for row in code.matrix_iter(border=2)]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"side": len(rows), "path": path}


def _must(request: Asked) -> None:
    if not actor(request).holds(*ADMINISTERING):
        raise Unseen


def _page(request: Asked, tried: str = "", refusal: Refusal | None = None) -> HttpResponse:
    _must(request)
    on = today(request)
    q = request.GET.get("q", "").strip()
    people = everybody(on, q, MOST)
    ids = [row[0] for row in people]
    activated, slipped = accounts_of(ids), slips_of(ids, request.at)
    values = book(on)
    set_ = {name: (since, source) for name, _value, since, until, source in reversed(history()) if until is None}
    context: dict[str, Any] = {
        "units": [(unit.code, "　" * depth + unit.name, unit.short_name) for unit, depth in all_units(on)],
        "people": [(*row, _door(row[0], activated, slipped)) for row in people],
        "holdings": [
            (pk, staff_no, name, ROLES[role].label, unit, since) for pk, staff_no, name, role, unit, since in holdings(on, q, MOST)
        ],
        "roles": [(role.name, role.label, role.may) for role in ROLES.values()],
        "places": [(place.code, place.name, place.unit.name, place.no_phone) for place in places(on)],
        "parameters": [
            (one.name, one.label, _shown(one, values), one.measure, *set_.get(one.name, ("", one.source)))
            for one in shelf
            if one.name != FIXED
        ],
        "commands": {name: request.POST.get("command") if name == tried else uuid.uuid4() for name in (*ACTS, "slips")},
        "typed": request.POST,
        "tried": tried,
        "error": str(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
        "today": on,
        "q": q,
        "most": MOST,
        "open_all": bool(q),
    }
    done = {
        "unit": _("The unit stands in the tree."),
        "person": _("The person is entered."),
        "holding": _("The role is given."),
        "end": _("The role ends."),
    }
    done |= {"place": _("The place is entered."), "parameter": _("The value is set.")}
    said = done.get(request.GET.get("done", ""))
    messages = [("good", said)] if said and not refusal else []
    status = refusal.status if refusal else 200
    return page(
        request,
        "web/admin.html",
        context,
        title=_("Units, people, roles"),
        here="admin",
        crumbs=_crumbs(),
        back="/w/",
        status=status,
        messages=messages,
    )


def _shown(one: Declared, values: Book) -> str:
    words = {"yes": _("yes"), "no": _("no")}
    text = values.text(one.name)
    return words.get(text, text)


def _door(pk: int, activated: set[int], slipped: dict[int, date]) -> str:
    if pk in activated:
        return _("signed up")
    return _("slip until %(day)s") % {"day": slipped[pk]} if pk in slipped else _("no slip yet")


def _crumbs(last: str = "") -> list[tuple[str, str]]:
    crumbs = [(_("Home"), "/w/"), (_("Units, people, roles"), "/w/admin/")]
    return [*crumbs, (last, "")] if last else crumbs


def _unit(request: Asked, name: str = "unit") -> "Unit":
    try:
        return unit_by_code(request.POST.get(name, ""))
    except Unseen:
        raise Refusal(_("Choose a unit."), field=name) from None


def _person(request: Asked) -> "Person":
    person = person_by_staff_no(request.POST.get("staff_no", ""), today(request))
    if person is None:
        raise Refusal(
            _("Nobody here has the staff number %(staff_no)s.") % {"staff_no": request.POST.get("staff_no", "")},
            field="staff_no",
        )
    return person


def _since(request: Asked) -> date:
    try:
        return date.fromisoformat(request.POST.get("since", "") or str(today(request)))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field="since") from None


def _add_unit(request: Asked, key: uuid.UUID) -> str:
    post, receives = request.POST, request.POST.get("receives_for")
    served = _unit(request, "receives_for") if receives else None
    services.add_unit(
        actor=actor(request), at=request.at, command=key, code=post.get("code", ""), name=post.get("name", ""), parent=_unit(request, "parent"),
        since=_since(request), short_name=post.get("short_name", ""), receives_for=served,
    )  # fmt: skip
    return "unit"


def _add_person(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    services.add_person(
        actor=actor(request), at=request.at, command=key, staff_no=post.get("staff_no", ""), name=post.get("name", ""), unit=_unit(request),
        since=_since(request), post=post.get("post", ""),
    )  # fmt: skip
    return "person"


def _give(request: Asked, key: uuid.UUID) -> str:
    role = request.POST.get("role", "")
    services.give_holding(
        actor=actor(request),
        at=request.at,
        command=key,
        person=_person(request),
        role=role,
        unit=_unit(request),
        since=_since(request),
    )
    return "holding"


def _end(request: Asked, key: uuid.UUID) -> str:
    chosen = request.POST.get("holding", "")
    services.end_holding(
        actor=actor(request),
        at=request.at,
        command=key,
        holding=int(chosen) if chosen.isdecimal() else 0,
        until=_since(request),
    )
    return "end"


def _add_place(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    services.add_place(
        actor=actor(request), at=request.at, command=key, code=post.get("code", ""), name=post.get("name", ""), unit=_unit(request),
        since=_since(request), no_phone=post.get("no_phone") == "on",
    )  # fmt: skip
    return "place"


def _set_parameter(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    if post.get("name") == FIXED:
        raise Refusal(_("A database is a demonstration from its first day or never."), field="name")
    set_parameter(
        actor=actor(request), at=request.at, command=key, name=post.get("name", ""), value=post.get("value", ""), since=_since(request),
        source=post.get("source", ""),
    )  # fmt: skip
    return "parameter"


ACTS: dict[str, Callable[[Asked, uuid.UUID], str]] = {
    "unit": _add_unit,
    "person": _add_person,
    "holding": _give,
    "end": _end,
    "place": _add_place,
    "parameter": _set_parameter,
}
