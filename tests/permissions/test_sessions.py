"""What a role, an account or a deputy gives and takes counts at the very next request, on every kind of page."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.kernel.org.deputies import end_deputy, name_deputy
from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.models import Deputy, Holding
from luoshi.kernel.org.services import end_holding, give_holding
from luoshi.web.accounts.services import activate, enter, make_slip, sign_out
from luoshi.web.tests.house import Caller
from tests.cast import SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
NOW, ON = at("2026-11-02 09:00"), date(2026, 11, 2)
Calls = Callable[[str], Caller]


def house(plant: Plant, **more: Any) -> dict[str, Any]:
    return {"actor": HOUSE, "at": NOW, "command": uuid.uuid4(), **more}


def statuses(caller: Caller, addresses: tuple[str, ...]) -> set[int]:
    return {caller.get(address).status_code for address in addresses}


def for_readers(plant: Plant) -> tuple[str, ...]:
    """A list, a sheet, a file, a figure, a search of places, a team: each kind of page that a role opens."""
    pk = plant.report("wang", at("2026-11-01 09:00"))
    return (f"/w/matters/{pk}", "/w/list/problem", "/w/team/WATER", "/w/figures/", "/w/figures/problems.found?unit=WATER", "/w/repeats",
            "/w/export/opinions?unit=WATER", "/w/import/", "/w/opinions/enter", "/w/opinions/symposiums/")  # fmt: skip


def test_a_role_counts_from_the_next_request_on_and_ends_with_it(plant: Plant, calls: Calls) -> None:
    li, addresses = calls("zeng"), for_readers(plant)
    assert statuses(li, addresses) == {404}
    give_holding(**house(plant), person=plant.people["zeng"], role="unit_leader", unit=plant.units["WATER"], since=SINCE)
    assert statuses(li, addresses) == {200}
    held = Holding.objects.get(person=plant.people["zeng"], role="unit_leader")
    end_holding(**house(plant), holding=held.pk, until=ON)
    assert statuses(li, addresses) == {404}


def test_an_administrators_role_ends_on_every_page_of_administration(plant: Plant, calls: Calls) -> None:
    gao, pages = calls("gao"), ("units", "people", "places", "equipment", "parties", "skills", "parameters")
    addresses = (*(f"/w/admin/{one}" for one in pages), "/w/admin/", "/w/documents/", "/w/admin/shifts", "/w/export/units")
    assert statuses(gao, addresses) == {200}
    end_holding(**house(plant), holding=Holding.objects.get(person=plant.people["gao"], role="system_admin").pk, until=ON)
    assert statuses(gao, addresses) == {404}


def test_who_has_left_is_nobody_from_that_day_on(plant: Plant, calls: Calls) -> None:
    qiu, addresses = calls("qiu"), for_readers(plant)
    assert statuses(qiu, addresses) == {200}
    leave(**house(plant), person=plant.people["qiu"], until=ON)
    assert {qiu.get(address).headers.get("Location", "").split("?")[0] for address in addresses} == {"/w/sign-in"}


def test_a_new_password_by_slip_and_a_sign_out_end_every_page(plant: Plant, calls: Calls) -> None:
    old, addresses = calls("qiu"), for_readers(plant)
    assert statuses(old, addresses) == {200}
    code = make_slip(**house(plant), person=plant.people["qiu"])
    account = activate(at=NOW, code=code, password="Qingjing-Beng-27", again="Qingjing-Beng-27")
    token = enter(at=NOW, account=account, how="password")
    assert statuses(old, addresses) == {302}
    fresh = Caller()
    fresh.cookies["luoshi"] = token
    assert statuses(fresh, addresses) == {200}
    sign_out(actor=plant.acting("qiu", NOW), at=NOW, token=token)
    assert statuses(fresh, addresses) == {302}


def test_a_deputy_opens_what_the_absent_one_opens_until_that_ends(plant: Plant, calls: Calls) -> None:
    sun, addresses = calls("zhao"), for_readers(plant)
    assert statuses(sun, addresses) == {404}
    name_deputy(
        actor=plant.acting("qiu", NOW), at=NOW, command=key(), person=plant.people["qiu"], deputy=plant.people["zhao"],
        since=ON, until=date(2026, 11, 9), why="休假",
    )  # fmt: skip
    assert statuses(sun, addresses) == {200}
    one = Deputy.objects.get(person=plant.people["qiu"])
    end_deputy(actor=plant.acting("qiu", NOW), at=NOW, command=key(), deputy=one.pk, until=ON)
    assert statuses(sun, addresses) == {404}
