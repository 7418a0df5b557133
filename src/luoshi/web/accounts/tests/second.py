"""People with a password, and the six digits that their phone shows."""

import re
from datetime import timedelta
from typing import Any

from luoshi.base import clock
from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.parameters.services import set_parameter
from luoshi.web.accounts import totp
from luoshi.web.accounts.models import Account
from luoshi.web.accounts.services import enter
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, key

PASSWORD = "pump house 7"
MINE = "/w/me/second"


def with_password(plant: Plant, who: str = "wang") -> Account:
    account, _made = Account.objects.get_or_create(person=plant.people[who])
    account.set_password(PASSWORD)
    account.set_at = NOW
    account.save()
    return account


def typing(plant: Plant, who: str = "wang") -> Caller:
    """A browser of somebody who has come in with the password, a moment ago."""
    caller = Caller()
    caller.cookies["luoshi"] = enter(at=clock.now(), account=with_password(plant, who), how="password")
    return caller


def form(caller: Caller, name: str, /, at: str = MINE, **values: Any) -> Any:
    """Send one of the forms of the own page."""
    found = re.search(rf'action="/w/me/second/{name}".*?name="command" value="([^"]+)"', caller.text(at), re.S)
    assert found, f"there is no form {name}"
    return caller.post(f"/w/me/second/{name}", {"command": found[1], **values})


def with_phone(caller: Caller) -> tuple[str, list[str]]:
    """Set up a phone by hand: its secret, and the ten codes for paper."""
    assert form(caller, "begin").status_code == 302
    found = re.search(r'<p class="quote">([A-Z2-7 ]+)</p>', caller.text(MINE))
    assert found
    secret = found[1].replace(" ", "")
    answer = form(caller, "confirm", code=digits(secret))
    assert answer.status_code == 200
    return secret, re.findall(r'<li class="code">([A-Z0-9-]+)</li>', answer.content.decode())


def digits(secret: str, later: int = 0) -> str:
    """What the phone shows now, or so many seconds later."""
    return totp.code_at(secret, totp.step_of(clock.now() + timedelta(seconds=later)))


def sign_in(caller: Caller, staff_no: str = "20416", password: str = PASSWORD) -> Any:
    return caller.post("/w/sign-in", {"staff_no": staff_no, "password": password, "next": "/w/mine"})


def put(name: str, value: str) -> None:
    set_parameter(actor=HOUSE, at=NOW, command=key(), name=name, value=value, since=local_date(NOW), source="a rule")


def verbs() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("verb", flat=True))
