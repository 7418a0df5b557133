"""The one way into the house: whoever has shown who they are, by whatever way, is let in here, after a second step where one is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal
from luoshi.base.registry import Shelf
from luoshi.web.accounts import pace
from luoshi.web.accounts.cookies import give_cookie
from luoshi.web.accounts.models import Account
from luoshi.web.accounts.services import enter, wrong
from luoshi.web.request import Asked

PENDING = f"{settings.COOKIE_PREFIX}luoshi_pending"
PENDING_MINUTES = 5
SALT = "luoshi.accounts.pending"


def address_of(request: Asked) -> str:
    """From where a request comes; behind a proxy what its trusted header says last, never a header that nobody vouches for."""
    header = settings.ADDRESS_HEADER
    said = request.headers.get(header, "").rsplit(",", 1)[-1] if header else request.META.get("REMOTE_ADDR", "")
    return str(said).strip()[:64]


@dataclass(frozen=True)
class SecondStep:
    """A second way to show who one is. `wanted(account, how, at)`: whether this account, having come this way, must take it."""

    name: str
    wanted: Callable[[Account, str, datetime], bool]


@dataclass(frozen=True)
class Proof:
    """What somebody signed in may type to show again who they are: `may(account)` has it, `check(account, typed, at)` is right."""

    name: str
    label: object
    may: Callable[[Account], bool]
    check: Callable[[Account, str, datetime], bool]


@dataclass(frozen=True)
class Pending:
    """Who has taken the first step and stands before the second."""

    account: Account
    how: str
    onward: str


second_steps: Shelf[SecondStep] = Shelf("second steps of signing in")
proofs: Shelf[Proof] = Shelf("what shows again who somebody is")


def admit(request: Asked, account: Account, *, how: str, onward: str) -> HttpResponse:
    """Let somebody in who has shown who they are by `how`: to the second step where one is asked, else into the house.

    Refused: somebody who has left, and an account that is locked.
    """
    _must_be_open(account, request.at)
    if asks_more(account, how, request.at):
        return _pend(HttpResponseRedirect("/w/second"), request, account, how, onward)
    return admitted(request, account, how=how, onward=onward)


def asks_more(account: Account, how: str, at: datetime) -> bool:
    """Does a second step stand between this account and the house?"""
    return any(step.wanted(account, how, at) for step in second_steps)


def admitted(request: Asked, account: Account, *, how: str, onward: str) -> HttpResponse:
    """Open the session and give the cookie: every step asked has been taken."""
    _must_be_open(account, request.at)
    token = enter(at=request.at, account=account, how=how, agent=request.headers.get("User-Agent", ""))
    response = give_cookie(HttpResponseRedirect(onward), token)
    response.delete_cookie(PENDING, path=settings.SIGNED_IN_PATH, samesite="Lax")
    return response


def pending(request: Asked) -> Pending | None:
    """Who waits before the second step in this browser; nobody after five minutes or once the password was changed."""
    try:
        kept = signing.loads(request.COOKIES.get(PENDING, ""), salt=SALT)
    except signing.BadSignature:
        return None
    account = Account.objects.select_related("person__unit").filter(pk=kept["account"]).first()
    if account is None or kept["until"] <= request.at.timestamp() or kept["state"] != account.get_session_auth_hash():
        return None
    return Pending(account, kept["how"], kept["onward"])


def _pend(response: HttpResponse, request: Asked, account: Account, how: str, onward: str) -> HttpResponse:
    until = request.at + timedelta(minutes=PENDING_MINUTES)
    kept = {"account": account.pk, "how": how, "onward": onward, "until": until.timestamp(), "state": account.get_session_auth_hash()}
    response.set_cookie(
        PENDING,
        signing.dumps(kept, salt=SALT),
        max_age=PENDING_MINUTES * 60,
        path=settings.SIGNED_IN_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_TLS,
    )
    return response


def _must_be_open(account: Account, at: datetime) -> None:
    person, on = account.person, local_date(at)
    gone = person.since > on or (person.until is not None and person.until <= on)
    if gone or pace.is_locked(account, at):
        raise Refusal(wrong(), field="password")
