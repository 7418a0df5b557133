"""Keys for programs: made by a person, for named scopes and until a day, shown once, kept as a digest."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.actor import Actor
from luoshi.base.clock import at_local, local_date
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.selectors import actor_of
from luoshi.web.accounts import pace
from luoshi.web.accounts.models import Account, Token
from luoshi.web.accounts.services import digest

SCOPES = {
    "own": gettext_lazy("read what is mine"),
    "calendar": gettext_lazy("read my calendar feed"),
    "figures": gettext_lazy("read figures"),
    "lists": gettext_lazy("take lists out"),
    "matters": gettext_lazy("read matters that I may see"),
    "raise": gettext_lazy("raise matters"),
    "steps": gettext_lazy("take steps"),
    "import": gettext_lazy("take ledgers in"),
}
LONGEST = 365
MOST = 20
SIGN = "luoshi_"


@dataclass(frozen=True)
class Holder:
    """On whose behalf a program asks, with the holdings of today, and what its key may do."""

    actor: Actor
    staff_no: str
    name: str
    scopes: tuple[str, ...]
    until: datetime
    token: int = 0

    def may(self, scope: str) -> bool:
        return scope in self.scopes


@dataclass(frozen=True)
class Line:
    """A key as its person sees it."""

    pk: int
    name: str
    scopes: tuple[str, ...]
    last: date
    used_on: date | None
    holds: bool


@transaction.atomic
def make_token(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, scopes: Sequence[str], last: date) -> str:
    """A new key, told this once. Refused: no name, no scope, a last day that is past or more than a year away, more than twenty keys.

    A key is never the same twice: the command only names the act in the ledger.
    """
    on, name = local_date(at), name.strip()
    account = Account.objects.select_for_update().filter(person=actor.person).first()
    if account is None:
        raise Unseen
    fits(Token, name=name)
    if not name:
        raise Refusal(_("Say which program gets this key."), field="name")
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or set(scopes) - set(SCOPES):
        raise Refusal(_("Choose what the program may do."), field="scopes")
    if not on <= last <= on + timedelta(days=LONGEST):
        raise Refusal(_("Choose a last day between today and a year from now."), field="last")
    until = at_local(last + timedelta(days=1), 0)
    if Token.objects.filter(account=account, revoked_at__isnull=True, until__gt=at).count() >= MOST:
        raise Refusal(_("You have twenty keys: take one back first."), field="name")
    secret = SIGN + secrets.token_urlsafe(32)
    row = Token.objects.create(
        account=account, name=name, token_digest=digest(secret), scopes=" ".join(chosen), since=at, until=until
    )  # fmt: skip
    payload = {"command": str(command), "name": name, "scopes": row.scopes, "last": str(last)}
    record(actor=actor, at=at, verb="account.token_made", subject=("token", row.pk), on=on, unit=actor.unit, payload=payload)
    return secret


@transaction.atomic
def revoke_token(*, actor: Actor, at: datetime, token: int) -> None:
    """From now on this key opens nothing; again changes nothing. Somebody else's is Unseen."""
    row = Token.objects.filter(account__person=actor.person, pk=token).first()
    if row is None or actor.person is None:
        raise Unseen
    if row.revoked_at is not None:
        return
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record(actor=actor, at=at, verb="account.token_revoked", subject=("token", row.pk), on=local_date(at), unit=actor.unit, payload={})


def tokens_of(actor: Actor, at: datetime) -> list[Line]:
    """The own keys, those that hold first."""
    rows = Token.objects.filter(account__person=actor.person).order_by("-since", "-pk")[: MOST * 3]
    lines = [
        Line(
            row.pk, row.name, tuple(row.scopes.split()), local_date(row.until - timedelta(seconds=1)), row.used_on,
            row.revoked_at is None and row.until > at,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.holds)


def who_holds(token: str, at: datetime) -> Holder | None:
    """Whose key this is, if it still holds, its person is still here and the account is not locked. The day of use is kept."""
    if not token.startswith(SIGN):
        return None
    found = Token.objects.select_related("account__person__unit").filter(token_digest=digest(token), revoked_at__isnull=True, until__gt=at)
    row, on = found.first(), local_date(at)
    if row is None:
        return None
    person = row.account.person
    if person.since > on or (person.until is not None and person.until <= on) or pace.is_locked(row.account, at):
        return None
    if row.used_on != on:
        Token.objects.filter(pk=row.pk).update(used_on=on)
    return Holder(actor_of(person, on), person.staff_no, person.name, tuple(row.scopes.split()), row.until, row.pk)


def holder_of(token: str, scope: str, at: datetime) -> Holder | None:
    """Whose key this is, if it holds and has this scope."""
    found = who_holds(token, at)
    return found if found is not None and found.may(scope) else None
