"""What a password must be, and changing one's own."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, product

from django.contrib.auth.hashers import check_password
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
from luoshi.web.accounts.models import Account, PastPassword, SignIn
from luoshi.web.accounts.pace import failed, may_try, succeeded

REMEMBERED = 5
CLASSES = 3
LONGEST = 200
MOST_READINGS, SHORTEST_SPELLING = 64, 4
PHONE_NUMBER = re.compile(r"1[3-9]\d{9}")


def must_be_good(account: Account, person: Person, password: str) -> None:
    """Refused, with the sentence that helps: too short or common, too plain, with the own number, name or a phone number, or had before."""
    try:
        validate_password(password, account)
    except ValidationError:
        raise Refusal(_("Choose a password of at least 10 signs that is not only digits and not a common one."), field="password") from None
    if len(password) > LONGEST:
        raise Refusal(_("A password has at most 200 signs."), field="password")
    if person.staff_no.lower() in password.lower():
        raise Refusal(_("The password may not hold your staff number."), field="password")
    if person.name.replace(" ", "").lower() in password.replace(" ", "").lower():
        raise Refusal(_("The password may not hold your own name."), field="password")
    if any(spelling in password.replace(" ", "").lower() for spelling in spellings(person.name)):
        raise Refusal(_("The password may not hold your own name in pinyin."), field="password")
    if PHONE_NUMBER.search(password):
        raise Refusal(_("The password may not hold a phone number."), field="password")
    if classes(password) < CLASSES:
        raise Refusal(_("Mix three of these four: small letters, capital letters, digits, other signs."), field="password")
    if any(check_password(password, had) for had in _had(account)):
        raise Refusal(_("You have had this password before: choose one that is none of the last five."), field="password")


def spellings(name: str) -> Iterator[str]:
    """A Chinese name as it is spelled in Latin letters, whole and with the surname last, in every reading its signs have."""
    from pypinyin import Style, pinyin

    read = [sorted(set(sign)) for sign in pinyin(name.replace(" ", ""), style=Style.NORMAL, heteronym=True, errors="ignore")]
    for one in islice(product(*read), MOST_READINGS):
        if len("".join(one)) >= SHORTEST_SPELLING:
            yield "".join(one)
            yield "".join((*one[1:], one[0]))


def classes(password: str) -> int:
    """How many of the four kinds of signs it holds; a blank and a Chinese sign are other signs."""
    kinds = {"small" if sign.islower() else "capital" if sign.isupper() else "digit" if sign.isdigit() else "other" for sign in password}
    return len(kinds)


def keep(account: Account, password: str, at: datetime) -> None:
    """Set a password that was found good, and remember the one before."""
    if account.pk and account.has_usable_password():
        PastPassword.objects.create(account=account, password=account.password, since=account.set_at or at)
        old = PastPassword.objects.filter(account=account).order_by("-pk").values_list("pk", flat=True)[REMEMBERED - 1 :]
        PastPassword.objects.filter(pk__in=list(old)).delete()
    account.set_password(password)
    account.set_at, account.must_change = at, False
    account.save()


def is_due(must_change: bool, set_at: datetime | None, at: datetime) -> bool:
    """Must this password be changed before anything else is done?"""
    days = book(local_date(at)).count("accounts.password_days")
    return must_change or bool(days and set_at and set_at + timedelta(days=days) <= at)


def proves(account: Account, password: str, at: datetime, address: str = "") -> bool:
    """Is this the account's password? Counted like a sign-in: too many wrong ones lock."""
    staff_no = account.person.staff_no
    free = may_try(at=at, staff_no=staff_no, address=address, account=account)
    right = check_password(password[:LONGEST], account.password) and free
    if right:
        succeeded(at=at, staff_no=staff_no, address=address)
    else:
        failed(at=at, staff_no=staff_no, account=account)
    return right


def change(*, actor: Actor, at: datetime, here: int, old: str, password: str, again: str, address: str) -> None:
    """Choose another password of one's own: the old one is asked, every other session ends. Refused: what `must_be_good` refuses."""
    account = Account.objects.select_related("person").get(person=actor.person)
    if not proves(account, old, at, address):
        raise Refusal(_("This is not your password of now."), field="old")
    if password != again:
        raise Refusal(_("The two passwords differ: type the same one twice."), field="again")
    must_be_good(account, account.person, password)
    _put(actor, account, password, here, at)


@transaction.atomic
def _put(actor: Actor, account: Account, password: str, here: int, at: datetime) -> None:
    keep(account, password, at)
    SignIn.objects.filter(account=account).exclude(pk=here).delete()
    SignIn.objects.filter(pk=here).update(shown_at=at)
    record(
        actor=actor, at=at, verb="account.password_changed", subject=("person", account.person_id), on=local_date(at), unit=actor.unit,
        payload={},
    )  # fmt: skip


def _had(account: Account) -> list[str]:
    if not account.pk:
        return []
    past = PastPassword.objects.filter(account=account).order_by("-pk").values_list("password", flat=True)[: REMEMBERED - 1]
    return [account.password, *past] if account.has_usable_password() else list(past)


def has_one(actor: Actor) -> bool:
    """Does this person sign in with a password of the house?"""
    account = Account.objects.filter(person=actor.person).first()
    return account is not None and account.has_usable_password()
