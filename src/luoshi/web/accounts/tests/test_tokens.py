"""Keys for programs: what they open, and what closes them."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from luoshi.base.clock import local_date
from luoshi.base.ledger.models import LedgerPayload
from luoshi.kernel.org.leaving import leave
from luoshi.web.accounts.models import Token
from luoshi.web.accounts.tests.knocking import account, knock
from luoshi.web.accounts.tokens import holder_of
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, at, key

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]


def made(browser: Caller, *, scopes: tuple[str, ...] = ("own", "figures"), last: str = "2026-12-31", name: str = "看板") -> Any:
    command = browser.command("/w/me/tokens")
    return browser.post("/w/me/tokens", {"command": command, "name": name, "scopes": list(scopes), "last": last})


def secret(browser: Caller, **more: Any) -> str:
    found = re.search(r'value="(luoshi_[\w-]+)"', made(browser, **more).content.decode())
    assert found
    return found[1]


def me(token: str, scheme: str = "Bearer") -> Any:
    return Client().get("/api/me", headers={"Authorization": f"{scheme} {token}"})


def test_a_key_says_who_and_what_it_may(calls: Calls, plant: Plant) -> None:
    wang = calls("wang")
    token = secret(wang)
    answer = me(token)
    assert answer.status_code == 200
    told = {"staff_no": "20416", "name": "王海生", "scopes": ["own", "figures"], "until": "", "key": f"key-{Token.objects.get().pk}"}
    assert {**answer.json(), "until": ""} == told
    assert answer["Cache-Control"] == "no-store"
    assert "luoshi_" not in wang.text("/w/me/tokens"), "shown once"
    assert not Token.objects.filter(token_digest__contains=token).exists()
    assert not LedgerPayload.objects.filter(body__contains=token).exists()
    assert Token.objects.get().used_on == local_date(NOW)


def test_it_opens_only_what_its_scopes_name(calls: Calls, plant: Plant) -> None:
    token = secret(calls("wang"), scopes=("figures",))
    found = holder_of(token, "figures", NOW)
    assert found is not None
    assert found.actor.person == plant.people["wang"].pk
    assert holder_of(token, "lists", NOW) is None


def test_without_a_key_that_holds_the_answer_is_a_problem_in_json(calls: Calls, plant: Plant) -> None:
    wang = calls("wang")
    for answer in (Client().get("/api/me"), me("luoshi_made-up"), me("x"), me(secret(wang), "Basic"), wang.get("/api/me")):
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["status"] == 401


def test_a_key_opens_no_page(calls: Calls, plant: Plant) -> None:
    token = secret(calls("wang"))
    assert Client().get("/w/mine", headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_it_ends_on_its_day_when_taken_back_and_when_its_person_leaves(calls: Calls, plant: Plant, clock: Clock) -> None:
    wang = calls("wang")
    first, second = secret(wang), secret(wang, name="另一个")
    assert wang.post("/w/me/tokens", {"revoke": Token.objects.order_by("pk")[0].pk}).status_code == 302
    assert (me(first).status_code, me(second).status_code) == (401, 200)
    clock("2026-12-31 23:59")
    assert me(second).status_code == 200
    clock("2027-01-01 00:00")
    assert me(second).status_code == 401
    clock("2026-11-03 09:00")
    day = at("2026-11-03 08:00")
    leave(actor=plant.acting("gao", day), at=day, command=key(), person=plant.people["wang"], until=local_date(day))
    assert me(second).status_code == 401


def test_a_new_slip_ends_the_keys_and_a_locked_account_stops_them(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    token = secret(calls("wang"))
    for _n in range(5):
        knock("20416", "not my password")
    assert me(token).status_code == 401
    account(plant, "wang", "Valve-2026 open")
    assert me(token).status_code == 401
    assert Token.objects.get().revoked_at == NOW


def test_what_is_not_complete_is_refused_at_its_field(calls: Calls, plant: Plant) -> None:
    wang = calls("wang")
    wrong = (
        {"name": " "},
        {"name": "x" * 61},
        {"scopes": ()},
        {"scopes": ("all",)},
        {"last": "2026-11-01"},
        {"last": "2027-11-03"},
        {"last": "x"},
    )
    for filled in wrong:
        assert made(wang, **filled).status_code == 422, filled
    assert not Token.objects.exists()


def test_nobody_takes_back_somebody_elses(calls: Calls, plant: Plant) -> None:
    secret(calls("wang"))
    chen = calls("chen")
    for chosen in (Token.objects.get().pk, 99999, "x", "9" * 30):
        assert chen.post("/w/me/tokens", {"revoke": chosen}).status_code == 404
    assert Token.objects.get().revoked_at is None
