"""Every act and every list of those who build the enterprise asks first who it is; a new one is closed to all until it is named here."""

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from luoshi.base.actor import GUEST, HOUSE, NAMELESS, Actor, Grant
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.taking_in import may_take_in, may_take_roles_in
from tests.cast import SINCE, Plant

pytestmark = pytest.mark.django_db
ROOMS = (
    "kernel.org.calendar_year", "kernel.org.equipment", "kernel.org.hanging_up", "kernel.org.leaving", "kernel.org.listing", "kernel.org.parties",
    "kernel.org.places", "kernel.org.rotas", "kernel.org.services", "kernel.org.taking_in", "kernel.org.taking_in_roles", "kernel.org.taking_in_units",
    "kernel.org.units", "web.accounts.securing", "adapters.messages.administering",
)  # fmt: skip
ALSO = ("web.accounts.services.make_slip", "web.accounts.second.take_away", "web.privacy.correcting.set_rule", "adapters.messages.selectors.failed",
        "adapters.messages.selectors.waiting", "adapters.messages.selectors.unprinted", "adapters.messages.selectors.bots")  # fmt: skip
SECURITY = {
    "give_holding",
    "end_holding",
    "take_holdings",
    "locked_accounts",
    "unlock_account",
    "end_sessions",
    "ask_change",
    "make_slip",
    "take_away",
}
BOTH = {"standing"}  # and all that is only listed
ASKED = {"may_take_in", "may_take_roles_in", "still_good", "list_taken"}  # these are asked, and change and show nothing
NOT_THE_HOUSE = {"set_rule", "failed", "waiting", "unprinted", "bots"}
FILLED = {"staff_no": "20416"}
PEOPLE = {
    **{role: Actor(1, role, (Grant(role, 1),), 1) for role in ("system_admin", "security_admin", "audit_admin", "unit_leader", "handler", "inspector")},
    **{role: Actor(1, role, (Grant(role, 1),), 1) for role in ("team_leader", "branch_secretary", "safety_officer", "named_recipient", "outsider")},
    "worker": Actor(1, "worker", (), 1), "guest": GUEST, "nameless": NAMELESS, "house": HOUSE,
}  # fmt: skip


def doors() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for room in ROOMS:
        module = importlib.import_module(f"luoshi.{room}")
        for name, one in vars(module).items():
            own = inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_") and name not in ASKED
            if own and "actor" in inspect.signature(one).parameters:
                found[f"{room}.{name}"] = one
    for name in ALSO:
        room, _dot, called = name.rpartition(".")
        found[name] = getattr(importlib.import_module(f"luoshi.{room}"), called)
    return found


def let_in(act: Callable[..., Any]) -> set[str]:
    """Who comes past the door, whatever happens behind it."""
    found = set()
    for called, who in PEOPLE.items():
        try:
            with transaction.atomic():
                act(**{name: who if name == "actor" else FILLED.get(name) for name in inspect.signature(act).parameters})
        except Unseen:
            continue
        except Exception:
            pass
        found.add(called)
    return found


@pytest.mark.parametrize("name", sorted(doors()))
def test_nobody_but_the_administrator_whose_it_is_comes_in(plant: Plant, name: str) -> None:
    del plant
    called = name.rpartition(".")[2]
    admins = {"system_admin", "security_admin"} if ".listing." in name or called in BOTH else set()
    admins = admins or {"security_admin" if called in SECURITY else "system_admin"}
    assert let_in(doors()[name]) == admins | (set() if called in NOT_THE_HOUSE else {"house"})


@pytest.mark.parametrize("may, who", [(may_take_in, "system_admin"), (may_take_roles_in, "security_admin")])
def test_ledgers_of_people_and_of_roles_are_taken_in_by_their_administrator(may: Callable[..., bool], who: str) -> None:
    assert {called for called, actor in PEOPLE.items() if may(actor, None, SINCE)} == {who, "house"}
