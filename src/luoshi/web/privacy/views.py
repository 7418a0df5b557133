"""What is held about me and what for, who opened it; a copy to take along, a request to correct it."""

import json
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.clock import local
from luoshi.base.parameters.selectors import book
from luoshi.base.purposes import held
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.register import registers
from luoshi.kernel.org.roles import ROLES
from luoshi.kernel.org.selectors import house_name, person_by_id
from luoshi.web.accounts.sessions import device_words
from luoshi.web.fields import Field, command
from luoshi.web.privacy import correcting
from luoshi.web.privacy.openings import KINDS, note_copied, note_openings
from luoshi.web.privacy.selectors import (
    MOST,
    SECRET,
    Line,
    lines,
    openings_of,
    own_corrections,
    rows_of,
    whole_copy,
    whose_log,
)
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.shelves import menu_lines

if TYPE_CHECKING:
    from luoshi.web.privacy.models import Opening

SHOWN = 5
UNSAID = ("person", "account", "risk", "how", "form", "page", "what", "channel", "scopes", *SECRET)  # names that programs know things by
TOLD_APART = ("people", "openings", "corrections")
ELSEWHERE = (("/w/me/sessions", gettext_lazy("Signed-in browsers")), ("/w/me/tokens", gettext_lazy("Keys for programs")))


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Asked) -> HttpResponse:
    """What the house holds about the person, each with its purpose; and the form to ask for a correction."""
    refusal = None
    if request.method == "POST":
        try:
            correcting.ask(actor=actor(request), at=request.at, command=command(request), text=request.POST.get("text", ""))
            return HttpResponseRedirect("/w/me?done=asked#correct")
        except Refusal as said:
            refusal = said
    pk = actor(request).person or 0
    words = {line.name: line for line in lines(book(today(request)))}
    parts = [_part(entry.name, pk, words[entry.name]) for entry in held if entry.own and entry.name not in TOLD_APART]
    context = {
        "facts": _facts(pk),
        "parts": parts,
        "nothing": " · ".join(one["line"].what for one in parts if not one["many"]) or "—",
        "named": _named(list(words.values())),
        "doors": _doors(),
        "closed": _closed(request),
        "asked": own_corrections(actor(request)),
        "wrong": text_field("text", _("What is wrong, and how should it read"), request, refusal),
        "command": uuid.uuid4() if refusal is None else request.POST.get("command", "") or uuid.uuid4(),
    }
    done = {"asked": _("Your request is with the administrators; the answer stands here.")}.get(request.GET.get("done", ""))
    title = _("What is held about me")
    return page(
        request, "privacy/me.html", context, title=title, here="me", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/",
        status=refusal.status if refusal else 200, messages=[("good", done)] if done and not refusal else [],
    )  # fmt: skip


def _facts(pk: int) -> list[tuple[object, object]]:
    one = person_by_id(pk)
    facts: list[tuple[object, object]] = [
        (_("Full name"), one.name), (_("Staff number"), one.staff_no), (_("Unit"), one.unit.name), (_("Post"), one.post or "—"),
        (_("Here since"), one.since),
    ]  # fmt: skip
    return [*facts, (_("Leaves on"), one.until)] if one.until else facts


def _named(lines: list[Line]) -> list[tuple[str, str, str]]:
    """Where else the name may stand, a page each: what, and what for."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if not held[line.name].own and line.page:
            found.setdefault(line.page, []).append(line)
    return [
        (url, " · ".join(one.what for one in some), " · ".join(dict.fromkeys(one.purpose for one in some))) for url, some in found.items()
    ]


def _part(name: str, pk: int, line: Line) -> dict[str, Any]:
    """One table of the person's own rows: how many, the last of them in words, why they are kept."""
    rows = rows_of(held[name], pk)
    return {
        "line": line,
        "many": len(rows),
        "rows": [words for row in rows[::-1][:SHOWN] if (words := " · ".join(_said(row)))],
        "more": max(len(rows) - SHOWN, 0),
    }


def _said(row: dict[str, object]) -> list[str]:
    return [_word(name, value) for name, value in row.items() if value not in (None, "") and name not in UNSAID]


def _word(name: str, value: object) -> str:
    if name == "role" and str(value) in ROLES:
        return str(ROLES[str(value)].label)
    if name == "device":
        return device_words(str(value))
    if hasattr(value, "hour"):
        return f"{local(value):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]
    return str(value) if not isinstance(value, dict) else _("%(n)s fields") % {"n": len(value)}


def _doors() -> list[tuple[str, str]]:
    """The pages about oneself that other rooms have; one that is not there is not offered."""
    found = [(str(label), url) for url, label in ELSEWHERE if _there(url)]
    return [(_("Who opened what is held about me"), "/w/me/read-by"), (_("What is held about people, and why"), "/w/purposes"), *found]


def _closed(request: Asked) -> set[str]:
    """The pages of the menu that this person does not have: nothing leads there."""
    who = actor(request)
    imports = any(one.may(who, None, today(request)) for one in registers)
    return {line.url for line in menu_lines if not line.may(who)} | (set() if imports else {"/w/import/"})


def _there(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


@require_safe
def copy(request: Asked) -> HttpResponse:
    """All of one's own rows as a file that any program reads."""
    one = person_by_id(actor(request).person or 0)
    found = {
        "house": house_name(today(request)),
        "person": {"staff_no": one.staff_no, "name": one.name},
        "made_at": local(request.at).isoformat(timespec="seconds"),
        "held": whole_copy(one.pk),
    }
    note_copied(actor=actor(request), at=request.at)
    response = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")
    name = f"{one.staff_no} {today(request).isoformat()}.json"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_safe
def read_by(request: Asked, staff_no: str = "") -> HttpResponse:
    """Who opened what is held about me; for inspectors and the audit administrator also about somebody in their units."""
    one = whose_log(actor(request), staff_no, today(request))
    mine = one.pk == actor(request).person
    typed = request.GET.get("before", "")
    rows = openings_of(one, int(typed) if typed.isdecimal() and len(typed) < 19 else 0)
    if not mine:
        note_openings(actor=actor(request), at=request.at, people=[one.pk], what="log")
    context = {
        "rows": [_opening(row) for row in rows],
        "mine": mine,
        "older": f"?before={rows[-1].pk}" if len(rows) == MOST else "",
        "days": book(today(request)).count("privacy.openings_days"),
    }
    title = _("Who opened what is held about me") if mine else _("Who opened what is held about %(name)s") % {"name": one.name}
    crumbs = [(_("Home"), "/w/"), (_("What is held about me"), "/w/me"), (title, "")]
    return page(request, "privacy/read_by.html", context, title=title, here="me", crumbs=crumbs, back="/w/me")


def _opening(row: "Opening") -> tuple[str, str, str, str]:
    """Who, when, what, and for which purpose that page is there."""
    what, purpose = KINDS.get(row.what, (row.what, ""))
    who = row.reader_words if row.reader_id else _("Somebody at the server itself, by the command line")
    return who, f"{local(row.at):%Y-%m-%d %H:%M}", str(what), str(purpose)


def text_field(name: str, label: object, request: Asked, refusal: Refusal | None) -> Field:
    """A long text to be typed; what was typed stays where it was refused."""
    return Field(
        name, label, "longtext", True, request.POST.get(name, "") if refusal else "", str(refusal) if refusal and refusal.field else ""
    )
