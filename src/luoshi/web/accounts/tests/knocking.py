"""What the tests of the doors share: an account with a password, a browser that signs in with it."""

import uuid
from typing import Any

from django.test import Client

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.parameters.services import set_parameter
from luoshi.web.accounts.models import Account
from luoshi.web.accounts.services import activate, make_slip
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, key

GOOD = "pump house 7"
OTHER = "Valve-2026 open"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120"
PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile Chrome/120"


def account(plant: Plant, who: str, password: str = GOOD) -> Account:
    """Somebody of the cast has set a password with a slip."""
    code = make_slip(actor=HOUSE, at=NOW, command=uuid.uuid4(), person=plant.people[who])
    return activate(at=NOW, code=code, password=password, again=password)


def knock(staff_no: str, password: str = GOOD, *, agent: str = PHONE, caller: Client | None = None, **more: Any) -> tuple[Caller, Any]:
    """A browser and what the sign-in answered."""
    browser = caller or Caller(headers={"User-Agent": agent})
    answer = browser.post("/w/sign-in", {"staff_no": staff_no, "password": password}, **more)
    assert isinstance(browser, Caller)
    return browser, answer


def inside(staff_no: str, password: str = GOOD, *, agent: str = PHONE) -> Caller:
    """A browser that is signed in."""
    browser, answer = knock(staff_no, password, agent=agent)
    assert answer.status_code == 302, answer.content.decode()
    return browser


def put(name: str, value: str) -> None:
    """A parameter is set from the first day of the tests on."""
    set_parameter(actor=HOUSE, at=NOW, command=key(), name=name, value=value, since=local_date(NOW), source="test")
