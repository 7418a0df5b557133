"""The state machine is worth something: each of these defects, planted into the product, makes it fail, by the check that should notice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.kernel.matters import acts, relations
from luoshi.kernel.matters.acts import answering
from luoshi.kernel.matters.models import Custody, Matter
from luoshi.kernel.matters.services import by_the_clock, raising, stepping, take_step
from luoshi.mechanisms.problems.workflow import PROBLEM
from tests.cast import Plant, key
from tests.machine import Difference, Life

Planting = Callable[[pytest.MonkeyPatch], None]
HONEST = dict(acts.ACTS)
BRIEFLY = settings(settings.get_profile("default"), max_examples=200, phases=[Phase.generate], report_multiple_bugs=False)


def the_owner_verifies_through_a_deputy(patch: pytest.MonkeyPatch) -> None:
    """The guard looks only at who pressed the button, and a step no longer names the owner among those barred."""
    honest = relations._personal

    def only_the_hand(actor: Any, matter: Any, action: Any, of: Any) -> set[str]:
        are = honest(actor, matter, action, of)
        return are if action and action.done_by_id == actor.person else are - {"doer"}

    patch.setattr(relations, "_personal", only_the_hand)
    for name in ("verify", "refuse"):
        patch.setitem(PROBLEM.steps, name, replace(PROBLEM.steps[name], never=frozenset({"doer"})))


def it_is_closed_without_an_answer(patch: pytest.MonkeyPatch) -> None:
    """The raiser may say fixed as soon as it was verified."""

    def confirm(move: acts.Move) -> acts.Effect:
        move.matter.answered_at = move.matter.answered_at or move.at
        move.matter.answered_on = local_date(move.matter.answered_at)
        return HONEST["confirm"](move)

    patch.setitem(acts.ACTS, "confirm", confirm)
    patch.setitem(PROBLEM.steps, "confirm", replace(PROBLEM.steps["confirm"], sources=("verified", "answered")))


def reopening_resets_the_clock(patch: pytest.MonkeyPatch) -> None:
    def reopen(move: acts.Move) -> acts.Effect:
        effect = HONEST["reopen"](move)
        move.matter.raised_at, move.matter.raised_on = move.at, local_date(move.at)
        return effect

    patch.setitem(acts.ACTS, "reopen", reopen)


def not_fixed_moves_the_deadline_silently(patch: pytest.MonkeyPatch) -> None:
    def reopen(move: acts.Move) -> acts.Effect:
        return replace(HONEST["reopen"](move), due=move.calendar.due(move.at, 3))

    patch.setitem(acts.ACTS, "reopen", reopen)


def silence_counts_as_confirmed(patch: pytest.MonkeyPatch) -> None:
    def confirm(move: acts.Move) -> acts.Effect:
        effect = HONEST["confirm"](move)
        move.matter.closing = "confirmed"
        return effect

    patch.setitem(acts.ACTS, "confirm", confirm)


def the_lapse_counts_calendar_days(patch: pytest.MonkeyPatch) -> None:
    """Five days on the wall calendar after the answer, weekends and holidays among them: in the job, and in the guard behind it."""
    honest = stepping._allowed

    def allowed(actor: Any, row: Matter, action: Any, workflow: Any, name: str, at: datetime, measure: Any = None) -> Any:
        return workflow.step(name) if actor is HOUSE else honest(actor, row, action, workflow, name, at, measure)

    def lapse(at: datetime) -> int:
        silent = list(Matter.objects.filter(state="answered", answered_at__lt=at - timedelta(days=5)).values_list("pk", flat=True))
        for pk in silent:
            take_step(actor=HOUSE, at=at, command=key(), matter=pk, step="confirm", values={})
        return len(silent)

    patch.setattr(stepping, "_allowed", allowed)
    patch.setattr(by_the_clock, "lapse_unanswered", lapse)


def a_replayed_command_acts_twice(patch: pytest.MonkeyPatch) -> None:
    honest = commands.begin

    def begin(**asked: Any) -> None:
        honest(**asked)

    patch.setattr(commands, "begin", begin)


def after_not_fixed_the_gap_is_charged_to_the_raiser(patch: pytest.MonkeyPatch) -> None:
    def reopen(move: acts.Move) -> acts.Effect:
        waited = list(Custody.objects.filter(matter=move.matter, since__gte=move.matter.answered_at))
        effect = HONEST["reopen"](move)
        for stay in waited:
            Custody.objects.filter(pk=stay.pk).update(unit=stay.unit_id, person=stay.person_id, why="")
        return effect

    patch.setitem(acts.ACTS, "reopen", reopen)


def the_time_it_lay_closed_is_nobodys(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answering, "_bridge", lambda matter, at: None)


def a_stranger_reaches_in(patch: pytest.MonkeyPatch) -> None:
    """What is not this person's business is refused instead of not being there."""
    patch.setattr(stepping, "may_see", lambda actor, row, action, of, on: True)


def reassigning_leaves_the_old_deadline_on_the_matter(patch: pytest.MonkeyPatch) -> None:
    def reassign(move: acts.Move) -> acts.Effect:
        before = move.matter.due_at
        return replace(HONEST["reassign"](move), due=before)

    patch.setitem(acts.ACTS, "reassign", reassign)


def an_overdue_matter_is_told_every_time(patch: pytest.MonkeyPatch) -> None:
    honest = by_the_clock._tell

    def tell(pk: int, told_at: datetime | None, at: datetime) -> int:
        told = honest(pk, told_at, at)
        Matter.objects.filter(pk=pk).update(told_at=None)
        return told

    patch.setattr(by_the_clock, "_tell", tell)


def an_act_leaves_no_entry_in_the_ledger(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(raising, "record", lambda **entry: 0)


DEFECTS = {
    the_owner_verifies_through_a_deputy: ("whether", "database"),
    it_is_closed_without_an_answer: ("whether", "how many lapse"),
    reopening_resets_the_clock: ("raised at",),
    not_fixed_moves_the_deadline_silently: ("deadline",),
    silence_counts_as_confirmed: ("closing",),
    the_lapse_counts_calendar_days: ("how many lapse",),
    a_replayed_command_acts_twice: ("a replay", "the same key", "how many there are", "events", "database"),
    after_not_fixed_the_gap_is_charged_to_the_raiser: ("who is charged",),
    the_time_it_lay_closed_is_nobodys: ("no gap", "who is charged"),
    a_stranger_reaches_in: ("whether",),
    reassigning_leaves_the_old_deadline_on_the_matter: ("deadline",),
    an_overdue_matter_is_told_every_time: ("told", "how many are told"),
    an_act_leaves_no_entry_in_the_ledger: ("ledger entries",),
}


@pytest.mark.sweep
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.__name__)
def test_the_machine_notices_that(
    defect: Planting, plant: Plant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant.actors = {}
    Life.stage = plant
    defect(monkeypatch)
    found = _noticed()
    assert found.startswith(DEFECTS[defect]), found
    with capsys.disabled():
        print(f"\n  {defect.__name__.replace('_', ' ')}: caught by «{found}»", end="")


def _noticed() -> str:
    """The first check that fails, in words; "nothing" when the machine is content."""
    try:
        with transaction.atomic():
            run_state_machine_as_test(Life, settings=BRIEFLY)
    except Difference as difference:
        return difference.check
    except IntegrityError as error:
        return f"database constraint: {error}"
    return "nothing"
