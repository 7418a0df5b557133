"""How often a sign-in may fail, by staff number and by address: counted in the database, so that two servers agree.

A try is counted as failed before its password is compared and taken back when it was right: of many at once none slips through.
A number that belongs to nobody is counted and locked like any other, so that the answer tells nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from luoshi.base.actor import GUEST, Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import Book, book
from luoshi.web.accounts.models import Account, Tries

NUMBER, ADDRESS = "number", "address"


@dataclass(frozen=True)
class Bound:
    """So many failures within `window` lock for `lock`."""

    failures: int
    window: timedelta
    lock: timedelta


def may_try(*, at: datetime, staff_no: str, address: str, account: Account | None) -> bool:
    """Count a try before it is known how it ends. False: this number or this address has failed too often of late."""
    params = book(local_date(at))
    free = _count(_digest(NUMBER, staff_no.strip().lower()), _number_bound(params), at, account)
    if not address:
        return free
    return _count(_digest(ADDRESS, address), _address_bound(params), at, None) and free


@transaction.atomic
def failed(*, at: datetime, staff_no: str, account: Account | None) -> None:
    """The try was wrong: if it was the one that locks an account, the ledger says so."""
    row = Tries.objects.filter(key_digest=_digest(NUMBER, staff_no.strip().lower())).first()
    if row is None or account is None or row.locked_until is None or row.failed != _number_bound(book(local_date(at))).failures:
        return
    Tries.objects.filter(pk=row.pk).update(failed=F("failed") + 1)
    person = account.person
    payload = {"until": row.locked_until.isoformat(timespec="minutes")}
    record(
        actor=GUEST, at=at, verb="account.locked", subject=("person", person.pk), on=local_date(at), unit=person.unit_id, payload=payload
    )


@transaction.atomic
def succeeded(*, at: datetime, staff_no: str, address: str) -> None:
    """The try was right: the number starts anew, the address gets its try back."""
    Tries.objects.filter(key_digest=_digest(NUMBER, staff_no.strip().lower())).delete()
    if address:
        Tries.objects.filter(key_digest=_digest(ADDRESS, address), failed__gt=0).update(failed=F("failed") - 1)


@transaction.atomic
def taken_back(*, at: datetime, staff_no: str, address: str) -> None:
    """Nobody could say whether the try was right: it does not count, and what it alone has locked opens."""
    keys = [_digest(NUMBER, staff_no.strip().lower()), *([_digest(ADDRESS, address)] if address else [])]
    Tries.objects.filter(key_digest__in=keys, failed__gt=0).update(failed=F("failed") - 1, locked_until=None)


def is_locked(account: Account, at: datetime) -> bool:
    """Has this account been locked by too many failures?"""
    return Tries.objects.filter(account=account, locked_until__gt=at).exists()


@transaction.atomic
def unlock(*, actor: Actor, at: datetime, account: Account) -> None:
    """Let an account try again before its time; the caller has asked whether this person may. Nothing happens to one that is not locked."""
    rows = Tries.objects.filter(account=account)
    was = rows.filter(locked_until__gt=at).exists()
    rows.delete()
    if was:
        person = account.person
        record(
            actor=actor, at=at, verb="account.unlocked", subject=("person", person.pk), on=local_date(at), unit=person.unit_id, payload={}
        )


def sweep_tries(at: datetime) -> int:
    """Delete what no longer counts."""
    longest = _number_bound(book(local_date(at))).window + _address_bound(book(local_date(at))).window
    ended, _rows = Tries.objects.filter(since__lte=at - longest).exclude(locked_until__gt=at).delete()
    return ended


def _number_bound(params: Book) -> Bound:
    window, lock = params.count("accounts.failure_minutes"), params.count("accounts.lock_minutes")
    return Bound(params.count("accounts.failures"), timedelta(minutes=window), timedelta(minutes=lock))


def _address_bound(params: Book) -> Bound:
    window = timedelta(minutes=params.count("accounts.failure_minutes"))
    return Bound(params.count("accounts.address_failures"), window, window)


@transaction.atomic
def _count(key: str, bound: Bound, at: datetime, account: Account | None) -> bool:
    Tries.objects.get_or_create(key_digest=key, defaults={"since": at})
    row = Tries.objects.select_for_update().get(key_digest=key)
    if row.locked_until is not None and row.locked_until > at:
        return False
    if row.locked_until is not None or at - row.since >= bound.window:
        row.since, row.failed, row.locked_until = at, 0, None
    row.failed += 1
    row.account = account
    if row.failed >= max(1, bound.failures):
        row.locked_until = at + bound.lock
    row.save()
    return True


def _digest(kind: str, what: str) -> str:
    """Kept as a digest with the installation's own key: the table names neither people nor addresses."""
    return salted_hmac("luoshi.accounts.tries", f"{kind}:{what}", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
