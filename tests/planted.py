"""Matters about somebody, planted in every state, with what was planted from whom; for a search that goes everywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.adapters.messages.services import make_feed
from luoshi.base.actor import HOUSE, NAMELESS
from luoshi.base.clock import local_date
from luoshi.base.files.services import take_in
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import EventPhoto, Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.matters.services.by_the_clock import ask_for_effects, remind_holders, tell_leaders
from luoshi.kernel.matters.services.splitting import Part, split
from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.services import give_holding
from luoshi.mechanisms.consultations.services import Asked, call, hold
from luoshi.web.tests.house import picture
from tests.cast import PEOPLE, SINCE, Plant, at, key, matter

WORDS, OPENLY = "阀门检修记录是补写的", "明面上的一件"
EARLY, RAISED, TAKEN, DONE = (at(f"2026-{when}") for when in ("09-01 09:00", "11-02 09:00", "11-02 10:00", "11-03 10:00"))
LATER, NOW = at("2026-11-25 09:00"), "2026-11-27 09:00"
ON = date(2026, 11, 27)
OWNER, CHECKER, RAISER, RECIPIENT = "xie", "zheng", "zhao", "sun"
STATES = ("open", "assigned", "late", "done", "answered", "closed", "parted", "merged", "consulted", "pictured", "on behalf", "opinion")
BARRED = {  # about whom: who must never know, by name; Zhang stands in for Qiu
    "liu": {"liu", "wang"},
    "qiu": {"qiu", "liu", "wang", "zhang"},
    "gao": {"gao"},
    "EQUIP": {"chen", "li", "he", "xu"},
}
VISITORS = ("liu", "wang", "zhang", "gao", "chen", "tang")
CONDUCT = set(PEOPLE) - {RAISER, RECIPIENT, OWNER}


@dataclass
class Planted:
    """What was planted, from whom each is hidden, and what else there is to be asked for."""

    plant: Plant
    hidden: dict[int, set[str]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)  # was open to them before it was said whom it is about
    openly: list[int] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    sent: int = 0
    feeds: dict[str, str] = field(default_factory=dict)

    def of(self, who: str) -> list[Matter]:
        return list(Matter.objects.filter(pk__in=[pk for pk, barred in self.hidden.items() if who in barred]).order_by("pk"))

    def keep(self, pk: int, barred: set[str], *, known: bool = False) -> int:
        self.hidden[pk] = barred
        if known:
            self.known.add(pk)
        return pk

    def office(self, pk: int) -> str:
        row = matter(pk)
        return self.plant.called(handlers_of(row, row.office_id, local_date(TAKEN))[0].pk) or ""

    def report(
        self,
        about: Sequence[str] = (),
        *,
        mark: bool = True,
        conduct: bool = False,
        entered: str = RAISER,
        raiser: str = RAISER,
        **more: Any,
    ) -> int:
        """Zhao, of another works, raises it in the pump house about these people or units."""
        plant, command = self.plant, key()
        self.sent += 1
        if entered != RAISER or self.sent % 12 == 0:
            self.keys.append(str(command))
        whom = [plant.people[one] if one in plant.people else plant.units[one] for one in about]
        said = f"暗号{self.sent:03}号"
        words = f"{said}{WORDS}" if mark else f"{OPENLY}{len(self.openly)}"
        pk = raise_matter(
            actor=plant.acting(entered, RAISED), at=RAISED, command=command, unit=plant.units["WATER"], place=plant.places["pump house"],
            text=words, raiser=plant.people[raiser], concerns=whom, conduct=conduct, channel="phone",
            **{"kind": "problem", "topic": "equipment", **more},
        )  # fmt: skip
        if mark:
            self.marks[pk] = said
        else:
            self.openly.append(pk)
        return pk

    def take(self, by: str, pk: int, step: str, when: datetime = TAKEN, /, **values: Any) -> None:
        take_step(actor=self.plant.acting(by, when), at=when, command=key(), matter=pk, step=step, values=values)

    def assign(self, pk: int, owner: str = OWNER, days: int = 30) -> None:
        self.take(self.office(pk), pk, "assign", owner=self.plant.people[owner], action="查清", workdays=days)

    def carry(self, pk: int, upto: str, owner: str = OWNER, checker: str = CHECKER) -> None:
        office, checks = self.office(pk), self.plant.people[checker]
        self.assign(pk, owner)
        for step, who, values in (
            ("do", owner, {"note": "查清了", "verifier": checks}),
            ("verify", checker, {}),
            ("answer", office, {"answer": "已经查清"}),
            ("confirm", RAISER, {}),
        ):
            self.take(who, pk, step, DONE, **values)
            if step == upto:
                return

    def concern(self, pk: int, whom: str) -> int:
        """Later it is said whom it is about."""
        plant = self.plant
        self.take(RAISER, pk, "concern", LATER, concerned=plant.people.get(whom) or plant.units[whom])
        return self.keep(pk, BARRED[whom], known=True)


def plant_state(on: Planted, about: str, state: str) -> None:
    """One matter about this person or unit, carried into this state."""
    people, barred = on.plant.people, BARRED[about]
    more: dict[str, Any] = {"entered": "tang"} if state == "on behalf" else {}
    more |= {"photos": [take_in(stream=picture(40 + on.sent))]} if state == "pictured" else {}
    more |= {"kind": "opinion"} if state == "opinion" else {}
    pk = on.keep(on.report([about], **more), barred)
    if state in ("assigned", "late"):
        on.assign(pk, days=1 if state == "late" else 30)
    elif state in ("done", "answered", "closed"):
        on.carry(pk, {"done": "do", "answered": "answer", "closed": "confirm"}[state])
    elif state == "parted":
        on.take(on.office(pk), pk, "register")
        parts = [Part(area, "查", people[OWNER], 5) for area in ("东区", "西区")]
        actor = on.plant.acting(on.office(pk), TAKEN)
        for part in split(actor=actor, at=TAKEN, command=key(), matter=pk, parts=parts):
            on.keep(part, barred)
    elif state == "merged":
        other = on.keep(on.report([about]), barred)
        on.take(on.office(other), other, "merge", into=matter(pk))
    elif state == "consulted" and about != "EQUIP":  # the root has every other office below it
        consult(on, pk)


def consult(on: Planted, *ids: int) -> None:
    people, asked = on.plant.people, [Asked(on.plant.people[one]) for one in ("xie", "zeng", "sun")]
    actor, planned = on.plant.acting(on.office(ids[0]), TAKEN), at("2026-11-05 14:00")
    one = call(
        actor=actor, at=TAKEN, command=key(), matters=ids, title=f"{on.marks[ids[0]]}会诊", chair=people["zheng"],
        planned_at=planned, people=asked, reason="几家一起看",
    )  # fmt: skip
    hold(actor=actor, at=planned, command=key(), consultation=one, held_at=planned, present=[people["zheng"].pk, people["xie"].pk])


def plant_voice(on: Planted) -> None:
    """What came without a name, in two states: its recipient's alone."""
    for kind in ("problem", "opinion"):
        on.sent += 1
        said = f"暗号{on.sent:03}号"
        pk = raise_matter(
            actor=NAMELESS, at=RAISED, command=key(), kind=kind, unit=on.plant.units["WATER"], place=None, text=f"{said}{WORDS}",
            channel=CHANNEL, conduct=True, photos=[take_in(stream=picture(90 + on.sent % 50))],
        )  # fmt: skip
        on.marks[on.keep(pk, set(PEOPLE) - {RECIPIENT})] = said
        if kind == "problem":
            on.take(RECIPIENT, pk, "undertake", action="查清", workdays=3)


def plant_later(on: Planted) -> None:
    """Those who are to be kept from it had to do with it before that was said."""
    people = on.plant.people
    for whom in ("liu", "qiu"):  # owned, copied, told of, standing beside it
        pk = on.report()
        on.assign(pk, "wang", 1)
        for part in ("copied", "co_responsible"):
            on.take("chen", pk, "involve", who=people["liu"], part=part)
        tell_leaders(at("2026-11-09 09:00"))
        on.concern(pk, whom)
        checked = on.report()
        on.carry(checked, "do", "wang", "tang")
        on.concern(checked, whom)
        on.take("tang", checked, "refuse", LATER, reason="没有查清")
        effect = on.report()
        on.carry(effect, "confirm", OWNER, "qiu")
        Matter.objects.filter(pk=effect).update(effect_on=date(2026, 11, 26))
        on.keep(effect, BARRED[whom], known=True)
        take_concern_of_closed(on, effect, whom)
        whole = on.report()
        on.take("chen", whole, "register")
        parts = [Part(area, "查", people["wang"], 5) for area in ("东区", "西区")]
        made = split(actor=on.plant.acting("chen", TAKEN), at=TAKEN, command=key(), matter=whole, parts=parts)
        on.concern(whole, whom)
        for area in made:
            on.keep(area, BARRED[whom], known=True)
        sent = on.report(entered="liu")
        on.concern(sent, whom)
    office = on.report()
    on.concern(office, "EQUIP")
    assigned = on.report()
    on.assign(assigned, "li")
    on.concern(assigned, "EQUIP")


def take_concern_of_closed(on: Planted, pk: int, whom: str) -> None:
    """The workflow says no more of a closed one whom it is about; what was said before it closed is the same."""
    from luoshi.kernel.matters.recusal import set_concern

    row = matter(pk)
    set_concern(row, on.plant.people[whom])
    row.save()


def plant_links(on: Planted) -> None:
    """What everybody there may read leads to what some may not."""
    people = on.plant.people
    target = on.report()
    into = on.report(mark=False)
    on.take("chen", into, "merge", into=matter(target))
    on.concern(target, "liu")
    on.take("chen", target, "inform", LATER, answer="一起在查")
    back = on.report(mark=False)
    second = on.report()
    on.take("chen", back, "merge", into=matter(second))
    on.take("chen", back, "unmerge", reason="不是一件")
    on.take("chen", second, "merge", into=matter(back))
    on.concern(second, "liu") if "concern" in open_steps("merged") else take_concern_of_closed(
        on, on.keep(second, BARRED["liu"], known=True), "liu"
    )
    before = on.report()
    on.carry(before, "confirm")
    again = on.report(mark=False)
    Matter.objects.filter(pk=again).update(raised_at=at("2026-11-20 09:00"))
    on.take("chen", again, "again", LATER, again=matter(before))
    take_concern_of_closed(on, on.keep(before, BARRED["liu"], known=True), "liu")
    whole = on.report(mark=False)
    on.take("chen", whole, "register")
    parts = [Part(area, "查", people[OWNER], 5) for area in ("暗号南区", "北区")]
    first, other = split(actor=on.plant.acting("chen", TAKEN), at=TAKEN, command=key(), matter=whole, parts=parts)
    on.take("chen", first, "concern", LATER, concerned=people["liu"])
    on.keep(first, BARRED["liu"], known=True)
    on.marks[first] = "暗号南区"


def open_steps(state: str) -> set[str]:
    return {step.name for step in kinds["problem"].workflow.steps_from(state)}


@pytest.fixture
def planted(plant: Plant, home: Path) -> Iterator[Planted]:
    people, units = plant.people, plant.units
    for who, role, unit in (("zeng", "handler", "ROOT"), (RECIPIENT, "named_recipient", "ROOT")):
        give_holding(actor=HOUSE, at=EARLY, command=key(), person=people[who], role=role, unit=units[unit], since=SINCE)
    on = Planted(plant)
    for about in BARRED:
        for state in STATES if about != "gao" else ("open", "assigned", "pictured", "opinion"):
            plant_state(on, about, state)
    for state in ("open", "assigned"):
        pk = on.keep(on.report(["tang"], conduct=True), CONDUCT)
        if state == "assigned":
            on.assign(pk)
    plant_voice(on)
    plant_later(on)
    plant_links(on)
    name_deputy(
        actor=plant.acting("qiu", LATER), at=LATER, command=key(), person=people["qiu"], deputy=people["zhang"],
        since=local_date(LATER), until=date(2026, 12, 10), why="休假",
    )  # fmt: skip
    for when in ("2026-11-25 10:00", "2026-11-26 10:00", NOW):
        remind_holders(at(when))
        tell_leaders(at(when))
        ask_for_effects(at(when))
    on.photos = [str(one) for one in EventPhoto.objects.values_list("file", flat=True)]
    on.feeds = {who: make_feed(actor=plant.acting(who, at(NOW)), at=at(NOW), command=key()) for who in VISITORS}
    yield on
