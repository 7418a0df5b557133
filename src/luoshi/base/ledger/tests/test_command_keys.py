"""The same command twice changes nothing and answers the same; the same key with other content is refused; a refusal frees it."""

from collections.abc import Callable
from typing import Any

import pytest

from luoshi.base.ledger.models import Command
from luoshi.base.ledger.verification import head_row
from luoshi.base.refusal import Refusal, Reused, Unseen
from luoshi.kernel.matters.models import Event, Matter
from tests.cast import Plant, at, key, matter

MORNING = at("2026-11-02 09:00")


def counts() -> tuple[int, int, int, int]:
    return Matter.objects.count(), Event.objects.count(), Command.objects.count(), head_row()[0]


def test_the_same_report_sent_twice_is_one_problem(plant: Plant) -> None:
    again = key()
    first = plant.report("wang", MORNING, command=again)
    before = counts()
    assert plant.report("wang", at("2026-11-02 09:30"), command=again) == first
    assert counts() == before


def test_the_same_step_sent_twice_is_one_step_even_when_it_is_no_longer_open(plant: Plant) -> None:
    one, again = plant.report("wang", MORNING), key()
    plant.step("chen", one, "register", at("2026-11-02 10:00"), command=again)
    plant.step("chen", one, "assign", at("2026-11-02 10:10"), owner="li", action="换阀", workdays=2)
    before = counts()
    assert plant.step("chen", one, "register", at("2026-11-02 11:00"), command=again) == one
    assert (counts(), matter(one).state) == (before, "assigned")


@pytest.mark.parametrize(
    "other", [{"words": "别的话"}, {"place": "gas station"}, {"topic": "hazard"}, {"channel": "paper"}, {"raiser": "liu"}]
)
def test_the_same_key_with_another_report_is_refused_with_409(plant: Plant, other: dict[str, Any]) -> None:
    again = key()
    plant.report("wang", MORNING, command=again)
    before = counts()
    with pytest.raises(Reused) as refused:
        plant.report("wang", MORNING, command=again, **other)
    assert (refused.value.status, counts()) == (409, before)


def test_the_same_key_with_another_time_of_happening_is_refused(plant: Plant) -> None:
    again = key()
    plant.report("wang", MORNING, command=again, happened_at=at("2026-11-01 22:00"))
    with pytest.raises(Reused):
        plant.report("wang", MORNING, command=again, happened_at=at("2026-10-25 06:00"))


@pytest.mark.parametrize(
    "step, other",
    [("assign", {"workdays": 4}), ("assign", {"owner": "xu"}), ("assign", {"action": "换泵"}), ("register", {"remark": "先登记"})],
)
def test_the_same_key_with_another_step_is_refused(plant: Plant, step: str, other: dict[str, Any]) -> None:
    one, again = plant.report("wang", MORNING), key()
    right = {"owner": "li", "action": "换阀", "workdays": 2} if step == "assign" else {}
    plant.step("chen", one, step, at("2026-11-02 10:00"), command=again, **right)
    with pytest.raises(Reused):
        plant.step("chen", one, step, at("2026-11-02 10:00"), command=again, **{**right, **other})
    with pytest.raises(Reused):
        plant.step("chen", one, "answer", at("2026-11-02 10:00"), command=again, **right)


def test_a_key_belongs_to_one_person(plant: Plant) -> None:
    """Two phones that made up the same key do not meet."""
    same = key()
    mine, yours = plant.report("wang", MORNING, command=same), plant.report("liu", MORNING, command=same)
    assert mine != yours
    assert Command.objects.filter(command=same).count() == 2


def test_guests_share_one_space_of_keys(plant: Plant) -> None:
    same = key()
    assert plant.report("guest", MORNING, command=same) == plant.report("guest", MORNING, command=same)
    with pytest.raises(Reused):
        plant.report("guest", MORNING, "别的话", command=same)


def refused_report(plant: Plant, command: object) -> None:
    plant.report("wang", MORNING, "   ", command=command)  # type: ignore[arg-type]


def refused_step(plant: Plant, command: object) -> None:
    plant.step("chen", Matter.objects.get().pk, "assign", MORNING, command=command, owner="li", action="", workdays=2)  # type: ignore[arg-type]


def unseen_step(plant: Plant, command: object) -> None:
    plant.step("zhao", Matter.objects.get().pk, "register", MORNING, command=command)  # type: ignore[arg-type]


@pytest.mark.parametrize("act", [refused_report, refused_step, unseen_step])
def test_a_refused_act_leaves_nothing_and_its_key_is_free_for_the_corrected_form(
    plant: Plant, act: Callable[[Plant, object], None]
) -> None:
    one, again = plant.report("wang", MORNING), key()
    before = counts()
    with pytest.raises((Refusal, Unseen)):
        act(plant, again)
    assert counts() == before
    plant.step("chen", one, "assign", MORNING, command=again, owner="li", action="换阀", workdays=2)
    assert matter(one).state == "assigned"
    plant.report("zhao", MORNING, place="gas station", command=again)
