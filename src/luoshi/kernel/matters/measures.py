"""The measures of a matter: each has tries of its own; the matter stands where the first one stands that has not held yet."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from luoshi.base.copies.compiled import KEY, compiled
from luoshi.base.workflow import Step, Workflow
from luoshi.kernel.matters.models import Action, Matter

ON_UNDONE = ("do", "reassign", "extend", "drop")
ON_DONE = ("pass", "refuse")


def last_tries(actions: Iterable[Action]) -> list[Action]:
    """The last try of each measure that stands, by the measures' numbers."""
    last = {one.measure: one for one in sorted(actions, key=lambda one: one.ordinal)}
    return [last[number] for number in sorted(last) if last[number].dropped_at is None]


def fronting(tries: Sequence[Action]) -> Action:
    """The first measure that has not held yet; where all have held, the first."""
    return next((one for one in tries if one.verdict != "passed"), tries[0])


def standing_measures(matter: Matter) -> list[Action]:
    """The last try of each measure, with owners and checkers."""
    return last_tries(compiled((), "measures", _with_people).records(key=matter.pk))


def _with_people() -> QuerySet[Action]:
    return Action.objects.filter(matter=KEY).select_related("owner", "verifier")


def named(tries: Sequence[Action], number: int | None) -> Action | None:
    """The measure of this number, or the one in front."""
    if number is None:
        return fronting(tries) if tries else None
    return next((one for one in tries if one.measure == number), None)


def is_about_a_measure(step: Step) -> bool:
    return step.act in ON_UNDONE or step.act in ON_DONE


def fits(step: Step, measure: Action) -> bool:
    """Can this step be taken for this measure as it stands?"""
    if measure.dropped_at is not None or measure.verdict == "passed":
        return False
    return measure.done_at is None if step.act in ON_UNDONE else measure.done_at is not None


def at_work(workflow: Workflow) -> frozenset[str]:
    """The states in which measures are done and checked."""
    return frozenset(source for one in workflow.steps.values() if one.act in ("do", *ON_DONE) for source in one.sources)


def state_of(workflow: Workflow, measure: Action) -> str:
    """The state of a matter whose front is this measure."""
    step = next(one for one in workflow.steps.values() if one.act == "do")
    return step.sources[0] if measure.done_at is None else step.target
