"""Which steps are open for a matter as it stands, whoever asks."""

from datetime import date

from luoshi.base.workflow import Step, Workflow
from luoshi.kernel.matters.measures import at_work, fits, is_about_a_measure
from luoshi.kernel.matters.models import Action, Matter

WHILE_WAITING = ("urge", "involve", "concern", "inform")


def effect_is_due(matter: Matter, on: date) -> bool:
    """Is this the time to look whether it still holds?"""
    return matter.effect_on is not None and matter.effect == "" and matter.effect_on <= on


def is_open(taken: Step, row: Matter, action: Action | None, workflow: Workflow, on: date, measure: int | None = None) -> bool:
    """Is this step open for the matter as it stands, or for this measure of it?"""
    if taken.waits != row.waiting and not (row.waiting and taken.act in WHILE_WAITING):
        return False
    if taken.act in ("effect_holds", "effect_fails"):
        return effect_is_due(row, on) and row.state in taken.sources
    if taken.act == "drop" and action is not None and action.verdict == "passed":
        return False
    if measure is None or not is_about_a_measure(taken):
        return row.state in taken.sources
    return action is not None and row.state in at_work(workflow) and fits(taken, action)
