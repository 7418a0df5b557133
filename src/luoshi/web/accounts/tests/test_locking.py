"""Too many wrong passwords: who waits, who is told, and that the answer tells nothing."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import check_password, get_hasher, identify_hasher
from django.test import override_settings

from luoshi.base.ledger.models import LedgerEntry
from luoshi.web.accounts import services
from luoshi.web.accounts.models import Tries
from luoshi.web.accounts.services import sweep
from luoshi.web.accounts.tests.knocking import GOOD, OTHER, account, knock, put
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, at

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]


def wrong(staff_no: str, times: int, **more: str) -> None:
    for _n in range(times):
        assert knock(staff_no, "not my password", **more)[1].status_code == 422


def told(verb: str) -> int:
    return LedgerEntry.objects.filter(verb=verb).count()


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang")
    wrong("20416", 4)
    assert knock("20416")[1].status_code == 302, "the fifth was right and starts the count anew"
    wrong("20416", 5)
    assert knock("20416")[1].status_code == 422, "the right one is not taken now"
    clock("2026-11-02 09:14")
    assert knock("20416")[1].status_code == 422
    clock("2026-11-02 09:15")
    assert knock("20416")[1].status_code == 302
    assert told("account.locked") == 1


def test_wrong_passwords_far_apart_do_not_lock(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang")
    wrong("20416", 4)
    clock("2026-11-02 09:10")
    wrong("20416", 4)
    assert knock("20416")[1].status_code == 302


def test_a_wrong_number_a_wrong_password_and_a_locked_account_are_answered_alike(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    wrong("20416", 5)
    wrong("77777", 5)
    pages = set()
    for staff_no in ("20416", "77777", "88888", "20731"):
        answer = knock(staff_no, GOOD)[1]
        pages.add((answer.status_code, re.sub(r'name="(csrfmiddlewaretoken|staff_no)"[^>]*>', "", answer.content.decode())))
    assert len(pages) == 1
    assert told("account.locked") == 1, "a number of nobody locks nobody"


def test_an_administrator_sees_who_is_locked_and_unlocks(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    wrong("20416", 5)
    gao = calls("gao")
    page = gao.text("/w/admin/accounts")
    assert "王海生" in page
    act = re.search(r'name="act" value="(unlock-\d+)"', page)
    assert act
    gao.post("/w/admin/accounts", {"act": act[1], "command": gao.command("/w/admin/accounts")})
    assert "王海生" not in gao.text("/w/admin/accounts")
    assert knock("20416")[1].status_code == 302
    assert told("account.unlocked") == 1
    assert calls("chen").get("/w/admin/accounts").status_code == 404


def test_a_new_slip_unlocks(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    wrong("20416", 5)
    account(plant, "wang", OTHER)
    assert knock("20416", OTHER)[1].status_code == 302


def test_one_address_that_tries_many_numbers_waits(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang")
    put("accounts.address_failures", "6")
    for number in range(6):
        wrong(f"3000{number}", 1, REMOTE_ADDR="10.0.0.9")
    assert knock("20416", REMOTE_ADDR="10.0.0.9")[1].status_code == 422
    assert knock("20416", REMOTE_ADDR="10.0.0.8")[1].status_code == 302, "another address goes on"
    clock("2026-11-02 09:10")
    assert knock("20416", REMOTE_ADDR="10.0.0.9")[1].status_code == 302


def test_a_right_password_costs_the_address_nothing(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    put("accounts.address_failures", "3")
    for _n in range(5):
        assert knock("20416", REMOTE_ADDR="10.0.0.9")[1].status_code == 302, "the whole shift comes from one address"


@pytest.mark.parametrize(("header", "free"), [("", 422), ("X-Real-IP", 302)])
def test_only_a_header_that_the_installation_trusts_says_where_somebody_is(calls: Calls, plant: Plant, header: str, free: int) -> None:
    account(plant, "wang")
    put("accounts.address_failures", "2")
    with override_settings(ADDRESS_HEADER=header):
        for number in range(2):
            wrong(f"3000{number}", 1, HTTP_X_REAL_IP="10.0.0.9", REMOTE_ADDR="10.0.0.1")
        assert knock("20416", HTTP_X_REAL_IP="10.0.0.7", REMOTE_ADDR="10.0.0.1")[1].status_code == free


def test_failures_are_kept_without_numbers_or_addresses_and_swept(calls: Calls, plant: Plant) -> None:
    wrong("20416", 1, REMOTE_ADDR="10.0.0.9")
    assert not any("20416" in row.key_digest or "10.0.0.9" in row.key_digest for row in Tries.objects.all())
    assert sweep(NOW) == 0
    assert sweep(at("2026-11-02 09:20")) == 2


@pytest.mark.parametrize("staff_no", ["20416", "20731", "77777"])
@pytest.mark.parametrize("locked", [False, True])
def test_each_answer_costs_one_comparison(calls: Calls, plant: Plant, monkeypatch: pytest.MonkeyPatch, staff_no: str, locked: bool) -> None:
    """With, without an account, of nobody, locked or not: Argon2 is what takes the time, and it runs once."""
    account(plant, "wang")
    if locked:
        wrong(staff_no, 5)
    ran: list[str] = []
    monkeypatch.setattr(services, "check_password", lambda password, kept: ran.append(kept) or check_password(password, kept))
    assert knock(staff_no, "not my password")[1].status_code == 422
    assert len(ran) == 1
    assert identify_hasher(ran[0]).algorithm == get_hasher().algorithm, "with the hasher of the house"
