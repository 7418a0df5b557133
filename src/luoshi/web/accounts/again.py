"""Asked again who it is: before approvals, administration and lists going out, where that was shown longer ago than a shift.

What was typed comes along and is done after it. A demonstration's one-click session has nothing to show and is never asked.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Unseen
from luoshi.base.workflow import Workflow
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.sheet import kind_of
from luoshi.web.accounts import passwords, sessions
from luoshi.web.accounts.entering import Proof, address_of, proofs
from luoshi.web.accounts.models import Account, SignIn
from luoshi.web.request import Asked, today

ASKED = "again-"
ALWAYS = ("/w/admin/", "/w/audit/", "/w/export/")
SENDING = ("/w/import/", "/w/batch/", "/w/documents/", "/w/me/tokens")
CHANGING = ("me-password", "sign-out", "language", "theme")
DECIDING = ("pass", "refuse", "decide_whose", "drop", "extend")
APPROVED = ("verified", "answered")

proofs.put(
    "password",
    Proof("password", gettext_lazy("Password"), lambda account: account.has_usable_password(), passwords.proves),
)


class Again:
    """Stands behind the door: leads whoever must choose a password there, and asks again before what weighs."""

    def __init__(self, get_response: Callable[[Asked], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Asked, _view: object, _args: object, named: dict[str, Any]) -> HttpResponse | None:
        visitor = getattr(request, "visitor", None)
        if visitor is None or not visitor.signed_in:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if visitor.must_change and name not in CHANGING:
            return HttpResponseRedirect("/w/me/password")
        if not stale(request) or not weighs(request, name or "", named):
            return None
        if request.method == "POST" and _shown(request):
            _take_out(request)
            return None
        return ask(request)


def weighs(request: Asked, name: str, named: dict[str, Any]) -> bool:
    """Is this an approval, administration, or a list going out?"""
    sent = request.method not in ("GET", "HEAD")
    if request.path.startswith(ALWAYS) or (sent and request.path.startswith(SENDING)):
        return True
    return sent and name == "step" and _approves(named)


def approves(flow: Workflow, step: str) -> bool:
    """Does this step verify, answer, decide or close? What only the raiser may do is their own affair."""
    found = flow.step(step)
    if found is None or found.by <= {"raiser", "house"}:
        return False
    if found.act in DECIDING:
        return True
    return not found.stays and (flow.state(found.target).link in APPROVED or flow.state(found.target).closed)


def stale(request: Asked) -> bool:
    """Was it shown too long ago who this is?"""
    visitor = request.visitor
    if visitor.how == sessions.DEMO or visitor.shown_at is None:
        return False
    return request.at >= visitor.shown_at + timedelta(hours=book(today(request)).count("accounts.again_hours"))


def ask(request: Asked, minutes: int = 0) -> HttpResponse:
    """The calm page: who are you? With all that was typed, which is done once the answer is right.

    `minutes`: it must have been shown within these, for something that opens the account itself.
    """
    from luoshi.web.shell import page

    account, sent = _account(request), request.method == "POST"
    tried = any(name.startswith(ASKED) for name in request.POST)
    onward = request.get_full_path()
    context = {
        "onward": onward,
        "action": onward if sent else "/w/again",
        "kept": [(name, value) for name, values in request.POST.lists() for value in values if not _ours(name)] if sent else [],
        "files": [(name, "、".join(one.name or "" for one in request.FILES.getlist(name))) for name in request.FILES] if sent else [],
        "proofs": [(ASKED + one.name, one.label) for one in proofs if one.may(account)],
        "staff_no": account.person.staff_no,
        "hours": book(today(request)).count("accounts.again_hours"),
        "minutes": minutes,
        "sent": sent and request.path != "/w/again",
        "error": _("That was not right. After several wrong ones the account is locked for a while.") if tried else "",
    }
    if request.path == "/w/again":
        context |= {"onward": request.POST.get("next", "/w/"), "action": "/w/again"}
    return page(request, "accounts/again.html", context, title=_("Is it still you?"), status=422 if tried else 403)


@require_http_methods(["POST"])
def shown_again(request: Asked) -> HttpResponse:
    """The answer to a page that was only to be looked at: on to it."""
    onward = request.POST.get("next", "/w/")
    if not onward.startswith("/w/") or "\\" in onward or not request.visitor.signed_in:
        raise Unseen
    return HttpResponseRedirect(onward) if _shown(request) else ask(request)


def _shown(request: Asked) -> bool:
    """Is one of the proofs in the form, and right? Then the session is fresh again."""
    account = _account(request)
    for one in proofs:
        typed = request.POST.get(ASKED + one.name, "")
        if typed and one.may(account) and _right(one, account, typed, request):
            SignIn.objects.filter(pk=request.visitor.sign_in).update(shown_at=request.at)
            return True
    return False


def _right(proof: Proof, account: Account, typed: str, request: Asked) -> bool:
    if proof.name == "password":
        return passwords.proves(account, typed, request.at, address_of(request))
    return proof.check(account, typed, request.at)


def _take_out(request: Asked) -> None:
    """The view gets the form as it was sent first: it never sees the proof."""
    typed: QueryDict = request.POST.copy()
    for name in [name for name in typed if name.startswith(ASKED)]:
        del typed[name]
    request.POST = typed  # type: ignore[assignment]


def _ours(name: str) -> bool:
    return name.startswith(ASKED) or name == "csrfmiddlewaretoken"


def _approves(named: dict[str, Any]) -> bool:
    try:
        return approves(kinds[kind_of(named["pk"])].workflow, named["name"])
    except Unseen:
        return False


def _account(request: Asked) -> Account:
    return Account.objects.select_related("person__unit").get(person=request.visitor.actor.person)
