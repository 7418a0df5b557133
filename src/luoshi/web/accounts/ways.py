"""The other ways in beside the password of this house: whose they are, and how wrong ones are counted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.selectors import person_by_staff_no
from luoshi.web.accounts import directory, pace
from luoshi.web.accounts.configured import Directory
from luoshi.web.accounts.models import Account
from luoshi.web.accounts.services import wrong


def of_number(*, at: datetime, staff_no: str) -> Account:
    """The account of whoever is here with this staff number, as a company's server has said it.

    An account without a password is made for a person who is here and has none yet; never a person. Refused: nobody here has this number.
    """
    account = _account(staff_no, at)
    if account is None:
        raise Refusal(_("The company's sign-in knows you, but nobody with your staff number is here. Ask your administrator."))
    return account


def by_directory(*, at: datetime, where: Directory, staff_no: str, password: str, address: str) -> Account:
    """Whose staff number and password these are, by the company's directory.

    Refused with one sentence: a wrong number, a wrong password, somebody who is not here, too many tries of late. A directory that does not
    answer counts no try against anybody.
    """
    person = person_by_staff_no(staff_no, local_date(at))
    held = Account.objects.filter(person=person).first() if person else None
    if not pace.may_try(at=at, staff_no=staff_no, address=address, account=held):
        raise Refusal(wrong(), field="password")
    try:
        right = directory.proves(where, staff_no.strip(), password)
    except directory.Silent:
        pace.taken_back(at=at, staff_no=staff_no, address=address)
        raise
    account = _account(staff_no, at) if right else None
    if account is None:
        pace.failed(at=at, staff_no=staff_no, account=held)
        raise Refusal(wrong(), field="password")
    pace.succeeded(at=at, staff_no=staff_no, address=address)
    return account


@transaction.atomic
def _account(staff_no: str, at: datetime) -> Account | None:
    person = person_by_staff_no(staff_no, local_date(at))
    if person is None:
        return None
    Account.objects.get_or_create(person=person, defaults={"password": "!"})
    return Account.objects.select_related("person__unit").get(person=person)
