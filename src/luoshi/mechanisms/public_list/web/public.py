"""The public list: what was raised, who has it, how far it is, what was answered; and confirming its texts."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.selectors import all_units
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.public_list.proposing import proposal, unconfirmed
from luoshi.mechanisms.public_list.selectors import (
    PublicRow,
    on_the_list,
    one_public,
    page_of,
    units_open_to,
    versions,
)
from luoshi.mechanisms.public_list.services import confirm_public, take_off
from luoshi.mechanisms.public_list.web.part import state_words
from luoshi.web.chains import sentence_of, states_of
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.times import whole_days
from luoshi.web.views.lists import key_of, turn

VIEWS = {"all": _l("All"), "open": _l("Not answered yet"), "answered": _l("Answered already")}


@require_safe
def public_list(request: Asked) -> HttpResponse:
    """Everybody signed in: what was raised in the own plant and confirmed to be read by all."""
    view, chosen = request.GET.get("view", "all"), request.GET.get("unit", "")
    view = view if view in VIEWS else "all"
    found = on_the_list(actor(request), today(request), view=view, unit=_unit(chosen, today(request)))
    rows, older = page_of(found, key_of(request, "before"))
    context: dict[str, Any] = {
        "views": [(label, turn(request, view=name), name == view) for name, label in VIEWS.items()],
        "to_confirm": "/w/public/unconfirmed" if actor(request).holds("handler") else "",
        "unit_field": Field("unit", _("Unit"), "choice", value=chosen, options=_units(request)),
        "view": view,
        "rows": [_line(request, row) for row in rows],
        "older_url": turn(request, before=older) if older else "",
        "newer_url": turn(request) if key_of(request, "before") else "",
    }
    crumbs = [(_("Home"), "/w/"), (_("Public list"), "")]
    return page(request, "public_list/list.html", context, title=_("Public list"), here="public list", crumbs=crumbs, back="/w/")


@require_safe
def public_text(request: Asked, pk: int) -> HttpResponse:
    """One of them, with every version that was confirmed."""
    row, told = one_public(actor(request), pk, today(request))
    states, sentence = chain_of(row)
    context: dict[str, Any] = {
        "row": row,
        "states": states,
        "sentence": sentence,
        "facts": [
            (_("Number"), row.number),
            *([(_("Place"), " · ".join(part for part in (row.unit, row.place) if part))] if row.unit else []),
            *([] if row.confidential else [(_("Raised on"), str(row.raised_on))]),
            (_("Age"), age(request, row)),
            (_("Who has it"), row.who),
            (_("How far it is"), str(kinds[row.kind].workflow.state(row.state).label)),
        ],
        "versions": [_version(one) for one in told],
        "matter_url": f"/w/matters/{pk}" if actor(request).holds(*READING) else "",
    }
    crumbs = [(_("Home"), "/w/"), (_("Public list"), "/w/public/"), (row.number, "")]
    return page(request, "public_list/text.html", context, title=row.title, here="public list", crumbs=crumbs, back="/w/public/")


@require_safe
def to_confirm(request: Asked) -> HttpResponse:
    """For an office: what it handles and nobody else can read yet."""
    if not actor(request).holds("handler"):
        raise Unseen
    rows, older = unconfirmed(actor(request), today(request), key_of(request, "before"))
    lines = [
        (f"/w/public/{pk}/text", number, title, state, f"{local(raised):%Y-%m-%d}", f"{local(answered):%Y-%m-%d}" if answered else "")
        for pk, number, title, state, answered, raised in rows
    ]
    context = {"rows": lines, "older_url": turn(request, before=older) if older else "", "newer_url": ""}
    crumbs = [(_("Home"), "/w/"), (_("Public list"), "/w/public/"), (_("Not on it yet"), "")]
    return page(
        request, "public_list/unconfirmed.html", context, title=_("Not on it yet"), here="public list", crumbs=crumbs, back="/w/public/"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def confirming(request: Asked, pk: int) -> HttpResponse:
    """The text as it is proposed; the office changes it and confirms."""
    if request.method != "POST":
        return _form(request, pk)
    post = request.POST
    try:
        confirm_public(
            actor=actor(request), at=request.at, command=command(request), matter=pk, title=post.get("title", ""),
            text=post.get("text", ""), answer=post.get("answer", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, pk, refusal)
    return HttpResponseRedirect(f"/w/public/{pk}/text?done=confirmed")


@require_POST
def off(request: Asked, pk: int) -> HttpResponse:
    """Taken off the list, with a reason."""
    try:
        take_off(actor=actor(request), at=request.at, command=command(request), matter=pk, why=request.POST.get("why", ""))
    except Refusal as refusal:
        return _form(request, pk, refusal)
    return HttpResponseRedirect(f"/w/public/{pk}/text?done=off")


def _form(request: Asked, pk: int, refusal: Refusal | None = None) -> HttpResponse:
    found, title, text, answer = proposal(actor(request), pk, today(request))
    post, wrong = request.POST, refusal.field if refusal else ""

    def field(name: str, label: object, kind: str, usual: str, required: bool, hint: object = "") -> Field:
        return Field(name, label, kind, required, post.get(name, usual), str(refusal) if wrong == name else "", hint)

    fields = [
        field("title", _("What was raised, in one line"), "text", title, True),
        field("text", _("What was raised, as everybody may read it"), "longtext", text, True, _("No names, staff or telephone numbers.")),
    ]
    if found.answered_at:
        fields.append(field("answer", _("What was answered, as everybody may read it"), "longtext", answer, True))
    done = {"confirmed": _("Confirmed. Everybody in the plant can read it."), "off": _("Taken off the public list.")}
    said = done.get(request.GET.get("done", ""), "")
    context: dict[str, Any] = {
        "found": found,
        "state": state_words(found),
        "refusal": str(refusal) if refusal and wrong not in ("title", "text", "answer", "why") else "",
        "fields": [] if found.never else fields,
        "why": field("why", _("Why it is taken off"), "text", "", True),
        "versions": [_version(one) for one in versions(pk)],
        "command": post.get("command") or uuid.uuid4(),
        "off_command": uuid.uuid4(),
    }
    crumbs = [(_("Home"), "/w/"), (_("Public list"), "/w/public/"), (found.number, f"/w/matters/{pk}"), (_("Public text"), "")]
    return page(
        request, "public_list/confirm.html", context, title=_("Public text of %(number)s") % {"number": found.number}, here="public list",
        crumbs=crumbs, back=f"/w/matters/{pk}", status=refusal.status if refusal else 200,
        messages=[("good", said)] if said and not refusal else [],
    )  # fmt: skip


def chain_of(row: PublicRow) -> tuple[Any, str]:
    state = kinds[row.kind].workflow.state(row.state)
    return states_of(state), sentence_of(state)


def age(request: Asked, row: PublicRow) -> str:
    """From the day it was raised to the answer, or to now; of a confidential matter it would tell the day."""
    return "—" if row.confidential else whole_days((row.answered_at or request.at) - row.raised_at)


def _line(request: Asked, row: PublicRow) -> tuple[Any, ...]:
    where = " · ".join(part for part in (row.unit, row.place) if part)
    about = row.text if row.text != row.title else ""
    return (f"/w/public/{row.matter}", row.number, row.title, about, where, row.who, *chain_of(row), row.said, age(request, row))


def _version(one: Any) -> tuple[str, str, str, str, str]:
    when = f"{local(one.confirmed_at):%Y-%m-%d %H:%M}"
    return (_("Version %(n)s") % {"n": one.version}, when, one.confirmed_by, one.text, one.answer if one.shown else one.why)


def _unit(code: str, on: date) -> int | None:
    if not code:
        return None
    found = next((unit.pk for unit in tree(on).units.values() if unit.code == code), None)
    if found is None:
        raise Unseen
    return found


def _units(request: Asked) -> list[tuple[str, object]]:
    reached = units_open_to(actor(request), today(request))
    found = [(unit, depth) for unit, depth in all_units(today(request)) if unit.pk in reached]
    least = min((depth for _one, depth in found), default=0)
    return [("", _("All")), *((unit.code, "　" * (depth - least) + unit.name) for unit, depth in found)]
