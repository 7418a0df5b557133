"""How a matter gets into each list of the house, for tests of the lists."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from luoshi.base.actor import HOUSE, Actor
from luoshi.kernel.activities.services import hold
from luoshi.kernel.matters.desk import waiting_for
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.matters.services.involving import involve
from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.services import give_holding
from tests.cast import SINCE, Plant, at, key

MORNING, NOON, EVENING = at("2026-11-02 09:00"), at("2026-11-02 12:00"), at("2026-11-02 19:00")
ON, LONG_AGO = date(2026, 11, 2), date(2026, 1, 1)
ASSIGN: dict[str, Any] = {"owner": "li", "action": "换阀", "workdays": 3}
Ids = Iterable[int]


def ids(rows: Any) -> set[int]:
    return {getattr(row, "row", row).id for row in rows}


def units(plant: Plant, *codes: str) -> list[int]:
    return [plant.units[code].pk for code in codes]


# how each list is made, and for whom


def reported(plant: Plant) -> int:
    return plant.report("wang", MORNING)


def assigned(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="assigned")
    return pk


def told(plant: Plant) -> int:
    pk = reported(plant)
    Matter.objects.filter(pk=pk).update(told=plant.people["qiu"])
    return pk


def copied(plant: Plant) -> int:
    pk = assigned(plant)
    involve(actor=plant.acting("chen", NOON), at=NOON, command=key(), matter=pk, person=plant.people["qiu"], part="copied")
    return pk


def shared(plant: Plant) -> int:
    pk = assigned(plant)
    involve(actor=plant.acting("chen", NOON), at=NOON, command=key(), matter=pk, person=plant.people["qiu"], part="co_responsible")
    return pk


def measured(plant: Plant) -> int:
    """Li has the first measure, Qiu the second; the first one stands in front."""
    pk = assigned(plant)
    plant.step("chen", pk, "measure", NOON, **{**ASSIGN, "owner": "qiu", "workdays": 9})
    return pk


def checked_second(plant: Plant) -> int:
    """Of two measures the second is done and waits for Qiu; the matter itself is with Li."""
    pk = assigned(plant)
    plant.step("chen", pk, "measure", NOON, **{**ASSIGN, "owner": "xu", "workdays": 9})
    values = {"note": "换好了", "verifier": plant.people["qiu"]}
    take_step(actor=plant.acting("xu", NOON), at=at("2026-11-02 13:00"), command=key(), matter=pk, step="do", values=values, measure=2)
    return pk


def done(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="done")
    return pk


def answered(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="answered")
    return pk


def to_look_at(plant: Plant) -> int:
    """Qiu checked it last; it is time to look whether it holds."""
    pk = reported(plant)
    plant.carry(pk, until="closed")
    Matter.objects.filter(pk=pk).update(effect_on=ON)
    return pk


def failed(plant: Plant) -> int:
    pk = to_look_at(plant)
    plant.step("qiu", pk, "effect_fails", EVENING, reason="又漏了")
    return pk


def disputed(plant: Plant) -> int:
    give_holding(actor=HOUSE, at=MORNING, command=key(), person=plant.people["zhao"], role="handler", unit=plant.units["GAS"], since=SINCE)
    pk = reported(plant)
    plant.step("chen", pk, "not_ours", at("2026-11-02 10:00"), office=plant.units["GAS"], reason="归燃气")
    plant.step("zhao", pk, "hand_on", at("2026-11-02 11:00"), office=plant.units["EQUIP"], reason="归设备")
    plant.step("chen", pk, "not_ours", at("2026-11-02 13:00"), office=plant.units["GAS"], reason="不归我")
    return pk


def in_the_stead(plant: Plant) -> int:
    """Zhang stands in for Qiu, who holds it to be checked."""
    stands_in(plant)
    return done(plant)


def stands_in(plant: Plant) -> None:
    name_deputy(
        actor=plant.acting("qiu", MORNING), at=MORNING, command=key(), person=plant.people["qiu"], deputy=plant.people["zhang"],
        since=ON, until=date(2026, 11, 20), why="休假",
    )  # fmt: skip


def given_by_a_visit(plant: Plant) -> int:
    activity = hold(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="symposium", unit=plant.units["WATER"], title="座谈", held_at=MORNING,
        host=plant.people["zheng"], people=[(plant.people["wang"], "representative")],
    )  # fmt: skip
    pk = reported(plant)
    Matter.objects.filter(pk=pk).update(activity=activity)
    return pk


def again(plant: Plant) -> int:
    reported(plant)
    return plant.report("zeng", MORNING)


def waited(why: str) -> Callable[[Plant, Actor], Ids]:
    return lambda plant, who: ids_of(waiting_for(who, ON).get(why))


def ids_of(found: Any) -> set[int]:
    return set(found().values_list("pk", flat=True)) if found else set()
