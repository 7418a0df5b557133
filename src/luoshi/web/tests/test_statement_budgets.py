"""What a page may ask of the database, everything included: the door, the stamps, the badge. The same number however many matters there are."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.clock import local_date
from luoshi.base.search.services import index_many
from luoshi.kernel.matters.models import Custody, Matter
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db
SCOPES = {"team leader": "he", "office handler": "chen", "works leader": "tang", "group leader": "zheng"}
BUDGETS = {"list": 4, "sheet": 8, "search": 4}


@pytest.fixture
def asked(calls: Callable[[str], Caller]) -> Callable[[str, str], int]:
    """How many statements the second visit to a page asks."""

    def count(who: str, address: str) -> int:
        caller = calls(who)
        caller.text(address)
        with CaptureQueriesContext(connection) as seen:
            caller.text(address)
        statements = [one["sql"] for one in seen if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
        return len(statements)

    return count


def addresses(matter: int) -> dict[str, list[str]]:
    return {
        "list": [
            "/w/list/problem", "/w/list/problem?view=all&unit=EQUIP&channel=phone&since=2026-10-01", "/w/list/problem?q=蝶阀&view=all",
        ],
        "sheet": [f"/w/matters/{matter}"],
        "search": ["/w/search?q=蝶阀", "/w/search?q=DN300&kind=problem", "/w/search"],
    }  # fmt: skip


def fill(plant: Plant, upto: int) -> Iterator[Matter]:
    """Rows straight into the table, as an import leaves them: one in four open, spread over every unit."""
    units, li = list(plant.units.values()), plant.people["li"].pk
    for n in range(upto):
        raised = NOW - timedelta(hours=n)
        open_ = n % 4 == 0
        end = None if open_ else raised + timedelta(days=1)
        unit = units[n % len(units)].pk
        yield Matter(
            kind="problem", number=f"量-{n}", title=f"第 {n} 件，DN300蝶阀漏水", topic="equipment", channel="phone",
            state="assigned" if open_ else "closed", unit_id=unit, office_id=unit, raiser_id=li, owner_id=li,
            holder_id=li if open_ else None, holder_unit_id=unit if open_ else None, raised_at=raised, raised_on=local_date(raised),
            happened_at=raised, entered_at=raised, due_at=raised + timedelta(days=30) if open_ else None, answered_at=end,
            answered_on=local_date(end) if end else None, closed_at=end, closed_on=local_date(end) if end else None,
            closing="confirmed" if end else "",
        )  # fmt: skip


def pour(plant: Plant, upto: int) -> list[int]:
    made = Matter.objects.bulk_create(fill(plant, upto))
    Custody.objects.bulk_create(Custody(matter=one, unit_id=one.unit_id, since=one.raised_at, until=one.closed_at) for one in made)
    index_many((one.pk, one.unit_id, f"{one.number} {one.title}") for one in made)
    return [one.pk for one in made]


def counted(asked: Callable[[str, str], int], matter: int) -> dict[tuple[str, str], int]:
    pages = [(page, address) for page, all_ in addresses(matter).items() for address in all_]
    return {(scope, address): asked(who, address) for scope, who in SCOPES.items() for _page, address in pages}


def test_pages_keep_their_budget_of_statements_in_every_scope_however_many_matters_there_are(
    plant: Plant, asked: Callable[[str, str], int]
) -> None:
    matter = plant.report("wang", at("2026-10-30 08:00"), place="workshop")
    plant.carry(matter, until="done", day="2026-10-30", verifier="tang")
    few = counted(asked, matter)
    pour(plant, 1000)
    many = counted(asked, matter)
    assert many == few
    budget = {address: BUDGETS[page] for page, all_ in addresses(matter).items() for address in all_}
    assert {key: count for key, count in many.items() if count > budget[key[1]]} == {}


@pytest.mark.parametrize("until", ["reported", "registered", "assigned", "verified", "answered", "closed"])
def test_a_sheet_keeps_its_budget_in_every_state_with_its_forms_open(plant: Plant, asked: Callable[[str, str], int], until: str) -> None:
    matter = plant.report("wang", at("2026-10-30 08:00"), place="workshop")
    if until != "reported":
        plant.carry(matter, until=until, day="2026-10-30", verifier="tang")
    assert {who: count for who in SCOPES.values() if (count := asked(who, f"/w/matters/{matter}")) > BUDGETS["sheet"]} == {}


def test_a_new_colleague_can_be_chosen_at_once_where_the_choices_are_kept_in_memory(plant: Plant, calls: Callable[[str], Caller]) -> None:
    from luoshi.base.actor import HOUSE
    from luoshi.kernel.org.services import add_person
    from tests.cast import SINCE, key

    matter = plant.report("wang", at("2026-11-02 08:00"))
    plant.step("chen", matter, "register", at("2026-11-02 08:30"))
    chen = calls("chen")
    assert "新同事" not in chen.text(f"/w/matters/{matter}")
    add_person(actor=HOUSE, at=NOW, command=key(), staff_no="20999", name="新同事", unit=plant.units["EQUIP"], since=SINCE)
    assert "新同事" in chen.text(f"/w/matters/{matter}")
