"""How long a browser stays signed in, who ends it, and that whatever is taken away is gone at the next request."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from luoshi.base.clock import local_date
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.org import services
from luoshi.kernel.org.leaving import leave
from luoshi.web.accounts.models import SignIn
from luoshi.web.accounts.sessions import device_of, risk_of, sweep_sessions
from luoshi.web.accounts.tests.knocking import PHONE, WINDOWS, account, inside, put
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, at, key

Calls = Callable[[str], Caller]
Clock = Callable[[str], None]


@pytest.mark.parametrize(
    ("agent", "device", "risk"),
    [(PHONE, "phone", "phone"), (WINDOWS, "windows", "desk"), ("Mozilla/5.0 (iPad)", "tablet", "phone"), ("X11; Linux", "linux", "desk"),
     ("", "", "phone")],
)  # fmt: skip
def test_of_a_browser_one_word_is_kept(agent: str, device: str, risk: str) -> None:
    assert (device_of(agent), risk_of(device_of(agent))) == (device, risk)


def test_a_phone_stays_for_thirty_days_and_a_computer_rests_for_twelve_hours(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang")
    phone, desk = inside("20416"), inside("20416", agent=WINDOWS)
    clock("2026-11-02 20:59")
    assert desk.get("/w/").status_code == 200
    clock("2026-11-03 09:00")
    assert desk.get("/w/").status_code == 302, "twelve hours after it was used last"
    assert phone.get("/w/").status_code == 200
    assert "Windows" not in phone.text("/w/me/sessions")
    assert sweep_sessions(at("2026-11-03 09:00")) == 1, "the phone stays"
    clock("2026-12-02 08:59")
    assert phone.get("/w/").status_code == 200
    clock("2026-12-02 09:00")
    assert phone.get("/w/").status_code == 302


def test_a_rest_may_be_half_an_hour_at_a_desk_and_a_quarter_for_an_administrator(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang"), account(plant, "gao")
    put("accounts.desk_idle", "30")
    put("accounts.admin_idle", "15")
    desk, admin, phone = inside("20416", agent=WINDOWS), inside("90001", agent=WINDOWS), inside("90001", agent=PHONE)
    clock("2026-11-02 09:14")
    assert [one.get("/w/").status_code for one in (desk, admin, phone)] == [200, 200, 200]
    clock("2026-11-02 09:29")
    assert [one.get("/w/").status_code for one in (desk, admin, phone)] == [200, 302, 302], "an administrator's phone rests no longer"
    clock("2026-11-02 09:59")
    assert desk.get("/w/").status_code == 302


def test_who_becomes_an_administrator_rests_like_one_at_once(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang")
    phone = inside("20416")
    clock("2026-11-02 12:00")
    assert phone.get("/w/").status_code == 200
    services.give_holding(
        actor=plant.acting("gao", NOW), at=NOW, command=key(), person=plant.people["wang"], role="audit_admin", unit=plant.units["ROOT"],
        since=local_date(NOW),
    )  # fmt: skip
    assert phone.get("/w/").status_code == 302


def test_leaving_and_losing_a_role_take_effect_at_the_next_request(calls: Calls, plant: Plant) -> None:
    account(plant, "qiu")
    qiu, actor = inside("10001"), plant.acting("gao", NOW)
    assert qiu.get("/w/list/problem").status_code == 200
    holding = plant.people["qiu"].holdings.get(role="unit_leader")
    services.end_holding(actor=actor, at=NOW, command=key(), holding=holding.pk, until=local_date(NOW))
    assert qiu.get("/w/list/problem").status_code == 404
    leave(actor=actor, at=NOW, command=key(), person=plant.people["qiu"], until=local_date(NOW))
    assert qiu.get("/w/mine").status_code == 302


def test_one_sees_where_one_is_signed_in_and_ends_it(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    here, lost, desk = inside("20416"), inside("20416"), inside("20416", agent=WINDOWS)
    page = here.text("/w/me/sessions?x")
    assert "Windows" in page
    assert len(re.findall('name="session" value="[0-9]+"', page)) == 2, "not the one I sit at"
    found = SignIn.objects.order_by("pk")[1]
    assert here.post("/w/me/sessions", {"session": found.pk}).status_code == 302
    assert [one.get("/w/").status_code for one in (here, lost, desk)] == [200, 302, 200]
    assert here.post("/w/me/sessions", {"session": "others"}).status_code == 302
    assert [one.get("/w/").status_code for one in (here, desk)] == [200, 302]
    assert LedgerEntry.objects.filter(verb="account.sessions_ended").count() == 2


def test_nobody_ends_somebody_elses(calls: Calls, plant: Plant) -> None:
    account(plant, "wang"), account(plant, "chen")
    wang, chen = inside("20416"), inside("20110")
    his = SignIn.objects.get(account__person=plant.people["wang"])
    assert chen.post("/w/me/sessions", {"session": his.pk}).status_code == 404
    assert wang.get("/w/").status_code == 200
    for garbage in ("", "x", "9" * 30):
        assert chen.post("/w/me/sessions", {"session": garbage}).status_code == 404


def test_signing_out_clears_what_the_browser_keeps(calls: Calls, plant: Plant) -> None:
    account(plant, "wang")
    answer = inside("20416").post("/w/sign-out")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["luoshi"]["max-age"] == 0
    assert answer.cookies["luoshi_csrf"]["max-age"] == 0


def test_the_day_of_last_use_is_kept_for_a_phone_and_no_more(calls: Calls, plant: Plant, clock: Clock) -> None:
    account(plant, "wang")
    phone = inside("20416")
    clock("2026-11-02 17:00")
    phone.get("/w/")
    assert SignIn.objects.get().seen_at == NOW
    clock("2026-11-03 17:00")
    phone.get("/w/")
    assert SignIn.objects.get().seen_at == NOW + timedelta(hours=32)
