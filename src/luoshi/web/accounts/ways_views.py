"""The other doors: a passkey, the company's own sign-in, the company's directory. Each leads to the one way into the house."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.accounts import oidc, passkeys, ways
from luoshi.web.accounts.configured import directory, house_address, providers, relying
from luoshi.web.accounts.door import open_to_all
from luoshi.web.accounts.entering import address_of, admit
from luoshi.web.request import Asked
from luoshi.web.shell import page

NOTE = f"{settings.COOKIE_PREFIX}luoshi_way"


def other_ways(request: Asked, onward: str) -> dict[str, Any]:
    """What the sign-in page offers beside the password."""
    named = directory()
    return {
        "passkey": relying(request) is not None,
        "providers": [(one.key, one.label) for one in providers()],
        "directory": named is not None,
        "directory_label": named.label if named else "",
        "next": onward,
    }


@open_to_all
@require_POST
def ask_passkey(request: Asked) -> HttpResponse:
    """What the browser is asked in order to sign in by a passkey alone."""
    house = relying(request)
    if house is None:
        raise Unseen
    return JsonResponse(passkeys.ask(house, request.at))


@open_to_all
@require_POST
def by_passkey(request: Asked) -> HttpResponseBase:
    """A passkey has answered: whose it is comes in."""
    try:
        account = passkeys.shown(at=request.at, answer=request.POST.get("answer", ""))
        return admit(request, account, how="passkey", onward=onward_of(request))
    except Refusal as refusal:
        return _closed(request, refusal)


@open_to_all
@require_safe
def to_provider(request: Asked, key: str) -> HttpResponseBase:
    """To the company's own sign-in; the browser takes a sealed note along, without which nobody comes back."""
    provider = oidc.provider_called(key)
    try:
        away = oidc.send_away(provider, _back(request, key), onward_of(request), request.at)
    except Refusal as refusal:
        return _closed(request, refusal)
    response = HttpResponseRedirect(away.address)
    response.set_cookie(
        NOTE, away.note, max_age=oidc.MINUTES * 60, path=f"/w/oidc/{key}/", httponly=True, samesite="Lax", secure=settings.SECURE_TLS,
    )  # fmt: skip
    return response


@open_to_all
@require_safe
def from_provider(request: Asked, key: str) -> HttpResponseBase:
    """Back from the company's own sign-in."""
    provider = oidc.provider_called(key)
    said = {name: request.GET[name][:4000] for name in ("state", "code", "error", "iss") if name in request.GET}
    response: HttpResponseBase
    try:
        number, onward = oidc.come_back(provider, said, request.COOKIES.get(NOTE, ""), request.at)
        response = admit(request, ways.of_number(at=request.at, staff_no=number), how="oidc", onward=_safe(onward))
    except Refusal as refusal:
        response = _closed(request, refusal)
    response.delete_cookie(NOTE, path=f"/w/oidc/{key}/", samesite="Lax")
    return response


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def by_directory(request: Asked) -> HttpResponseBase:
    """Staff number and the password of the company's directory."""
    where, refusal = directory(), None
    if where is None:
        raise Unseen
    if request.method == "POST":
        post = request.POST
        try:
            number, password = post.get("staff_no", ""), post.get("password", "")
            account = ways.by_directory(at=request.at, where=where, staff_no=number, password=password, address=address_of(request))
            return admit(request, account, how="directory", onward=onward_of(request))
        except Refusal as refused:
            refusal = refused
    context = {
        "label": where.label,
        "next": onward_of(request),
        "staff_no": request.POST.get("staff_no", ""),
        "error": str(refusal) if refusal else "",
    }
    status = refusal.status if refusal else 200
    return page(request, "accounts/directory.html", context, title=_("Sign in"), back="/w/sign-in", status=status)


def onward_of(request: Asked) -> str:
    return _safe(request.POST.get("next") or request.GET.get("next") or "/w/")


def _safe(onward: str) -> str:
    """Only into this house, whatever the form says."""
    return onward if onward.startswith("/w/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else "/w/"


def _back(request: Asked, key: str) -> str:
    return f"{house_address(request)}/w/oidc/{key}/back"


def _closed(request: Asked, refusal: Refusal) -> HttpResponse:
    """A calm sentence, and the way back to the sign-in page."""
    context = {"sentence": str(refusal)}
    return page(request, "accounts/closed.html", context, title=_("Sign in"), back="/w/sign-in", status=refusal.status)
