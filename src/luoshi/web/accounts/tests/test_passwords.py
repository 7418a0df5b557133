"""What a password must be, and changing it."""

from collections.abc import Callable

import pytest

from luoshi.base.ledger.models import LedgerEntry, LedgerPayload
from luoshi.web.accounts.models import SignIn
from luoshi.web.accounts.passwords import classes
from luoshi.web.accounts.tests.knocking import GOOD, OTHER, account, inside, knock, put
from luoshi.web.tests.house import Caller
from tests.cast import Plant

Calls = Callable[[str], Caller]


def change(browser: Caller, old: str, new: str, again: str = "") -> tuple[int, str]:
    answer = browser.post("/w/me/password", {"old": old, "password": new, "again": again or new})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("password", "many"), [("abc", 1), ("abC", 2), ("abC1", 3), ("abC1-", 4), ("泵房", 1), ("a 1", 3)])
def test_four_kinds_of_signs(password: str, many: int) -> None:
    assert classes(password) == many


@pytest.mark.parametrize(
    "password",
    [
        "short-A1", "onlysmallletters", "two kinds only", "A 20416 pump", "A 王海生 pump 1", "Aa-13812345678",
        "WangHaisheng-7", "Hai Sheng Wang 7",
    ],
)  # fmt: skip
def test_what_is_too_plain_is_refused_at_the_field(calls: Calls, plant: Plant, password: str) -> None:
    account(plant, "wang")
    status, page = change(inside("20416"), GOOD, password)
    assert status == 422
    assert 'id="f-password-e"' in page
    assert knock("20416")[1].status_code == 302, "the old one holds"


def test_changing_asks_the_old_one_and_ends_every_other_browser(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    here, elsewhere = inside("20416"), inside("20416")
    assert 'id="f-old-e"' in change(here, "not it at all", OTHER)[1]
    assert 'id="f-again-e"' in change(here, GOOD, OTHER, "something else 1")[1]
    assert change(here, GOOD, OTHER)[0] == 302
    assert here.get("/w/").status_code == 200
    assert elsewhere.get("/w/").status_code == 302
    assert knock("20416", GOOD)[1].status_code == 422
    assert knock("20416", OTHER)[1].status_code == 302
    assert LedgerEntry.objects.filter(verb="account.password_changed").count() == 1
    assert not LedgerPayload.objects.filter(body__contains=OTHER).exists()


def test_guessing_the_old_one_locks_like_signing_in(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    here = inside("20416")
    for _n in range(5):
        change(here, "not it at all", OTHER)
    assert change(here, GOOD, OTHER)[0] == 422
    assert knock("20416")[1].status_code == 422


def test_none_of_the_last_five_comes_back(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    here, before = inside("20416"), GOOD
    for number in range(1, 5):
        assert change(here, before, f"valve house {number}")[0] == 302
        before = f"valve house {number}"
    assert change(here, before, GOOD)[0] == 422
    assert change(here, before, before)[0] == 422
    assert change(here, before, "valve house 5")[0] == 302
    assert change(here, "valve house 5", GOOD)[0] == 302, "five others lie between"


def test_a_password_that_is_due_is_changed_before_anything_else(calls: Calls, plant: Plant, clock: Callable[[str], None]) -> None:
    account(plant, "wang")
    put("accounts.password_days", "90")
    clock("2027-01-30 09:00")
    assert inside("20416").get("/w/").status_code == 200
    clock("2027-01-31 09:00")
    here = inside("20416")
    assert here.get("/w/")["Location"] == "/w/me/password"
    assert here.post("/w/sign-out").status_code == 302
    here = inside("20416")
    assert change(here, GOOD, OTHER)[0] == 302
    assert here.get("/w/").status_code == 200


def test_an_administrator_asks_for_a_new_one_and_signs_a_lost_phone_out(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    here, gao = inside("20416"), calls("gao")
    page = "/w/admin/people/20416"
    assert gao.post(page, {"act": "new-password", "command": gao.command(page)}).status_code == 302
    assert here.get("/w/mine")["Location"] == "/w/me/password"
    assert gao.post(page, {"act": "sign-out", "command": gao.command(page)}).status_code == 302
    assert here.get("/w/")["Location"].startswith("/w/sign-in")
    assert not SignIn.objects.filter(account__person=plant.people["wang"]).exists()
