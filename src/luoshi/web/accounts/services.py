"""Slips, passwords and sign-in sessions."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.rights import must_secure
from luoshi.kernel.org.selectors import actor_of, in_force, person_by_staff_no
from luoshi.web.accounts import pace, passwords, sessions
from luoshi.web.accounts.models import Account, SignIn, Slip, Token

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@cache
def nobody() -> str:
    """What a password is compared with where there is no account, so that both take as long; the server makes it before it answers."""
    return make_password(secrets.token_hex(16))


def digest(secret: str) -> str:
    """How a cookie or a code is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read_code(typed: str) -> str:
    """A code as people type it: any case, any dashes and blanks."""
    return "".join(sign for sign in typed.upper() if sign in LETTERS)


@transaction.atomic
def make_slip(*, actor: Actor, at: datetime, command: uuid.UUID, person: Person) -> str:
    """A new code for this person, told once and never again; earlier slips end. Sixty bits in three groups of four.

    A slip is never the same twice: the command only names the act in the ledger.
    """
    must_secure(actor)
    code = "".join(secrets.choice(LETTERS) for _n in range(12))
    until = at + timedelta(days=book(local_date(at)).count("accounts.slip_days"))
    Slip.objects.filter(person=person, used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
    Slip.objects.create(person=person, code_digest=digest(code), since=at, until=until)
    payload = {"command": str(command)}
    record(
        actor=actor,
        at=at,
        verb="account.slip_printed",
        subject=("person", person.pk),
        on=local_date(at),
        unit=person.unit_id,
        payload=payload,
    )
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def slip_of(code: str, at: datetime) -> Slip | None:
    """The slip with this code if it still holds."""
    live = Slip.objects.filter(code_digest=digest(read_code(code)), used_at__isnull=True, revoked_at__isnull=True, until__gt=at)
    return live.filter(person__in=Person.objects.filter(in_force(local_date(at)))).select_related("person__unit").first()


@transaction.atomic
def activate(*, at: datetime, code: str, password: str, again: str) -> Account:
    """Set the password with a slip: the account is unlocked, and every session and token of before ends."""
    slip = slip_of(code, at)
    if slip is None:
        raise Refusal(_("This code does not hold, or no longer: ask your administrator for a new slip."), field="code")
    if password != again:
        raise Refusal(_("The two passwords differ: type the same one twice."), field="again")
    person = slip.person
    account = Account.objects.filter(person=person).first() or Account(person=person)
    passwords.must_be_good(account, person, password)
    passwords.keep(account, password, at)
    slip.used_at = at
    slip.save(update_fields=["used_at"])
    SignIn.objects.filter(account=account).delete()
    Token.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=at)
    actor = actor_of(person, local_date(at))
    pace.unlock(actor=actor, at=at, account=account)
    record(
        actor=actor,
        at=at,
        verb="account.activated",
        subject=("person", person.pk),
        on=local_date(at),
        unit=person.unit_id,
        payload={},
    )
    return account


def sign_in(*, at: datetime, staff_no: str, password: str, address: str = "") -> Account:
    """Whose staff number and password these are.

    A wrong number, a wrong password and a number or an address that failed too often are refused with one sentence, in like time.
    """
    person = person_by_staff_no(staff_no, local_date(at))
    account = Account.objects.select_related("person__unit").filter(person=person).first() if person else None
    free = pace.may_try(at=at, staff_no=staff_no, address=address, account=account)
    right = check_password(password[: passwords.LONGEST], account.password if account and account.has_usable_password() else nobody())
    if not right or account is None or not free or not account.has_usable_password():
        pace.failed(at=at, staff_no=staff_no, account=account)
        raise Refusal(wrong(), field="password")
    pace.succeeded(at=at, staff_no=staff_no, address=address)
    return account


def wrong() -> str:
    """The one sentence for everything that did not let somebody in."""
    return _("Staff number or password is wrong.")


@transaction.atomic
def enter(*, at: datetime, account: Account, how: str = "password", agent: str = "") -> str:
    """Open a session for an account that has shown who it is, and return its cookie. `agent` is what the browser says of itself."""
    person, token, device = account.person, secrets.token_urlsafe(32), sessions.device_of(agent)
    risk = sessions.PHONE if how == sessions.DEMO else sessions.risk_of(device)
    whole = sessions.limits(risk, book(local_date(at))).whole
    SignIn.objects.create(
        account=account, token_digest=digest(token), since=at, until=at + whole, risk=risk, how=how, device=device, seen_at=at, shown_at=at
    )  # fmt: skip
    actor = actor_of(person, local_date(at))
    record(
        actor=actor,
        at=at,
        verb="account.signed_in",
        subject=("person", person.pk),
        on=local_date(at),
        unit=person.unit_id,
        payload={"how": how},
    )
    return token


@transaction.atomic
def sign_out(*, actor: Actor, at: datetime, token: str) -> None:
    """End this browser's session."""
    ended, _rows = SignIn.objects.filter(token_digest=digest(token)).delete()
    if ended and actor.person:
        record(
            actor=actor,
            at=at,
            verb="account.signed_out",
            subject=("person", actor.person),
            on=local_date(at),
            unit=actor.unit,
            payload={},
        )


@transaction.atomic
def open_for_demo(*, at: datetime, person: Person) -> Account:
    """An account without a password, for one-click sign-in on a demonstration."""
    account, _made = Account.objects.get_or_create(person=person, defaults={"password": "!"})
    return account


def sweep(at: datetime) -> int:
    """Delete sessions that are over, and failures that no longer count."""
    return sessions.sweep_sessions(at) + pace.sweep_tries(at)
