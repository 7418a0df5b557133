"""What the security administrator does with accounts: unlock, sign out, ask for a new password. Nobody sets another's password."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.rights import must_look, must_secure
from luoshi.web.accounts import pace
from luoshi.web.accounts.models import Account, SignIn, Tries


@dataclass(frozen=True)
class Locked:
    """An account that waits after too many wrong passwords."""

    pk: int
    staff_no: str
    name: str
    unit: str
    until: datetime


@dataclass(frozen=True)
class Standing:
    """How an account stands: locked until when, how many browsers signed in, must a new password be chosen."""

    locked_until: datetime | None
    sessions: int
    must_change: bool


def locked_accounts(actor: Actor, at: datetime) -> list[Locked]:
    """Who is locked now, the latest first."""
    must_secure(actor)
    rows = (
        Tries.objects.filter(account__isnull=False, locked_until__gt=at).select_related("account__person__unit").order_by("-locked_until")
    )
    return [
        Locked(row.account_id, row.account.person.staff_no, row.account.person.name, row.account.person.unit.name, row.locked_until)
        for row in rows[:200]
        if row.account is not None and row.account_id is not None and row.locked_until is not None
    ]


def standing(actor: Actor, person: Person, at: datetime) -> Standing | None:
    """How this person's account stands; None without one."""
    must_look(actor)
    account = Account.objects.filter(person=person).first()
    if account is None:
        return None
    row = Tries.objects.filter(account=account, locked_until__gt=at).first()
    sessions = SignIn.objects.filter(account=account, until__gt=at).count()
    return Standing(row.locked_until if row else None, sessions, account.must_change)


@transaction.atomic
def unlock_account(*, actor: Actor, at: datetime, account: int) -> None:
    """Let somebody try again before the time is up. Nothing happens where nothing is locked any more."""
    must_secure(actor)
    row = Account.objects.select_related("person").filter(pk=account).first()
    if row is None:
        raise Refusal(_("There is no such account."))
    pace.unlock(actor=actor, at=at, account=row)


@transaction.atomic
def end_sessions(*, actor: Actor, at: datetime, person: Person) -> int:
    """Sign somebody out everywhere, at the next request; how many browsers it were."""
    must_secure(actor)
    ended, _rows = SignIn.objects.filter(account__person=person).delete()
    if ended:
        _say(actor, at, "account.sessions_ended", person, {"sessions": ended})
    return ended


@transaction.atomic
def ask_change(*, actor: Actor, at: datetime, person: Person) -> None:
    """At the next page this person chooses a new password before anything else. Refused: somebody without an account."""
    must_secure(actor)
    if not Account.objects.filter(person=person).update(must_change=True):
        raise Refusal(_("%(name)s has no account yet.") % {"name": person.name})
    _say(actor, at, "account.change_asked", person, {})


def _say(actor: Actor, at: datetime, verb: str, person: Person, payload: dict[str, object]) -> None:
    record(
        actor=actor, at=at, verb=verb, subject=("person", person.pk), on=local_date(at), unit=person.unit_id, payload=payload
    )  # fmt: skip
