"""What everybody of the plant is to a matter, in each situation that changes it; and to whom the matter is there at all.

    LUOSHI_WRITE_EXPECTED=yes python -m pytest tests/permissions/test_standing.py -k written

writes standing.txt from what the product says. What it writes is read line by line by somebody before it is kept.
"""

import copy
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luoshi.base.actor import HOUSE, NAMELESS
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import forget
from luoshi.kernel.matters.measures import fronting, last_tries
from luoshi.kernel.matters.models import Action, Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.relations import may_see, standing
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.matters.services.involving import involve
from luoshi.kernel.matters.services.splitting import Part, split
from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.services import give_holding
from luoshi.kernel.org.tree import tree
from tests.cast import PEOPLE, SINCE, Plant, at, key

pytestmark = pytest.mark.django_db
WRITING = os.environ.get("LUOSHI_WRITE_EXPECTED") == "yes"
FILE = Path(__file__).with_name("standing.txt")
EARLY, MORNING, NOON, EVENING = (at(f"2026-11-02 {clock}") for clock in ("07:00", "09:00", "12:00", "19:00"))
LATER = at("2026-12-20 09:00")
ASSIGN: dict[str, Any] = {"owner": "li", "action": "换阀", "workdays": 3}
HEAD = """\
# What everybody of the plant (tests/cast.py) is to a matter, in each situation. After "reads": who may see it at all.
# Found in the pump house (WATER) unless said otherwise; WATER lies below ENERGY, whose office is EQUIP.
"""


def given(plant: Plant, who: str, role: str, unit: str) -> None:
    give_holding(actor=HOUSE, at=EARLY, command=key(), person=plant.people[who], role=role, unit=plant.units[unit], since=SINCE)


def reported(plant: Plant) -> int:
    return plant.report("wang", MORNING)


def entered_for_another(plant: Plant) -> int:
    """The inspector writes it down for Zhao of the gas works."""
    return plant.report("han", MORNING, raiser="zhao")


def assigned(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="assigned")
    return pk


def assigned_to_steel(plant: Plant) -> int:
    """Zeng of the steel works does it: their leader and office read it with him."""
    pk = reported(plant)
    plant.step("chen", pk, "assign", MORNING, **{**ASSIGN, "owner": "zeng"})
    return pk


def done(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="done")
    return pk


def done_for_another(plant: Plant) -> int:
    """Qiu owned it, Tang said it was done, Sun checks."""
    pk = reported(plant)
    plant.carry(pk, until="assigned", owner="qiu")
    plant.step("tang", pk, "do", NOON, note="换好了", verifier="sun")
    return pk


def verified(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="verified")
    return pk


def answered(plant: Plant) -> int:
    pk = reported(plant)
    plant.carry(pk, until="answered")
    return pk


def answered_without_a_raiser(plant: Plant) -> int:
    """The office wrote it down and nobody raised it: those who lead there speak for it, but not Qiu, who did it."""
    pk = plant.report("chen", MORNING, raiser=None)
    plant.carry(pk, until="answered", owner="qiu", verifier="tang")
    return pk


def closed_and_looked_at(plant: Plant) -> int:
    pk = plant.report("chen", MORNING, raiser=None)
    plant.carry(pk, until="answered", owner="qiu", verifier="tang")
    plant.step("tang", pk, "confirm", EVENING)
    Matter.objects.filter(pk=pk).update(effect_on=local_date(EVENING))
    return pk


def closed_and_to_be_looked_at_later(plant: Plant) -> int:
    pk = answered(plant)
    plant.step("wang", pk, "confirm", EVENING)
    Matter.objects.filter(pk=pk).update(effect_on=date(2026, 11, 30))
    return pk


def closed_and_looked_at_already(plant: Plant) -> int:
    pk = answered(plant)
    plant.step("wang", pk, "confirm", EVENING)
    Matter.objects.filter(pk=pk).update(effect_on=local_date(EVENING), effect="holds")
    return pk


def due_to_be_looked_at(plant: Plant) -> int:
    """Xu did it for Li: both did some of it, and neither says whether it holds."""
    pk = reported(plant)
    plant.carry(pk, until="assigned")
    plant.step("he", pk, "do", NOON, note="换好了", verifier="qiu")
    for who, step, values in (("qiu", "verify", {}), ("chen", "answer", {"answer": "换好了"}), ("wang", "confirm", {})):
        plant.step(who, pk, step, at("2026-11-02 15:00"), **values)
    Matter.objects.filter(pk=pk).update(effect_on=local_date(EVENING))
    return pk


def two_did_it(plant: Plant, **effect: Any) -> int:
    """Li did the first measure, Xu the second; it is closed."""
    pk = several_measures(plant, "xu")
    for who, step, measure, values in (
        ("li", "do", 1, {"note": "换好了", "verifier": plant.people["qiu"]}), ("xu", "do", 2, {"note": "换好了", "verifier": plant.people["sun"]}),
        ("qiu", "verify", 1, {}), ("sun", "verify", 2, {}), ("chen", "answer", None, {"answer": "换好了"}), ("wang", "confirm", None, {}),
    ):  # fmt: skip
        take_step(
            actor=plant.acting(who, NOON), at=at("2026-11-02 15:00"), command=key(), matter=pk, step=step, values=values, measure=measure
        )
    Matter.objects.filter(pk=pk).update(**effect)
    return pk


def two_did_it_and_it_is_due_to_be_looked_at(plant: Plant) -> int:
    """Whoever did any of it does not say whether it holds; who did another one in the same works may."""
    plant.carry(plant.report("zeng", MORNING), until="closed", owner="he")
    return two_did_it(plant, effect_on=local_date(EVENING))


def two_did_it_and_it_is_to_be_looked_at_tomorrow(plant: Plant) -> int:
    return two_did_it(plant, effect_on=date(2026, 11, 3))


def two_did_it_and_it_was_looked_at(plant: Plant) -> int:
    return two_did_it(plant, effect_on=local_date(EVENING), effect="holds")


def two_did_it_and_nobody_will_look(plant: Plant) -> int:
    return two_did_it(plant, effect_on=None)


def done_in_a_part(plant: Plant) -> int:
    """Qiu did one part of what nobody raised: he does not speak for the whole."""
    whole = plant.report("chen", MORNING, raiser=None)
    plant.step("chen", whole, "register", MORNING)
    parts = [Part("东区", "查", plant.people["qiu"], 5), Part("西区", "查", plant.people["li"], 5)]
    for one, owner in zip(
        split(actor=plant.acting("chen", MORNING), at=MORNING, command=key(), matter=whole, parts=parts), ("qiu", "li"), strict=True
    ):
        plant.step(owner, one, "do", NOON, note="查过", verifier="tang")
        plant.step("tang", one, "verify", at("2026-11-02 13:00"))
    row = Matter.objects.get(pk=whole)
    if row.state == "verified":
        plant.step("chen", whole, "answer", at("2026-11-02 14:00"), answer="都查过了")
    return whole


def with_a_helper(plant: Plant) -> int:
    """Xu answers for it too, and Zhao is told of it."""
    pk = assigned(plant)
    for who, part in (("xu", "co_responsible"), ("zhao", "copied")):
        involve(actor=plant.acting("chen", NOON), at=NOON, command=key(), matter=pk, person=plant.people[who], part=part)
    return pk


def several_measures(plant: Plant, second: str = "zeng") -> int:
    """Li has one measure, Zeng of the steel works another."""
    pk = assigned(plant)
    plant.step("chen", pk, "measure", NOON, **{**ASSIGN, "owner": second})
    return pk


def disputed(plant: Plant) -> int:
    given(plant, "zhao", "handler", "GAS")
    pk = reported(plant)
    plant.step("chen", pk, "not_ours", at("2026-11-02 10:00"), office=plant.units["GAS"], reason="归燃气")
    plant.step("zhao", pk, "hand_on", at("2026-11-02 11:00"), office=plant.units["EQUIP"], reason="归设备")
    plant.step("chen", pk, "not_ours", at("2026-11-02 13:00"), office=plant.units["GAS"], reason="不归我")
    return pk


def while_the_chief_is_away(plant: Plant) -> int:
    """Zhang of the gas works stands in for Qiu, who is to check it."""
    name_deputy(
        actor=plant.acting("qiu", EARLY), at=EARLY, command=key(), person=plant.people["qiu"], deputy=plant.people["zhang"],
        since=local_date(EARLY), until=date(2026, 11, 20), why="休假",
    )  # fmt: skip
    return done(plant)


def while_the_raiser_is_away(plant: Plant) -> int:
    """Liu raised it; whoever stands in for her reads it and does not speak for her."""
    name_deputy(
        actor=plant.acting("liu", EARLY), at=EARLY, command=key(), person=plant.people["liu"], deputy=plant.people["zhao"],
        since=local_date(EARLY), until=date(2026, 11, 20), why="休假",
    )  # fmt: skip
    return plant.report("liu", MORNING)


def with_a_secretary_by_another_tree(plant: Plant) -> int:
    given(plant, "zeng", "branch_secretary", "WATER")
    return reported(plant)


def told_of_it(plant: Plant) -> int:
    pk = reported(plant)
    Matter.objects.filter(pk=pk).update(told=plant.people["zeng"])
    return pk


def discreet(plant: Plant) -> int:
    """Zhao of the gas works asked not to be named: his own leader does not learn of it by him."""
    return raise_matter(
        actor=plant.acting("chen", MORNING), at=MORNING, command=key(), kind="opinion", unit=plant.units["WATER"], place=None, text="不具名",
        channel="symposium", topic="equipment", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip


def about(plant: Plant, *whom: str, conduct: bool = False) -> int:
    named = [plant.people[one] if one in plant.people else plant.units[one] for one in whom]
    return raise_matter(
        actor=plant.acting("zhao", MORNING), at=MORNING, command=key(), kind="problem", unit=plant.units["WATER"], place=None, text="记录是补写的",
        topic="equipment", channel="phone", raiser=plant.people["zhao"], concerns=named, conduct=conduct,
    )  # fmt: skip


def about_a_team_leader(plant: Plant) -> int:
    return about(plant, "liu")


def about_a_head_whose_team_leader_handles(plant: Plant) -> int:
    """Of the department's head: all below are kept from it, with the office, whoever else they are."""
    return about(plant, "tang")


def about_an_office(plant: Plant) -> int:
    return about(plant, "EQUIP")


def about_a_far_unit(plant: Plant) -> int:
    return about(plant, "STEEL")


def about_conduct(plant: Plant) -> int:
    given(plant, "sun", "named_recipient", "ROOT")
    return about(plant, "qiu", conduct=True)


def about_conduct_given_to_li(plant: Plant) -> int:
    pk = about_conduct(plant)
    plant.step("sun", pk, "assign", NOON, **ASSIGN)
    return pk


def about_the_recipients_own_head(plant: Plant) -> int:
    """A named recipient answers to no line: Sun reads it, though it is about Tang above her."""
    given(plant, "sun", "named_recipient", "ROOT")
    return about(plant, "tang", conduct=True)


def about_the_recipient(plant: Plant) -> int:
    given(plant, "sun", "named_recipient", "ROOT")
    given(plant, "han", "named_recipient", "ROOT")
    return about(plant, "sun", conduct=True)


def about_what_the_recipient_leads(plant: Plant) -> int:
    given(plant, "zhang", "named_recipient", "ROOT")
    given(plant, "sun", "named_recipient", "ENERGY")
    return about(plant, "GAS", conduct=True)


def about_conduct_where_the_recipient_is_of_another_unit(plant: Plant) -> int:
    given(plant, "sun", "named_recipient", "STEEL")
    given(plant, "han", "named_recipient", "ENERGY")
    return about(plant, "qiu", conduct=True)


def without_a_name(plant: Plant) -> int:
    given(plant, "sun", "named_recipient", "ROOT")
    given(plant, "xie", "named_recipient", "STEEL")
    return raise_matter(
        actor=NAMELESS,
        at=MORNING,
        command=key(),
        kind="problem",
        unit=plant.units["WATER"],
        place=None,
        text="没人听",
        channel=CHANNEL,
        conduct=True,
    )


def without_a_name_and_seen_to(plant: Plant) -> int:
    pk = without_a_name(plant)
    plant.step("sun", pk, "undertake", NOON, action="查清", workdays=3)
    return pk


SITUATIONS: tuple[Callable[[Plant], int], ...] = (
    reported, entered_for_another, assigned, assigned_to_steel, done, done_for_another, verified, answered, answered_without_a_raiser, closed_and_looked_at,
    closed_and_to_be_looked_at_later, closed_and_looked_at_already, due_to_be_looked_at, two_did_it_and_it_is_due_to_be_looked_at,
    two_did_it_and_it_is_to_be_looked_at_tomorrow, two_did_it_and_it_was_looked_at, two_did_it_and_nobody_will_look, done_in_a_part, with_a_helper, several_measures, disputed,
    while_the_chief_is_away, while_the_raiser_is_away, with_a_secretary_by_another_tree, told_of_it, discreet, about_a_team_leader,
    about_a_head_whose_team_leader_handles, about_an_office, about_a_far_unit, about_conduct, about_conduct_given_to_li, about_the_recipients_own_head,
    about_the_recipient, about_what_the_recipient_leads, about_conduct_where_the_recipient_is_of_another_unit, without_a_name, without_a_name_and_seen_to,
)  # fmt: skip


def said(plant: Plant, situation: Callable[[Plant], int]) -> str:
    """What everybody is, and who reads it, as the file says it."""
    pk, on = situation(plant), local_date(EVENING)
    are, reads = [], []
    actors = {**{who: plant.acting(who, EVENING) for who in PEOPLE}, "guest": plant.acting("guest", EVENING), "nameless": NAMELESS}
    for who, actor in actors.items():
        row = Matter.objects.get(pk=pk)
        tries = last_tries(Action.objects.filter(matter=row).select_related("owner"))
        action = fronting(tries) if tries else None
        named = standing(actor, row, action, tree(on), on).are
        are += [f"  {who:<9}{' '.join(sorted(named))}"] if named else []
        reads += [who] if may_see(actor, row, action, tree(on), on) else []
    return "\n".join([f"{situation.__name__.replace('_', ' ')}:", *are, f"  reads: {' '.join(reads)}"])


def kept() -> dict[str, str]:
    parts = FILE.read_text().split("\n\n") if FILE.exists() else []
    return {
        part.splitlines()[0].rstrip(":").replace(" ", "_"): part.strip("\n") for part in parts if part.strip() and not part.startswith("#")
    }


@pytest.mark.skipif(WRITING, reason="the table is being written")
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_everybody_is_to_it_what_the_table_says(plant: Plant, situation: Callable[[Plant], int]) -> None:
    assert said(plant, situation) == kept()[situation.__name__]


@pytest.mark.skipif(not WRITING, reason="only where the table is written anew")
def test_the_table_is_written(plant: Plant) -> None:
    from django.db import transaction

    out = []
    for situation in SITUATIONS:
        point = transaction.savepoint()
        out.append(said(copy.deepcopy(plant), situation))
        transaction.savepoint_rollback(point)
        forget()
    FILE.write_text(HEAD + "\n" + "\n\n".join(out) + "\n")
