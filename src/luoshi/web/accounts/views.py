"""Signing in and out, setting a password with a slip, and the one-click doors of a demonstration."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.selectors import person_by_staff_no
from luoshi.web.accounts.cookies import take_cookie
from luoshi.web.accounts.door import COOKIE, open_to_all
from luoshi.web.accounts.entering import address_of, admit
from luoshi.web.accounts.selectors import cast
from luoshi.web.accounts.services import activate, open_for_demo, read_code, sign_in, sign_out, slip_of
from luoshi.web.accounts.sessions import DEMO
from luoshi.web.request import Asked, actor, today
from luoshi.web.shelves import demo_cast


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def signing_in(request: Asked) -> HttpResponseBase:
    onward = _onward(request)
    refusal = None
    if request.method == "POST":
        try:
            account = sign_in(
                at=request.at, staff_no=request.POST.get("staff_no", ""), password=request.POST.get("password", ""),
                address=address_of(request),
            )  # fmt: skip
            return admit(request, account, how="password", onward=onward)
        except Refusal as refused:
            refusal = refused
    from luoshi.web.accounts.ways_views import other_ways

    demo = book(today(request)).flag("site.demo")
    context = {
        "ways": other_ways(request, onward),
        "next": onward,
        "staff_no": request.POST.get("staff_no", ""),
        "error": str(refusal) if refusal else "",
        "cast": cast(today(request), demo_cast.names()) if demo else [],
    }
    return _page(request, "accounts/sign_in.html", context, _("Sign in"), refusal)


@open_to_all
@require_POST
def signing_out(request: Asked) -> HttpResponseBase:
    sign_out(actor=actor(request), at=request.at, token=request.COOKIES.get(COOKIE, ""))
    return take_cookie(HttpResponseRedirect("/w/sign-in"))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def activating(request: Asked, code: str = "") -> HttpResponseBase:
    """Type the code, see the own name, choose a password."""
    typed, refusal = request.POST.get("code", code), None
    if request.method == "POST" and "password" in request.POST:
        try:
            account = activate(at=request.at, code=typed, password=request.POST["password"], again=request.POST.get("again", ""))
            return admit(request, account, how="slip", onward="/w/")
        except Refusal as refused:
            refusal = refused
    slip = slip_of(typed, request.at) if read_code(typed) else None
    if typed and slip is None and refusal is None:
        refusal = Refusal(_("This code does not hold, or no longer: ask your administrator for a new slip."), field="code")
    context = {
        "code": typed,
        "person": slip.person if slip else None,
        "errors": {refusal.field or "password": str(refusal)} if refusal else {},
    }
    return _page(request, "accounts/activate.html", context, _("Set your password"), refusal)


@open_to_all
def demo_door(request: Asked, staff_no: str) -> HttpResponseBase:
    """One click, on a demonstration only: elsewhere this door does not exist."""
    if request.method != "POST" or not book(today(request)).flag("site.demo"):
        raise Unseen
    person = person_by_staff_no(staff_no, today(request))
    if person is None or staff_no not in demo_cast:
        raise Unseen
    account = open_for_demo(at=request.at, person=person)
    return admit(request, account, how=DEMO, onward="/w/")


def _onward(request: Asked) -> str:
    onward = request.POST.get("next") or request.GET.get("next") or "/w/"
    return onward if onward.startswith("/w/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else "/w/"


def _page(request: Asked, template: str, context: dict[str, Any], title: str, refusal: Refusal | None) -> HttpResponse:
    from luoshi.web.shell import page

    return page(request, template, context, title=title, status=refusal.status if refusal else 200)
