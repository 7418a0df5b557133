"""Which second step an account has and must take, and its services: a phone's codes and the codes on paper beside them."""

import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed, kept
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.rights import must_secure
from luoshi.kernel.org.selectors import actor_of
from luoshi.web.accounts import pace, totp
from luoshi.web.accounts.models import Account, Passkey, RecoveryCode, Spent, Totp
from luoshi.web.accounts.sealing import Broken, keyed, seal, unseal
from luoshi.web.accounts.services import LETTERS, read_code

STAMP = "second steps"
CODES = 10
LONG_ENOUGH = ("passkey", "demo")  # a passkey is two things at once; a demonstration's people have neither
SETTING_UP = timedelta(minutes=30)


def with_second() -> frozenset[int]:
    """The persons who have a second step: a phone that has shown a right code, or a passkey."""
    return kept(STAMP, "people", _with_second)


def wanted(account: Account, how: str, at: datetime) -> bool:
    """Must this account, having come this way, take a second step? Whoever has one must, by whatever way but a passkey."""
    return how not in LONG_ENOUGH and account.person_id in with_second()


def must_set_up(actor: Actor, on: date) -> bool:
    """Does a role of this person ask for a second step that is not there yet?"""
    roles = book(on).names("accounts.second_for")
    return bool(roles) and actor.person is not None and actor.holds(*roles) and actor.person not in with_second()


@transaction.atomic
def begin_phone(*, actor: Actor, at: datetime, command: uuid.UUID) -> None:
    """A new secret, which counts for nothing until a code from it was right. Refused: a phone that holds already."""
    account = own_account(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=("phone",), outcome=("account", account.pk)):
        return
    if Totp.objects.filter(account=account, confirmed_at__isnull=False).exists():
        raise Refusal(_("A phone is set up already: end it before you set up another."))
    Totp.objects.filter(account=account).delete()
    Totp.objects.create(account=account, sealed=seal(totp.new_secret(), _whose(account)), since=at)


@transaction.atomic
def confirm_phone(*, actor: Actor, at: datetime, command: uuid.UUID, code: str) -> list[str]:
    """The first right code makes the phone hold: the ten codes for paper, told once. Refused: a wrong code, nothing begun.

    Codes are never the same twice: the command only names the act in the ledger.
    """
    account = own_account(actor)
    row = Totp.objects.select_for_update().filter(account=account, confirmed_at__isnull=True, since__gt=at - SETTING_UP).first()
    if row is None:
        raise Refusal(_("Nothing is being set up, or it took too long: begin again."), field="code")
    step = totp.matching(_secret(row), code, at, row.last_step)
    if step is None:
        raise Refusal(_("This code is not right. Look whether the phone's clock is right, and type the code it shows now."), field="code")
    row.last_step, row.confirmed_at = step, at
    row.save(update_fields=["last_step", "confirmed_at"])
    codes = _new_codes(account, at)
    changed(STAMP)
    written(actor, at, "account.second_set", account, command)
    return codes


@transaction.atomic
def new_codes(*, actor: Actor, at: datetime, command: uuid.UUID) -> list[str]:
    """Ten other codes for paper; those of before end. Refused to whoever has no second step."""
    account = own_account(actor)
    if account.person_id not in _with_second():
        raise Refusal(_("Codes on paper stand beside a phone or a passkey: set one up first."))
    codes = _new_codes(account, at)
    written(actor, at, "account.codes_made", account, command)
    return codes


@transaction.atomic
def end_phone(*, actor: Actor, at: datetime, command: uuid.UUID) -> None:
    """The phone's codes count no longer. Refused where a role asks for a second step and there is no passkey."""
    account = own_account(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=("phone off",), outcome=("account", account.pk)):
        return
    may_end(actor, at, account, Totp.objects.filter(account=account))
    Totp.objects.filter(account=account).delete()
    settle(account)
    written(actor, at, "account.second_ended", account, command)


@transaction.atomic
def take_away(*, actor: Actor, at: datetime, command: uuid.UUID, person: Person) -> None:
    """The security administrator takes away every second step of somebody who has lost them; that person is told.

    Refused: one's own.
    """
    must_secure(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(person.pk,), outcome=("person", person.pk)):
        return
    if person.pk == actor.person:
        raise Refusal(_("Your own second step you end on your own page."))
    account = Account.objects.filter(person=person).first()
    if account is None or person.pk not in _with_second():
        raise Refusal(_("%(name)s has no second step.") % {"name": person.name})
    forget(person, None, at)
    entry = written(actor, at, "account.second_taken", account, command)
    title = _("Your second step of signing in was taken away by %(name)s: set up a new one") % {"name": actor.name}
    tell(Notice(f"second taken {entry}", "informed", person.pk, title, "/w/me/second", None), at)


def right(*, at: datetime, account: Account, typed: str) -> bool:
    """Is this the code of the phone, or one of those on paper? Either is good once, for whoever comes first."""
    with transaction.atomic():
        row = Totp.objects.select_for_update().filter(account=account, confirmed_at__isnull=False).first()
        if row is not None:
            step = totp.matching(_secret(row), typed, at, row.last_step)
            if step is not None:
                return bool(Totp.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step))
        code = read_code(typed)
        paper = RecoveryCode.objects.filter(account=account, code_digest=keyed(f"{account.pk} {code}", "paper"), used_at__isnull=True)
        if len(code) != 12 or not paper.update(used_at=at):
            return False
        written(actor_of(account.person, local_date(at)), at, "account.paper_code_used", account, None)
        return True


def tried(*, at: datetime, account: Account, typed: str, address: str = "") -> bool:
    """`right`, counted: too many wrong ones lock the account, and a right password between them does not begin the count anew."""
    number = f"second {account.person.staff_no}"
    if pace.may_try(at=at, staff_no=number, address=address, account=account) and right(at=at, account=account, typed=typed):
        pace.succeeded(at=at, staff_no=number, address=address)
        return True
    pace.failed(at=at, staff_no=number, account=account)
    return False


def types(account: Account) -> bool:
    """Has this account something to type: a phone's codes or codes on paper?"""
    paper = RecoveryCode.objects.filter(account=account, used_at__isnull=True)
    return paper.exists() or Totp.objects.filter(account=account, confirmed_at__isnull=False).exists()


def proves(account: Account, typed: str, at: datetime) -> bool:
    """For showing once more who one is."""
    return tried(at=at, account=account, typed=typed)


def secret_of(actor: Actor, at: datetime) -> str | None:
    """The secret that is just being set up, for the own page; never one that holds."""
    row = Totp.objects.filter(account=own_account(actor), confirmed_at__isnull=True, since__gt=at - SETTING_UP).first()
    return _secret(row) or None if row else None


def standing(account: Account) -> tuple[datetime | None, list[tuple[int, str, datetime]], int]:
    """What somebody has: since when a phone, which passkeys, how many codes are left on paper."""
    phone = Totp.objects.filter(account=account, confirmed_at__isnull=False).values_list("confirmed_at", flat=True).first()
    keys = list(Passkey.objects.filter(account=account).order_by("id").values_list("id", "name", "since"))
    return phone, keys, RecoveryCode.objects.filter(account=account, used_at__isnull=True).count()


def own_account(actor: Actor) -> Account:
    """The account of whoever acts; Unseen without one."""
    account = Account.objects.select_related("person__unit").filter(person=actor.person).first() if actor.person else None
    if account is None:
        raise Unseen
    return account


def may_end(actor: Actor, at: datetime, account: Account, ending: QuerySet[Any]) -> None:
    """Refused where a role asks for a second step and this is the last."""
    roles = book(local_date(at)).names("accounts.second_for")
    phones = Totp.objects.filter(account=account, confirmed_at__isnull=False).count()
    left = phones + Passkey.objects.filter(account=account).count()
    if left == 1 and roles and actor.holds(*roles) and ending.exists():
        raise Refusal(_("Your role asks for a second step: set up another before you end this one."))


def settle(account: Account) -> None:
    """After one has ended: codes on paper stand only beside another second step."""
    if account.person_id not in _with_second():
        RecoveryCode.objects.filter(account=account).delete()
    changed(STAMP)


def forget(person: Person, _heir: Person | None, _at: datetime) -> None:
    """Nothing of this person's second steps stays: they were taken away, or the person has left."""
    found = [rows.filter(account__person=person).delete()[0] for rows in (Totp.objects, RecoveryCode.objects, Passkey.objects)]
    if any(found):
        changed(STAMP)


def sweep(at: datetime) -> int:
    """Delete what was used up and would be over by now, and what was begun and never confirmed."""
    begun = Totp.objects.filter(confirmed_at__isnull=True, since__lte=at - SETTING_UP)
    return Spent.objects.filter(until__lte=at).delete()[0] + begun.delete()[0]


def written(actor: Actor, at: datetime, verb: str, account: Account, command: uuid.UUID | None) -> int:
    """The ledger's entry of an act upon an account; never a code, never a key."""
    payload = {"command": str(command)} if command else {}
    unit = account.person.unit_id
    return record(
        actor=actor, at=at, verb=verb, subject=("person", account.person_id), on=local_date(at), unit=unit, payload=payload,
    )  # fmt: skip


def _with_second() -> frozenset[int]:
    phones = Q(totp__confirmed_at__isnull=False)
    return frozenset(Account.objects.filter(phones | Q(passkeys__isnull=False)).values_list("person_id", flat=True))


def _new_codes(account: Account, at: datetime) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _n in range(12)) for _one in range(CODES)]
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(account=account, code_digest=keyed(f"{account.pk} {code}", "paper"), since=at) for code in codes]
    )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _secret(row: Totp) -> str:
    """The secret of a phone; empty, so that no code is right, where the installation's key is another than it was sealed with."""
    try:
        return unseal(row.sealed, f"totp {row.account_id}")
    except Broken:
        return ""


def _whose(account: Account) -> str:
    return f"totp {account.pk}"
