"""What is sent from a consultation's page: each form is one service; a refusal stands at its field with everything that was typed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.refusal import Refusal, Unseen
from luoshi.mechanisms.consultations import services
from luoshi.mechanisms.consultations.selectors import Whole, whole
from luoshi.mechanisms.consultations.web.reading import day_of, moment_of, one_person, people_asked, planned_rows
from luoshi.mechanisms.consultations.web.views import drawn
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today


@require_POST
def act(request: Asked, pk: int, act: str) -> HttpResponse:
    """Something that concerns the whole of it."""
    service = ACTS.get(act)
    if service is None:
        raise Unseen
    seen = whole(actor(request), pk, today(request))
    try:
        service(request, _basics(request), pk)
    except Refusal as refusal:
        return drawn(request, seen, _chosen(request, seen), act, refusal)
    return HttpResponseRedirect(f"/w/consultations/{pk}?done={act}")


@require_POST
def on_item(request: Asked, pk: int, n: int, act: str) -> HttpResponse:
    """A word about one item, or its decision."""
    service, seen = ON_ITEM.get(act), whole(actor(request), pk, today(request))
    found = next((put for put in seen.items if put.item.ordinal == n and put.row), None)
    if service is None or found is None:
        raise Unseen
    if act == "decide" and "more" in request.POST:
        return drawn(request, seen, n, act, None)
    try:
        service(request, _basics(request), found.item.pk)
    except Refusal as refusal:
        return drawn(request, seen, n, act, refusal)
    return HttpResponseRedirect(f"/w/consultations/{pk}/items/{_next(seen, n) if act == 'decide' else n}?done={act}")


def _basics(request: Asked) -> dict[str, Any]:
    return {"actor": actor(request), "at": request.at, "command": command(request)}


def _chosen(request: Asked, seen: Whole) -> int:
    typed = request.POST.get("item", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else _next(seen, 0)


def _next(seen: Whole, n: int) -> int:
    """The next item without a decision after this one, else this one."""
    open_ = [put.item.ordinal for put in seen.items if put.row and not put.item.decision and put.item.ordinal != n]
    return next((one for one in open_ if one > n), open_[0] if open_ else n)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise Unseen
    return int(typed)


def _invite(request: Asked, basics: dict[str, Any], pk: int) -> None:
    services.invite(**basics, consultation=pk, people=people_asked(request, today(request)))


def _reply(request: Asked, basics: dict[str, Any], pk: int) -> None:
    post = request.POST
    if post.get("comes") not in ("yes", "no"):
        raise Refusal(_("Say whether you come."), field="comes")
    typed = post.get("instead", "").strip()
    comes = post["comes"] == "yes"
    instead = one_person(typed, today(request), "instead", "") if typed and not comes else None
    person = _number(post.get("person", ""))
    services.reply(**basics, consultation=pk, person=person, comes=comes, reason=post.get("reason", ""), instead=instead)


def _move(request: Asked, basics: dict[str, Any], pk: int) -> None:
    post = request.POST
    typed = post.get("chair", "").strip()
    services.postpone(
        **basics, consultation=pk, planned_at=moment_of(request, "planned_on", "planned_clock"), reason=post.get("reason", ""),
        place=post.get("place", ""), chair=one_person(typed, today(request), "chair", "") if typed else None,
    )  # fmt: skip


def _hold(request: Asked, basics: dict[str, Any], pk: int) -> None:
    there = [_number(one) for one in request.POST.getlist("present")]
    held_at = moment_of(request, "held_on", "held_clock")
    services.hold(**basics, consultation=pk, held_at=held_at, present=there, place=request.POST.get("place", ""))


def _conclude(request: Asked, basics: dict[str, Any], pk: int) -> None:
    services.conclude(**basics, consultation=pk, missing_note=request.POST.get("missing_note", ""))


def _say(request: Asked, basics: dict[str, Any], item: int) -> None:
    post = request.POST
    services.say(**basics, item=item, person=_number(post.get("person", "")), text=post.get("text", ""), dissent="dissent" in post)


def _decide(request: Asked, basics: dict[str, Any], item: int) -> None:
    post, decision = request.POST, request.POST.get("decision", "")
    rows = planned_rows(request, today(request)) if decision != "not_now" else []
    said: dict[str, Any] = {name: post.get(name, "") for name in ("reason", "permit", "spares", "plan", "answer")}
    services.decide(**basics, item=item, decision=decision, planned=rows, review_on=day_of(request, "review_on"), **said)


def _overtaken(request: Asked, basics: dict[str, Any], item: int) -> None:
    services.note_overtaken(**basics, item=item, reason=request.POST.get("reason", ""))


Service = Callable[[Asked, dict[str, Any], int], None]
ACTS: dict[str, Service] = {"invite": _invite, "reply": _reply, "move": _move, "hold": _hold, "conclude": _conclude}
ON_ITEM: dict[str, Service] = {"say": _say, "decide": _decide, "overtaken": _overtaken}
