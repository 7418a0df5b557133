"""Slips, passwords and sign-in sessions."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import actor_of, in_force, person_by_staff_no
from luoshi.kernel.org.services import must_administer
from luoshi.web.accounts.models import Account, SignIn, Slip

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
    must_administer(actor)
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
def activate(*, at: datetime, code: str, password: str, again: str) -> tuple[Account, str]:
    """Set the password with a slip and sign in: the account and its cookie. Every other session of the account ends."""
    slip = slip_of(code, at)
    if slip is None:
        raise Refusal(_("This code does not hold, or no longer: ask your administrator for a new slip."), field="code")
    if password != again:
        raise Refusal(_("The two passwords differ: type the same one twice."), field="again")
    person = slip.person
    account = Account.objects.filter(person=person).first() or Account(person=person)
    try:
        validate_password(password, account)
    except ValidationError:
        raise Refusal(_("Choose a password of at least 10 signs that is not only digits and not a common one."), field="password") from None
    if person.staff_no.lower() in password.lower():
        raise Refusal(_("The password may not hold your staff number."), field="password")
    account.set_password(password)
    account.save()
    slip.used_at = at
    slip.save(update_fields=["used_at"])
    SignIn.objects.filter(account=account).delete()
    actor = actor_of(person, local_date(at))
    record(
        actor=actor,
        at=at,
        verb="account.activated",
        subject=("person", person.pk),
        on=local_date(at),
        unit=person.unit_id,
        payload={},
    )
    return account, _open(account, at)


def sign_in(*, at: datetime, staff_no: str, password: str) -> tuple[Account, str]:
    """The account and the cookie of a new session. A wrong number and a wrong password are refused with one sentence, in like time."""
    person = person_by_staff_no(staff_no, local_date(at))
    account = Account.objects.select_related("person__unit").filter(person=person).first() if person else None
    if not check_password(password, account.password if account else nobody()) or account is None:
        raise Refusal(_("Staff number or password is wrong."), field="password")
    return account, enter(at=at, account=account)


@transaction.atomic
def enter(*, at: datetime, account: Account) -> str:
    """Open a session for an account that has shown who it is, and return its cookie."""
    person = account.person
    token = _open(account, at)
    actor = actor_of(person, local_date(at))
    record(
        actor=actor,
        at=at,
        verb="account.signed_in",
        subject=("person", person.pk),
        on=local_date(at),
        unit=person.unit_id,
        payload={},
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
    """Delete sessions that are over."""
    ended, _rows = SignIn.objects.filter(until__lte=at).delete()
    return ended


def _open(account: Account, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    days = book(local_date(at)).count("accounts.signed_in_days")
    SignIn.objects.create(account=account, token_digest=digest(token), since=at, until=at + timedelta(days=days))
    return token
