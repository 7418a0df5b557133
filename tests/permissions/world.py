"""The plant of the matrix: one person for each role, and one of each thing near and far from them."""

import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from luoshi.adapters.messages.services import make_feed
from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.documents.selectors import usual_template
from luoshi.base.documents.services import set_template
from luoshi.base.files.services import take_in, take_in_document
from luoshi.kernel.matters.models import EventPhoto, Matter
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.org.equipment import add_equipment
from luoshi.kernel.org.hanging_up import hang_unit
from luoshi.kernel.org.parties import add_party
from luoshi.kernel.org.services import add_person, add_place, add_unit, give_holding
from luoshi.kernel.org.skills import add_skill
from luoshi.kernel.org.tree import PARTY
from luoshi.kernel.postings.services import ask, post
from luoshi.mechanisms.consultations.services import Asked, call, hold
from luoshi.mechanisms.opinions.services import hold_symposium
from luoshi.mechanisms.public_list.freezing import freeze
from luoshi.mechanisms.public_list.services import confirm_public
from luoshi.web.drafts.services import keep_draft
from luoshi.web.tests.house import picture
from tests.cast import SINCE, Plant, at, key

FOUNDED, RAISED, TAKEN, HELD, PUBLIC, NOW = (
    at(f"2026-{when}") for when in ("01-01 08:40", "10-26 08:00", "10-27 08:00", "10-28 14:00", "11-02 08:30", "11-02 09:00")
)
ROLES = {  # the column: what is held there and where; everybody is at home in the water works
    "guest": None,
    "worker": (),
    "teamlead": ("team_leader", "WATER"),
    "handler": ("handler", "WATER"),
    "leader": ("unit_leader", "WATER"),
    "secretary": ("branch_secretary", "WATER"),
    "safety": ("safety_officer", "WATER"),
    "finance": ("finance_verifier", "WATER"),
    "inspector": ("inspector", "WATER"),
    "recipient": ("named_recipient", "WATER"),
    "receiver": ("handler", "EQUIP"),  # its office receives for the whole department
    "sysadmin": ("system_admin", "ROOT"),
    "secadmin": ("security_admin", "ROOT"),
    "audit": ("audit_admin", "ROOT"),
    "outsider": ("outsider", "WATER"),
}
LIES = {  # where a thing lies: unit, place, who raised it, who handles it there
    "same": ("WATER", "pump house", "wang"),
    "unit": ("GAS", "gas station", "zhao"),
    "branch": ("STEEL", "lance platform", "zeng"),
    "plant": ("PORT", "quay", "bo"),
}
PHONE, SAID = "13812345678", "暗号"


@dataclass
class World:
    """What stands in the plant of the matrix, by where it lies."""

    plant: Plant
    matters: dict[str, int] = field(default_factory=dict)  # same, unit, branch, plant, conduct, and own:<role>
    photos: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    commands: dict[str, UUID] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def person(self, role: str) -> Any:
        return self.plant.people[f"the {role}"]


def play(plant: Plant) -> None:
    """Everything that stands there, written down in the plant for whoever puts it up again."""
    world = World(plant)
    _people(world)
    _matters(world)
    _papers(world)
    plant.world = world  # type: ignore[attr-defined]


def _people(world: World) -> None:
    plant, founding = world.plant, {"actor": HOUSE, "at": FOUNDED, "since": SINCE}
    port = add_unit(**founding, command=key(), code="PORT", name="港务公司", short_name="港务", parent=plant.units["ROOT"])
    plant.units["PORT"] = port
    plant.places["quay"] = add_place(**founding, command=key(), code="8H5R2V", name="三号泊位", unit=port)
    plant.people["bo"] = add_person(**founding, command=key(), staff_no="30001", name="薄一舟", unit=port)
    give_holding(**founding, command=key(), person=plant.people["bo"], role="handler", unit=port)
    for n, (role, held) in enumerate(ROLES.items()):
        if held is None:
            continue
        person = add_person(
            **founding, command=key(), staff_no=f"6{n:04}", name=f"某{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[n]}", unit=plant.units["WATER"]
        )
        plant.people[f"the {role}"] = person
        if held:
            give_holding(**founding, command=key(), person=person, role=held[0], unit=plant.units[held[1]])
    for unit, above in (
        ("ROOT", None),
        ("WATER", "ROOT"),
        ("STEEL", "WATER"),
    ):  # the party hangs otherwise: the steel works below the water works
        parent = plant.units[above] if above else None
        hang_unit(actor=HOUSE, at=FOUNDED, command=key(), name=PARTY, unit=plant.units[unit], parent=parent, since=SINCE)
    water, xie = plant.units["WATER"], plant.people["xie"]
    add_equipment(**founding, command=key(), code="PUMP-7", name="七号泵", unit=water, place=plant.places["pump house"])
    add_party(**founding, command=key(), code="SERVICE", name="外协检修", kind="contractor", unit=water)
    add_skill(**founding, command=key(), person=xie, name="电焊")


def _matters(world: World) -> None:
    plant, record = world.plant, usual_template("minutes")
    for n, (lies, (_unit, place, raiser)) in enumerate(LIES.items()):
        world.commands[lies] = key()
        shots = [take_in(stream=picture(40 + n)), take_in_document(stream=io.BytesIO(record), name=f"{SAID}记录{lies}.docx")]
        pk = plant.report(raiser, RAISED, f"{SAID}{lies}，阀门漏水", place=place, command=world.commands[lies], photos=shots)
        world.matters[lies] = pk
        kept = [str(one) for one in EventPhoto.objects.filter(event__matter=pk).order_by("id").values_list("file_id", flat=True)]
        world.photos[lies], world.files[lies] = kept
    world.commands["conduct"] = key()
    tang = plant.people["tang"]
    world.matters["conduct"] = plant.report(
        "zhao", RAISED, f"{SAID}conduct", place="pump house", command=world.commands["conduct"], concerns=[tang], conduct=True
    )
    world.matters["discreet"] = raise_matter(
        actor=plant.acting("qiu", RAISED), at=RAISED, command=key(), kind="opinion", unit=plant.units["WATER"], place=plant.places["pump house"],
        topic="equipment", text=f"{SAID}discreet", channel="symposium", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip
    for role in ROLES:
        who = "guest" if role == "guest" else f"the {role}"
        world.commands[f"own:{role}"] = key()
        world.matters[f"own:{role}"] = plant.report(who, RAISED, f"{SAID}own {role}", place="quay", command=world.commands[f"own:{role}"])


def office(world: World, pk: int) -> str:
    row = Matter.objects.get(pk=pk)
    return world.plant.called(handlers_of(row, row.office_id, local_date(TAKEN))[0].pk) or ""


def _papers(world: World) -> None:
    plant, people, things = world.plant, world.plant.people, world.things
    for lies in ("same", "branch"):
        unit, place, raiser = LIES[lies]
        pk = plant.report(raiser, RAISED, f"{SAID}public {lies}", place=place)
        who = office(world, pk)
        plant.step(who, pk, "register", TAKEN)
        acting = plant.acting(who, PUBLIC)
        confirm_public(actor=acting, at=PUBLIC, command=key(), matter=pk, title=f"公开{lies}", text="公开正文")
        things[f"public:{lies}"] = pk
        seat = plant.units[unit]
        things[f"posting:{lies}"] = _posting(plant, acting, seat)
        things[f"voice:{lies}"] = ask(
            actor=plant.acting(raiser, NOW), at=NOW, command=key(), posting=things[f"posting:{lies}"], text="看不懂"
        )
        talked = plant.report(raiser, RAISED, f"{SAID}consulted {lies}", place=place)
        asked = [Asked(people["xu" if lies == "same" else "bo"])]
        things[f"consultation:{lies}"] = call(
            actor=acting, at=TAKEN, command=key(), matters=[talked], title=f"{SAID}会诊{lies}", chair=people["zheng"],
            planned_at=HELD, people=asked, reason="一起看",
        )  # fmt: skip
        present = [people["zheng"].pk, asked[0].person.pk]
        hold(actor=acting, at=HELD, command=key(), consultation=things[f"consultation:{lies}"], held_at=HELD, present=present)
        things[f"symposium:{lies}"] = hold_symposium(
            actor=acting, at=TAKEN, command=key(), unit=seat, title=f"{SAID}座谈{lies}", held_at=RAISED, host=people["zheng"],
            representatives=[people[raiser]],
        )  # fmt: skip
    for role in ROLES:
        if role == "guest":
            continue
        actor = plant.acting(f"the {role}", NOW)
        typed = {"form": "/w/report/7F3K9A", "page": "/w/report/7F3K9A", "title": "草稿", "typed": {"text": ["写了一半"]}}
        things[f"draft:{role}"] = keep_draft(actor=actor, at=NOW, **typed)
        things[f"feed:{role}"] = make_feed(actor=actor, at=NOW, command=key())
    keep = {
        "actor": plant.acting("bo", NOW),
        "at": NOW,
        "form": "/w/report/8H5R2V",
        "page": "/w/report/8H5R2V",
        "title": "",
        "typed": {"text": ["旁人"]},
    }
    things["draft:other"] = keep_draft(**keep)
    things["import:other"] = SheetImport.objects.create(
        register="people", person=people["gao"], file_name="人员.xlsx", digest="0" * 64, state="failed", trouble="坏了", started_at=NOW
    ).pk
    things["template"] = set_template(
        actor=HOUSE, at=NOW, command=key(), name="minutes", since=date(2026, 11, 3), content=usual_template("minutes"), file_name="a.docx", source="厂发"
    )  # fmt: skip


def _posting(plant: Plant, acting: Any, unit: Any) -> int:
    frozen = freeze(acting, date(2026, 11, 2), unit.pk, date(2026, 10, 1), date(2026, 11, 1))
    return post(
        actor=acting, at=PUBLIC, command=key(), kind="list", title="十月办理", body="公示如下。", audience=unit,
        since=date(2026, 11, 2), until=date(2026, 11, 16), frozen=frozen, forbidden=(),
    )  # fmt: skip
