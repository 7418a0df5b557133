"""The demonstration plant's machines, outside parties, skills, party tree, and one absence: entered as an administrator would."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.equipment import add_equipment
from luoshi.kernel.org.hanging_up import hang_unit
from luoshi.kernel.org.models import Equipment
from luoshi.kernel.org.parties import add_party
from luoshi.kernel.org.skills import add_skill
from luoshi.kernel.org.tree import PARTY
from luoshi.web.plant import Plan, Plant

ADMIN, SHEN, HAN = "90001", "10031", "20801"
FIRST_DAYS = 175
MACHINES = (  # code, name, unit, place, part of, grade
    ("P-201", "1号净环泵", "WATER", "7F3K9A", "", "A"),
    ("P-201-M", "1号净环泵电机", "WATER", "", "P-201", "B"),
    ("P-202", "2号净环泵", "WATER", "7F3K9A", "", "A"),
    ("K-104", "4号空压机", "POWER", "8B4N7V", "", "A"),
    ("E-02", "2号配电柜", "POWER", "2X9C5L", "", "B"),
    ("B-301", "煤气加压机", "GAS", "3K6P8R", "", "A"),
)
PARTIES = (
    ("HF01", "恒丰保温工程", "contractor", "EQUIP"),
    ("HT02", "海通机械", "customer", "STEEL"),
    ("JY03", "金源备件", "supplier", "SPARES"),
)
SKILLS = (
    ("20102", "振动分析"), ("20103", "泵类检修"), ("20104", "焊接"), ("20105", "高压电工"), ("20420", "水质化验"), ("20904", "振动分析"),
    ("30041", "工艺安全分析"), ("20732", "煤气防护"),
)  # fmt: skip
PARTY_TREE = (("ROOT", ""), ("ENERGY", "ROOT"), ("WATER", "ENERGY"), ("GAS", "ENERGY"), ("STEEL", "ROOT"), ("REFINERY", "ROOT"))


def plans(plant: Plant) -> list[Plan]:
    """What is entered on the first days, and an absence that lasts."""
    acts: tuple[Callable[[Plant, dict[str, Any]], None], ...] = (_machines, _parties, _skills, _party_tree)
    out: list[Plan] = []
    for minute, act in enumerate(acts):
        at = plant.at(FIRST_DAYS, f"09:{minute:02}")
        out.append((at, lambda act=act, at=at: act(plant, {"actor": plant.acting(ADMIN, at), "at": at})))  # type: ignore[misc]
    named = plant.at(3, "16:20")
    return [*out, (named, lambda: _away(plant, named))]


def _machines(plant: Plant, by: dict[str, Any]) -> None:
    made: dict[str, Equipment] = {}
    for code, name, unit, place, whole, grade in MACHINES:
        made[code] = add_equipment(
            **by, command=plant.command(), code=code, name=name, unit=plant.units[unit], since=plant.on(FIRST_DAYS),
            place=plant.places[place] if place else None, parent=made.get(whole), grade=grade,
        )  # fmt: skip


def _parties(plant: Plant, by: dict[str, Any]) -> None:
    for code, name, kind, unit in PARTIES:
        add_party(**by, command=plant.command(), code=code, name=name, kind=kind, unit=plant.units[unit], since=plant.on(FIRST_DAYS))


def _skills(plant: Plant, by: dict[str, Any]) -> None:
    for staff_no, name in SKILLS:
        add_skill(**by, command=plant.command(), person=plant.people[staff_no], name=name, since=plant.on(FIRST_DAYS))


def _party_tree(plant: Plant, by: dict[str, Any]) -> None:
    for unit, above in PARTY_TREE:
        parent = plant.units[above] if above else None
        hang_unit(**by, command=plant.command(), name=PARTY, unit=plant.units[unit], parent=parent, since=plant.on(FIRST_DAYS))


def _away(plant: Plant, at: datetime) -> None:
    since = plant.on(2)
    name_deputy(
        actor=plant.acting(SHEN, at), at=at, command=plant.command(), person=plant.people[SHEN], deputy=plant.people[HAN], since=since,
        until=since + timedelta(days=60), why="培训",
    )  # fmt: skip
