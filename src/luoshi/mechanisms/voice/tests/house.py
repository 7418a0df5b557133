"""Coming without a name: a browser without cookies that does the sum, sends, and comes back with its receipt."""

import hashlib
import re
from datetime import datetime
from typing import Any

from django.test import Client

from luoshi.base.actor import HOUSE
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.services import add_person, give_holding
from luoshi.mechanisms.voice.services import release, send
from tests.cast import SINCE, Plant, at, key

EARLY = at("2026-01-02 09:00")
TEXT = "夜里值班没有热饭，自动售货机也常空着。"


def people(plant: Plant, unit: str = "WATER", many: int = 6) -> None:
    """So many more people work there."""
    for number in range(many):
        add_person(
            actor=HOUSE, at=EARLY, command=key(), staff_no=f"7{plant.units[unit].pk:02}{number:02}", name=f"郭大{'一二三四五六七八九'[number]}",
            unit=plant.units[unit], since=SINCE,
        )  # fmt: skip


def recipients(plant: Plant, *named: tuple[str, str]) -> None:
    """These are named recipients of these units; Sun of the whole house where nobody is said."""
    for who, unit in named or (("sun", "ROOT"),):
        give_holding(
            actor=HOUSE, at=EARLY, command=key(), person=plant.people[who], role="named_recipient", unit=plant.units[unit], since=SINCE
        )


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} in the form"
    return found[1]


def work_of(page: str) -> dict[str, str]:
    """The work of the form, done as the script does it."""
    found = re.search(r'name="token" value="([^"]+)" data-work="(\d+)"', page)
    assert found, "the form asks for no work"
    token, bits = found[1], int(found[2])
    number = next(n for n in range(10**8) if int.from_bytes(hashlib.sha256(f"{token}.{n}".encode()).digest()) >> (256 - bits) == 0)
    return {"token": token, "work": str(number)}


class Nobody(Client):
    """A browser that signed in nowhere."""

    def form(self, address: str = "/voice/") -> dict[str, str]:
        return work_of(self.get(address).content.decode())

    def send(self, text: str = TEXT, unit: str = "WATER", about: str = "opinion.canteen", **more: Any) -> str:
        """Write, look over, send; the digits of the receipt."""
        filled = {**self.form(), "unit": unit, "about": about, "text": text}
        looked = self.post("/voice/", {**filled, "act": "look"})
        assert looked.status_code == 200, looked.content.decode()
        sent = self.post("/voice/", {**filled, "act": "send", **more})
        assert sent.status_code == 200, sent.content.decode()
        found = re.search(r'class="code">([\d ]{29})<', sent.content.decode())
        assert found
        return found[1].replace(" ", "")

    def back(self, receipt: str, act: str = "", status: int = 200, **values: Any) -> str:
        """Come back with a receipt, and do something."""
        answer = self.post("/voice/receipt", {**self.form("/voice/receipt"), "receipt": receipt, "act": act, **values})
        assert answer.status_code == status, (answer.status_code, answer.content.decode())
        return answer.content.decode()


def quick(when: datetime, number: int, text: str = TEXT, *, unit: str = "WATER", kind: str = "opinion", **more: Any) -> str:
    """Sent through the service alone; the receipt."""
    receipt = f"{number:025d}"
    topic = more.pop("topic", "canteen" if kind == "opinion" else "living")
    send(at=when, key=number.to_bytes(16), receipt=receipt, kind=kind, unit=unit, topic=topic, text=text, **more)
    return receipt


def released(when: datetime) -> list[Matter]:
    """What is released now, by id."""
    known = set(Matter.objects.values_list("pk", flat=True))
    release(when)
    return list(Matter.objects.exclude(pk__in=known).order_by("pk"))
