"""Reporting in three taps, before any sign-in; the staff number and the password come after sending."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.actor import Actor
from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.selectors import sent_by, sent_by_guest
from luoshi.kernel.matters.services import claim, prove
from luoshi.kernel.matters.services.raising import staff
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.selectors import actor_of, person_by_id, place_by_code, places
from luoshi.kernel.org.signs import equipment_at, parties
from luoshi.web.accounts.door import open_to_all
from luoshi.web.accounts.entering import address_of, admit, asks_more
from luoshi.web.accounts.services import sign_in
from luoshi.web.clocks import with_doubt
from luoshi.web.fields import command, named_or_unit, photos
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page
from luoshi.web.shelves import Tile, offered_tiles

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Equipment, Party, Person, Place, Unit

USUAL = "phone"
PROXIES = ("team_leader", "handler", "unit_leader", "safety_officer")


@open_to_all
@require_safe
def choose_place(request: Asked) -> HttpResponse:
    onward = f"?{urlencode({'for': request.GET['for']})}" if request.GET.get("for") else ""
    rows = [(place.code, place.name, place.unit.name, f"/w/report/{place.code}{onward}") for place in places(today(request))]
    return page(
        request,
        "web/report.html",
        {"place": None, "places": rows},
        title=_("Report something"),
        here="report",
        back="/w/",
    )


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Asked, place: str) -> HttpResponse:
    """The named form. Sent well, it leads to the page that says what happens next."""
    where = place_by_code(place, today(request))
    if request.method != "POST":
        return _form(request, where)
    try:
        key, tile = command(request), _tile(request)
        still = _send(request, where, key, tile)
    except Refusal as refusal:
        return _form(request, where, refusal)
    return HttpResponseRedirect(f"/w/report/sent/{key}{'?still' if still else ''}")


@open_to_all
@require_safe
def sent(request: Asked, command: uuid.UUID) -> HttpResponse:
    """What happens next, and before sign-in the question who should get the answer."""
    return _sent(request, command)


@open_to_all
@require_POST
def claimed(request: Asked, command: uuid.UUID) -> HttpResponse:
    """Sign in and be the raiser, or leave a bare staff number that proves nothing yet."""
    matter, staff_no = sent_by_guest(command), request.POST.get("staff_no", "")
    key = uuid.uuid5(command, f"{request.POST.get('act')} {staff_no.strip()}")
    try:
        if request.POST.get("act") == "claim":
            claim(actor=actor(request), at=request.at, command=key, matter=matter.pk, staff_no=staff_no)
            return _sent(request, command)
        if request.visitor.signed_in:
            prove(actor=actor(request), at=request.at, command=key, matter=matter.pk)
            return HttpResponseRedirect(f"/w/matters/{matter.pk}")
        account = sign_in(at=request.at, staff_no=staff_no, password=request.POST.get("password", ""), address=address_of(request))
        if asks_more(account, "password", request.at):  # after the second step this page is there again, with one button
            return admit(request, account, how="password", onward=f"/w/report/sent/{command}")
        prove(actor=actor_of(account.person, today(request)), at=request.at, command=key, matter=matter.pk)
    except Refusal as refusal:
        return _sent(request, command, refusal, staff_no)
    return admit(request, account, how="password", onward=f"/w/matters/{matter.pk}")


def _tile(request: Asked) -> Tile:
    tile = offered_tiles(today(request)).get(request.POST.get("tile", ""))
    if tile is None:
        raise Refusal(_("Choose what it is about."), field="tile")
    return tile


def _send(request: Asked, where: "Place", key: uuid.UUID, tile: Tile) -> bool:
    """Take the report; whether of a moving picture one frame was kept."""
    who, raiser = actor(request), _self(actor(request))
    usual = channel = USUAL if USUAL in tile.channels else next(iter(tile.channels))
    if who.holds(*PROXIES):
        channel = request.POST.get("channel") or usual
        channel = usual if channel == USUAL else channel
        if channel not in tile.channels:
            raise Refusal(_("Choose how it came."), field="channel")
        if proxy := request.POST.get("proxy_staff_no", "").strip():
            raiser = staff(proxy, request.at)
    taken: Callable[..., int] = tile.report
    shots = [] if where.no_phone else photos(request)
    text = request.POST.get("text", "")
    taken(
        actor=who,
        at=request.at,
        command=key,
        place=where,
        topic=tile.topic,
        text=text,
        photos=shots,
        channel=channel,
        raiser=raiser,
        **_about(request, where),
    )
    return any(one.moving for one in shots)


def _about(request: Asked, where: "Place") -> dict[str, Any]:
    """The machine and whom it is about, where either was named: a tile without these need not know of them."""
    said: dict[str, Any] = {"equipment": _equipment(request, where), "concerns": _concerned(request)}
    said |= {"conduct": bool(request.POST.get("conduct")), "party": _party(request)}
    return {name: value for name, value in said.items() if value and (name == "equipment" or request.visitor.signed_in)}


def _equipment(request: Asked, where: "Place") -> "Equipment | None":
    """The machine whose code was scanned or chosen, if it is one of this place."""
    code = request.POST.get("equipment", "").strip()
    return next((one for one in equipment_at(where, today(request)) if one.code == code), None)


def _party(request: Asked) -> "Party | None":
    """The contractor or customer it came from or is about, as who enters for others chooses it."""
    code = request.POST.get("party", "").strip() if actor(request).holds(*PROXIES) else ""
    return next((one for one in parties(today(request)) if one.code == code), None) if code else None


def _concerned(request: Asked) -> list["Person | Unit"]:
    """Whom it is about, as a signed-in person names them."""
    typed = [one.strip() for one in request.POST.get("concerned", "").replace("，", "、").replace(",", "、").split("、") if one.strip()]
    return [named_or_unit(request, one, "concerned") for one in typed] if request.visitor.signed_in else []


def _self(who: Actor) -> "Person | None":
    return person_by_id(who.person) if who.person else None


def _form(request: Asked, where: "Place", refusal: Refusal | None = None) -> HttpResponse:
    chosen = request.POST.get("tile", "")
    tiles = offered_tiles(today(request)).values()
    channels = {value: label for tile in tiles for value, label in tile.channels.items()}
    errors = {refusal.field or "text": str(refusal)} if refusal else {}
    context = {
        "place": {"name": where.name, "unit_name": where.unit.name, "from_code": "from" in request.GET},
        "change_place_url": "/w/report/",
        "tiles": [(tile.topic, tile.label, tile.icon, tile.topic == chosen) for tile in tiles],
        "action": f"/w/report/{where.code}",
        "command": request.POST.get("command") or uuid.uuid4(),
        "text": request.POST.get("text", ""),
        "proxy_staff_no": request.POST.get("proxy_staff_no", request.GET.get("for", "")[:20]),
        "errors": errors,
        "named_url": f"/w/report/{where.code}",
        "voice_url": "/voice/",
        "next_words": _("With your name: you are answered, and you say whether it is fixed."),
        "no_phone": where.no_phone,
        "signed_in": request.visitor.signed_in,
        "equipment": [
            (one.code, one.name, one.code == (request.POST.get("equipment") or request.GET.get("equipment", "")))
            for one in equipment_at(where, today(request))
        ],
        "parties": [
            (one.code, one.name, one.code == request.POST.get("party", ""))
            for one in (parties(today(request)) if actor(request).holds(*PROXIES) else ())
        ],
        "concerned": request.POST.get("concerned", ""),
        "conduct": bool(request.POST.get("conduct")),
        "may_proxy": actor(request).holds(*PROXIES),
        "channels": [(value, label, value == request.POST.get("channel", USUAL)) for value, label in channels.items()],
    }
    return page(
        request,
        "web/report.html",
        context,
        title=_("Report something"),
        here="report",
        back="/w/",
        status=refusal.status if refusal else 200,
    )


def _sent(request: Asked, command: uuid.UUID, refusal: Refusal | None = None, staff_no: str = "") -> HttpResponse:
    own = sent_by(actor(request), command, today(request)) if request.visitor.signed_in else None
    matter = own or sent_by_guest(command)
    open_claim = own is None and matter.raiser_id is None
    if own is None and not open_claim:
        raise Unseen
    due = _("%(office)s has it. Somebody takes it by %(when)s.") % {
        "office": matter.office.name,
        "when": _when(request, matter.due_at),
    }
    asked = {
        "action": f"/w/report/sent/{command}/claim",
        "staff_no": staff_no or matter.claim,
        "error": str(refusal) if refusal else "",
        "command": command,
        "claimed": bool(matter.claim),
        "signed_in": request.visitor.signed_in,
    }
    context = {
        "number": matter.number,
        "title": matter.title,
        "taken_by_words": due,
        "matter_url": f"/w/matters/{matter.pk}" if own else "",
        "claim": asked if open_claim else None,
        "report_again_url": f"/w/report/{matter.place.code}" if matter.place else "/w/report/",
    }
    return page(
        request,
        "web/sent.html",
        context,
        title=_("Received"),
        here="report",
        back="/w/",
        status=refusal.status if refusal else 200,
        messages=[("soon", _("Of a moving picture its first frame was kept."))] if "still" in request.GET else [],
    )


def _when(request: Asked, due: object) -> str:
    if due is None:
        return "—"
    at = local(due)  # type: ignore[arg-type]
    words = f"{at:%H:%M}" if at.date() == today(request) else f"{at:%m-%d %H:%M}"
    return with_doubt(words, at, office_calendar(today(request)))
