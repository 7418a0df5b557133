"""The small plant in which the tests play: its units, places and people, and the few words the sentences are made of."""

import copy
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

from luoshi.base.actor import GUEST, HOUSE, Actor
from luoshi.base.clock import PLANT_ZONE, local_date
from luoshi.base.copies.kept import forget
from luoshi.kernel.matters.models import Action, Custody, Event, Matter
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.org import services
from luoshi.kernel.org.models import Person, Place, Unit
from luoshi.kernel.org.seeding import seed_calendar
from luoshi.kernel.org.selectors import actor_of
from luoshi.mechanisms.problems.services import report

SINCE = date(2026, 1, 1)
UNITS = {  # code: name, short name, the unit above, the unit it receives for
    "ROOT": ("澜江钢铁", "", "", ""),
    "ENERGY": ("能源环保部", "能环", "ROOT", ""),
    "WATER": ("水处理车间", "水处理", "ENERGY", ""),
    "WATER-C": ("水处理丙班", "", "WATER", ""),
    "EQUIP": ("设备管理室", "设备", "ENERGY", "ENERGY"),
    "FITTERS": ("钳工一班", "", "EQUIP", ""),
    "GAS": ("燃气车间", "", "ENERGY", ""),
    "GAS-A": ("燃气甲班", "", "GAS", ""),
    "STEEL": ("炼钢厂", "炼钢", "ROOT", ""),
    "STEEL-OFFICE": ("炼钢设备室", "", "STEEL", "STEEL"),
}
PEOPLE = {  # called: staff number, name, home unit, roles beside worker
    "gao": ("90001", "高军", "ROOT", (("system_admin", "ROOT"),)),
    "zheng": ("10000", "郑国安", "ROOT", (("unit_leader", "ROOT"),)),
    "tang": ("10002", "唐立新", "ENERGY", (("unit_leader", "ENERGY"),)),
    "qiu": ("10001", "邱建平", "WATER", (("unit_leader", "WATER"),)),
    "wang": ("20416", "王海生", "WATER-C", ()),
    "li": ("20102", "李国栋", "EQUIP", ()),
    "zhao": ("20731", "赵永清", "GAS-A", ()),
    "liu": ("20417", "刘芳", "WATER-C", (("team_leader", "WATER-C"),)),
    "chen": ("20110", "陈立", "EQUIP", (("handler", "EQUIP"),)),
    "he": ("20103", "何勇", "EQUIP", (("team_leader", "EQUIP"),)),
    "xu": ("20104", "许亮", "FITTERS", ()),
    "sun": ("20233", "孙梅", "ENERGY", (("safety_officer", "ENERGY"),)),
    "zhang": ("10021", "张敬", "GAS", (("unit_leader", "GAS"),)),
    "han": ("20308", "韩雪", "ROOT", (("inspector", "ROOT"),)),
    "xie": ("20903", "谢军", "STEEL-OFFICE", (("handler", "STEEL-OFFICE"),)),
    "zeng": ("20902", "曾凯", "STEEL", ()),
}
PLACES = {  # called: code, name, unit
    "pump house": ("7F3K9A", "2号净环泵房", "WATER"),
    "team room": ("4M8T2C", "丙班休息室", "WATER-C"),
    "workshop": ("9Q2W6E", "钳工间", "EQUIP"),
    "gas station": ("3K6P8R", "煤气加压站", "GAS"),
    "lance platform": ("6T3G8S", "氧枪平台", "STEEL"),
}
NEVER_CHANGED = ("ledger_entry",)
NOT_PHOTOGRAPHED = ("django_", "search_", "metric_")  # what the framework keeps, the index of words, and sums that follow the rows


def at(wall: str) -> datetime:
    """A moment by the plant's wall clock, `2026-11-02 09:00`, as the services take it: in UTC."""
    return datetime.strptime(wall, "%Y-%m-%d %H:%M").replace(tzinfo=PLANT_ZONE).astimezone(UTC)


def key() -> uuid.UUID:
    """A new command key, as a form gets one when it is opened."""
    return uuid.uuid4()


@dataclass
class Plant:
    """Units by code, people and places by what the tests call them."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    actors: dict[str, Actor] | None = None  # set to {} where roles never change, to ask for each person once

    def acting(self, who: str, when: datetime) -> Actor:
        """This person with the holdings of that day; "guest" before sign-in, "house" for what happens by the clock."""
        standing = {"guest": GUEST, "house": HOUSE}
        if who in standing:
            return standing[who]
        if self.actors is None:
            return actor_of(self.people[who], local_date(when))
        if who not in self.actors:
            self.actors[who] = actor_of(self.people[who], local_date(when))
        return self.actors[who]

    def called(self, person: int | None) -> str | None:
        """What the tests call the person with this id."""
        return next((called for called, row in self.people.items() if row.pk == person), None)

    def code(self, unit: int | None) -> str | None:
        return next((code for code, row in self.units.items() if row.pk == unit), None)

    def report(
        self, who: str, when: datetime, words: str = "蝶阀卡住，手轮打不动。", *, place: str = "pump house",
        raiser: str | None = "", command: uuid.UUID | None = None, **more: Any,
    ) -> int:  # fmt: skip
        """Somebody reports a problem, for themselves unless another raiser (or None) is named; its id."""
        named = (None if who == "guest" else who) if raiser == "" else raiser
        filled = {"channel": "phone", "topic": "equipment", **more}
        return report(
            actor=self.acting(who, when), at=when, command=command or key(), place=self.places[place], text=words,
            raiser=self.people[named] if named else None, **filled,
        )  # fmt: skip

    def step(self, who: str, matter: int, step: str, when: datetime, *, command: uuid.UUID | None = None, **values: Any) -> int:
        """Somebody takes a step; persons are named as the tests call them."""
        persons = {name: self.people[value] for name, value in values.items() if name in ("owner", "verifier") and value}
        return take_step(
            actor=self.acting(who, when), at=when, command=command or key(), matter=matter, step=step, values={**values, **persons}
        )

    def carry(
        self, matter: int, *, until: str, day: str = "2026-11-02", owner: str = "li", workdays: int = 3, verifier: str = "qiu"
    ) -> None:
        """Take a reported problem along the straight way up to a state, all on one day."""
        way: Sequence[tuple[str, str, str, str, dict[str, Any]]] = (
            ("registered", "chen", "register", "10:00", {}),
            ("assigned", "chen", "assign", "10:30", {"owner": owner, "action": "换DN300蝶阀", "workdays": workdays}),
            ("done", owner, "do", "14:00", {"note": "已换，开关三次到位", "verifier": verifier}),
            ("verified", verifier, "verify", "15:00", {}),
            ("answered", "chen", "answer", "16:00", {"answer": "阀已换，同型号一并查过。"}),
            ("closed", self.called(Matter.objects.get(pk=matter).raiser_id) or "", "confirm", "17:00", {}),
        )
        for state, who, step, clock, values in way:
            self.step(who, matter, step, at(f"{day} {clock}"), **values)
            if state == until:
                return


def matter(pk: int) -> Matter:
    """The matter as it stands now."""
    return Matter.objects.get(pk=pk)


def tries(pk: int) -> list[Action]:
    return list(Action.objects.filter(matter=pk).order_by("ordinal"))


def stays(pk: int) -> list[Custody]:
    return list(Custody.objects.filter(matter=pk).order_by("since", "id"))


def story(pk: int) -> list[Event]:
    return list(Event.objects.filter(matter=pk).order_by("id"))


@transaction.atomic
def build() -> Plant:
    """Found the plant through the services of org, on the first day of 2026."""
    forget()
    seed_calendar(range(SINCE.year, SINCE.year + 1))
    plant, founded, house = Plant(), at(f"{SINCE} 08:30"), HOUSE
    for code, (name, short, above, serves) in UNITS.items():
        plant.units[code] = services.add_unit(
            actor=house, at=founded, command=key(), code=code, name=name, short_name=short, since=SINCE,
            parent=plant.units.get(above), receives_for=plant.units.get(serves),
        )  # fmt: skip
    for called, (staff_no, name, home, roles) in PEOPLE.items():
        person = services.add_person(
            actor=house, at=founded, command=key(), staff_no=staff_no, name=name, unit=plant.units[home], since=SINCE
        )
        plant.people[called] = person
        for role, unit in roles:
            services.give_holding(actor=house, at=founded, command=key(), person=person, role=role, unit=plant.units[unit], since=SINCE)
    for called, (code, name, unit) in PLACES.items():
        plant.places[called] = services.add_place(
            actor=house, at=founded, command=key(), code=code, name=name, unit=plant.units[unit], since=SINCE
        )
    return plant


@dataclass(frozen=True)
class Photograph:
    """The rows of a plant that was built once, so that the next test need not build it again."""

    plant: Plant
    rows: list[tuple[str, list[Any]]]

    @classmethod
    def of(cls, plant: Plant) -> "Photograph":
        tables = [name for name in connection.introspection.table_names() if not name.startswith(NOT_PHOTOGRAPHED)]
        return cls(plant, [table for name in tables if (table := _table(name))[1]])

    def put_up(self) -> Plant:
        """The same rows again, in an empty database or over the plant of the first day: as the tables held them, since this is done before almost every test."""
        forget()
        with connection.cursor() as cursor:
            for insert, values in self.rows:
                cursor.execute(insert, values)
        return copy.deepcopy(self.plant)


def _table(name: str) -> tuple[str, list[Any]]:
    """The statement that fills a table, and its values."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name}")
        columns = [connection.ops.quote_name(one[0]) for one in cursor.description]
        rows = cursor.fetchall()
        key = connection.introspection.get_primary_key_column(cursor, name)
    row = f"({', '.join(['%s'] * len(columns))})"
    over = "UPDATE SET " + ", ".join(f"{one} = excluded.{one}" for one in columns)
    insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES {', '.join([row] * len(rows))} ON CONFLICT ({key}) DO {'NOTHING' if name in NEVER_CHANGED else over}"
    return insert, [_kept(value) for row in rows for value in row]


def _kept(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
