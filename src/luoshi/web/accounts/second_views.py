"""The own page of second steps, the page before the house is entered, and the administrator's hand when a phone is lost."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.listing import person_called
from luoshi.kernel.org.rights import must_secure
from luoshi.web.accounts import passkeys, second, totp
from luoshi.web.accounts.configured import relying
from luoshi.web.accounts.door import open_to_all
from luoshi.web.accounts.entering import address_of, admitted, pending
from luoshi.web.accounts.fresh import prove_first
from luoshi.web.fields import command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

HERE = "/w/me/second"
FRESH = 10


@require_safe
def mine(request: Asked) -> HttpResponse:
    """What I have beside the password, and the forms to change it."""
    return _mine(request)


@require_POST
def act(request: Asked, name: str) -> HttpResponseBase:
    """One of the forms of the page was sent; who it is was shown in the last ten minutes, or is shown now."""
    doing = ACTS.get(name)
    if doing is None:
        raise Unseen
    asked = prove_first(request, FRESH)
    if asked is not None:
        return asked
    try:
        codes = doing(request)
    except Refusal as refusal:
        return _mine(request, name, refusal)
    return _codes(request, codes) if codes else HttpResponseRedirect(f"{HERE}?done={name}")


@require_POST
def ask_new(request: Asked) -> HttpResponse:
    """What the browser is asked in order to make a passkey."""
    house = relying(request)
    if house is None:
        raise Unseen
    return JsonResponse(passkeys.ask_new(second.own_account(actor(request)), house, request.at))


@open_to_all
@require_POST
def ask_second(request: Asked) -> HttpResponse:
    """What the browser is asked in order to show a passkey of whoever stands before the second step."""
    house, waiting = relying(request), pending(request)
    if house is None or waiting is None:
        raise Unseen
    return JsonResponse(passkeys.ask(house, request.at, waiting.account))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def before(request: Asked) -> HttpResponseBase:
    """The second step: a code of the phone, one from paper, or a passkey. Then the house."""
    waiting, refusal = pending(request), None
    if waiting is None:
        return HttpResponseRedirect("/w/sign-in")
    if request.method == "POST":
        try:
            _take(request, waiting.account)
            return admitted(request, waiting.account, how=waiting.how, onward=waiting.onward)
        except Refusal as refused:
            refusal = refused
    context = {
        "who": waiting.account.person.name,
        "error": str(refusal) if refusal else "",
        "types": second.types(waiting.account),
        "passkey": relying(request) is not None and passkeys.has_passkey(waiting.account),
    }
    status = refusal.status if refusal else 200
    return page(request, "accounts/second.html", context, title=_("Second step"), back="/w/sign-in", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def take_away(request: Asked, staff_no: str) -> HttpResponse:
    """Somebody has lost phone and paper: the security administrator takes the second steps away, and the person is told."""
    must_secure(actor(request))
    person, refusal = person_called(actor(request), staff_no), None
    if request.method == "POST":
        try:
            second.take_away(actor=actor(request), at=request.at, command=command(request), person=person)
            return HttpResponseRedirect(f"/w/admin/second/{staff_no}?done=taken")
        except Refusal as refused:
            refusal = refused
    title, people = _("Second step of %(name)s") % {"name": person.name}, "/w/admin/people"
    context = {
        "person": person,
        "has": person.pk in second.with_second(),
        "command": uuid.uuid4(),
        "error": str(refusal) if refusal else "",
    }
    said = [("good", _("It is taken away; the person is told."))] if request.GET.get("done") == "taken" and not refusal else []
    crumbs = [(_("Home"), "/w/"), (_("Units, people, roles"), "/w/admin/"), (_("People"), people), (title, "")]
    return page(
        request, "accounts/second_of.html", context, title=title, here="admin", crumbs=crumbs, back=people, messages=said,
        status=refusal.status if refusal else 200,
    )  # fmt: skip


def _take(request: Asked, account: Any) -> None:
    """Refused: a code that is wrong, used or locked, a passkey that did not answer well."""
    post = request.POST
    if post.get("answer"):
        passkeys.shown(at=request.at, answer=post["answer"], account=account)
        return
    typed = post.get("code", "").strip() or post.get("paper", "").strip()
    if not second.tried(at=request.at, account=account, typed=typed, address=address_of(request)):
        raise Refusal(
            _("This code is not right, or was used before. After several wrong ones the account is locked for a while."), field="code"
        )


def _begin(request: Asked) -> None:
    second.begin_phone(actor=actor(request), at=request.at, command=command(request))


def _confirm(request: Asked) -> list[str]:
    return second.confirm_phone(actor=actor(request), at=request.at, command=command(request), code=request.POST.get("code", ""))


def _more(request: Asked) -> list[str]:
    return second.new_codes(actor=actor(request), at=request.at, command=command(request))


def _end(request: Asked) -> None:
    second.end_phone(actor=actor(request), at=request.at, command=command(request))


def _add(request: Asked) -> None:
    name, answer = request.POST.get("name", ""), request.POST.get("answer", "")
    passkeys.add_passkey(actor=actor(request), at=request.at, command=command(request), name=name, answer=answer)


def _end_passkey(request: Asked) -> None:
    chosen = request.POST.get("passkey", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
    passkeys.end_passkey(actor=actor(request), at=request.at, command=command(request), passkey=number)


ACTS: dict[str, Callable[[Asked], list[str] | None]] = {
    "begin": _begin,
    "confirm": _confirm,
    "codes": _more,
    "end": _end,
    "passkey": _add,
    "passkey-end": _end_passkey,
}


def _mine(request: Asked, tried: str = "", refusal: Refusal | None = None) -> HttpResponse:
    from luoshi.web.views.administration import qr

    account = second.own_account(actor(request))
    phone, keys, left = second.standing(account)
    secret = None if phone else second.secret_of(actor(request), request.at)
    house = relying(request)
    context: dict[str, Any] = {
        "phone": f"{local(phone):%Y-%m-%d}" if phone else "",
        "keys": [(pk, name, f"{local(since):%Y-%m-%d}") for pk, name, since in keys],
        "left": left,
        "secret": totp.grouped(secret) if secret else "",
        "qr": qr(totp.address(secret, _("Luoshi"), account.person.staff_no)) if secret else None,
        "passkeys": house is not None,
        "must": second.must_set_up(actor(request), today(request)),
        "errors": {tried: str(refusal)} if refusal else {},
        "name": request.POST.get("name", "") if tried == "passkey" else "",
        "commands": {name: uuid.uuid4() for name in ACTS},
    }
    done = {
        "end": _("The phone's codes are no longer asked."),
        "passkey": _("The passkey is kept: from now on you can sign in with it alone."),
        "passkey-end": _("The passkey is good no longer."),
    }
    said = done.get(request.GET.get("done", "")) if request.method == "GET" else None
    title = _("Second step of signing in")
    return page(
        request, "accounts/second_mine.html", context, title=title, here="second", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/",
        status=refusal.status if refusal else 200, messages=[("good", said)] if said else [],
    )  # fmt: skip


def _codes(request: Asked, codes: list[str]) -> HttpResponse:
    """Shown once: on no other page, in no table."""
    title = _("Codes on paper")
    crumbs = [(_("Home"), "/w/"), (_("Second step of signing in"), HERE), (title, "")]
    return page(request, "accounts/second_codes.html", {"codes": codes}, title=title, here="second", crumbs=crumbs, back=HERE)
