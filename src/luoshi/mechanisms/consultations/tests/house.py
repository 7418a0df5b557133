"""The few words the sentences about consultations are made of."""

from datetime import date, datetime
from typing import Any

from luoshi.kernel.org.skills import add_skill
from luoshi.mechanisms.consultations import services
from luoshi.mechanisms.consultations.models import Consultation, Item
from luoshi.mechanisms.consultations.outcome import Planned
from luoshi.mechanisms.consultations.services import Asked
from tests.cast import Plant, at, key

RAISED, CALLED, PLANNED, HELD = at("2026-11-02 09:00"), at("2026-11-02 10:00"), at("2026-11-05 14:00"), at("2026-11-05 14:05")
DECIDED, CONCLUDED = at("2026-11-05 15:00"), at("2026-11-05 16:00")


def called(plant: Plant, matters: list[int] | None = None, *, who: str = "chen", when: datetime = CALLED, **more: Any) -> Consultation:
    """Chen calls the water works and the gas works over a valve; Tang leads it."""
    matters = matters or [plant.report("wang", RAISED)]
    filled: dict[str, Any] = {
        "title": "净环泵房蝶阀会诊",
        "chair": plant.people["tang"],
        "planned_at": PLANNED,
        "people": asked(plant, "qiu", "zhang"),
        "reason": "换过两次还漏，要停水才能查",
        "place": "能环三楼",
        "skills": ["振动分析"],
        **more,
    }
    pk = services.call(actor=plant.acting(who, when), at=when, command=filled.pop("command", None) or key(), matters=matters, **filled)
    return Consultation.objects.get(pk=pk)


def asked(plant: Plant, *people: str) -> list[Asked]:
    return [Asked(plant.people[one]) for one in people]


def held(plant: Plant, one: Consultation, *present: str, when: datetime = HELD) -> None:
    there = [plant.people[who].pk for who in present or ("tang", "qiu", "zhang")]
    services.hold(actor=plant.acting("chen", when), at=when, command=key(), consultation=one.pk, held_at=when, present=there)
    one.refresh_from_db()


def planned(plant: Plant, text: str = "换阀", owner: str = "li", workdays: int = 5, area: str = "") -> Planned:
    return Planned(text, plant.people[owner], workdays, area)


def decided(plant: Plant, item: Item, decision: str, *rows: Planned, who: str = "chen", when: datetime = DECIDED, **more: Any) -> None:
    filled: dict[str, Any] = {"answer": "会诊定了，按区域办。", "planned": rows, **more}
    services.decide(
        actor=plant.acting(who, when), at=when, command=filled.pop("command", None) or key(), item=item.pk, decision=decision, **filled
    )
    item.refresh_from_db()


def concluded(plant: Plant, one: Consultation, when: datetime = CONCLUDED, **more: Any) -> str:
    digest = services.conclude(actor=plant.acting("chen", when), at=when, command=key(), consultation=one.pk, **more)
    one.refresh_from_db()
    return digest


def said(plant: Plant, item: Item, who: str, text: str, *, dissent: bool = False, by: str = "") -> None:
    person = plant.people[who].pk
    services.say(actor=plant.acting(by or who, DECIDED), at=DECIDED, command=key(), item=item.pk, person=person, text=text, dissent=dissent)


def only(one: Consultation) -> Item:
    return one.items.select_related("matter").get()


def knows(plant: Plant, who: str, name: str) -> None:
    from luoshi.base.actor import HOUSE

    add_skill(actor=HOUSE, at=RAISED, command=key(), person=plant.people[who], name=name, since=date(2026, 11, 1))
