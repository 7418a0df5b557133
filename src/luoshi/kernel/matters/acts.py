"""What a step does to the matter: one small function for each act that a workflow can name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.workflow import Step
from luoshi.kernel.matters.models import Action, Custody, Matter
from luoshi.kernel.org.calendar import Calendar
from luoshi.kernel.org.models import Person


@dataclass
class Move:
    """A step being taken: the matter and its present action, who takes it when, and what was filled in."""

    matter: Matter
    action: Action | None
    step: Step
    actor: Actor
    at: datetime
    values: Mapping[str, Any]
    calendar: Calendar

    @property
    def present(self) -> Action:
        assert self.action is not None, f"{self.step.name} needs an action"
        return self.action


@dataclass(frozen=True)
class Effect:
    """What an act leaves to be written: who holds the matter now, when it is due if the act says so, and details for the timeline."""

    unit: int | None = None
    person: int | None = None
    due: datetime | None = None
    detail: Mapping[str, object] | None = None


def take(move: Move) -> Effect:
    """The office takes it up."""
    return Effect(move.matter.office_id)


def assign(move: Move) -> Effect:
    """A first action, with its owner and deadline; the deadline is the promise."""
    owner: Person = move.values["owner"]
    due = move.calendar.due(move.at, move.values["workdays"])
    ordinal = move.action.ordinal + 1 if move.action else 1
    Action.objects.create(matter=move.matter, ordinal=ordinal, text=move.values["action"], owner=owner, due_at=due, assigned_at=move.at)
    move.matter.owner = owner
    move.matter.promised_on = move.matter.promised_on or local_date(due)
    return Effect(owner.unit_id, owner.pk, due, {"owner": owner.name, "due": due.isoformat()})


def reassign(move: Move) -> Effect:
    """Another owner or another deadline, in the open: the old ones stay in the timeline beside the reason."""
    owner: Person = move.values["owner"]
    due, action = move.calendar.due(move.at, move.values["workdays"]), move.present
    detail = {
        "owner": owner.name,
        "due": due.isoformat(),
        "old_owner": action.owner.name,
        "old_due": action.due_at.isoformat(),
    }
    action.owner, action.due_at = owner, due
    action.save(update_fields=["owner", "due_at"])
    move.matter.owner = owner
    return Effect(owner.unit_id, owner.pk, due, detail)


def do(move: Move) -> Effect:
    """The owner, or somebody for the owner, says it is done and who checks it."""
    action, verifier = move.present, move.values["verifier"]
    action.done_by_id, action.done_for_id = move.actor.person, action.owner_id
    action.done_at, action.done_text, action.verifier = move.at, move.values["note"], verifier
    action.save(update_fields=["done_by", "done_for", "done_at", "done_text", "verifier"])
    return Effect(verifier.unit_id, verifier.pk, detail={"verifier": verifier.name})


def passed(move: Move) -> Effect:
    """Another person has looked and it holds; the office owes the answer now."""
    _judge(move, "passed")
    return Effect(move.matter.office_id)


def refuse(move: Move) -> Effect:
    """Another person has looked and it does not hold: back to the owner as a new try, the deadline stays."""
    _judge(move, "refused")
    action = _again(move)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at)


def answer(move: Move) -> Effect:
    """The raiser is told; without a raiser the answer is owed to the unit where it was found."""
    move.matter.answered_at = move.at
    raiser = move.matter.raiser
    return Effect(raiser.unit_id, raiser.pk) if raiser else Effect(move.matter.unit_id)


def confirm(move: Move) -> Effect:
    """The raiser says it is fixed, or the time for saying so has passed: that is no satisfaction, it is written as not evaluated."""
    move.matter.closed_at, move.matter.closed_on = move.at, local_date(move.at)
    move.matter.closing = move.step.lapses if move.actor.person is None and move.step.lapses else "confirmed"
    return Effect()


def reopen(move: Move) -> Effect:
    """The raiser says it is not fixed: a new round with the old clock and the old deadline; the wait since the answer is the office's."""
    matter = move.matter
    since = matter.answered_at
    matter.round += 1
    matter.answered_at = matter.closed_at = matter.closed_on = None
    matter.closing = ""
    Custody.objects.filter(matter=matter, since__gte=since).update(unit=matter.office_id, person=None, why="not fixed")
    _bridge(matter, move.at)
    action = _again(move)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at)


ACTS: dict[str, Callable[[Move], Effect]] = {
    "take": take,
    "assign": assign,
    "reassign": reassign,
    "do": do,
    "pass": passed,
    "refuse": refuse,
    "answer": answer,
    "confirm": confirm,
    "reopen": reopen,
}


def _judge(move: Move, verdict: str) -> None:
    action = move.present
    action.verified_by_id, action.verified_at, action.verdict = move.actor.person, move.at, verdict
    action.save(update_fields=["verified_by", "verified_at", "verdict"])


def _again(move: Move) -> Action:
    last = move.present
    return Action.objects.create(
        matter=move.matter,
        ordinal=last.ordinal + 1,
        text=last.text,
        owner=last.owner,
        due_at=last.due_at,
        assigned_at=move.at,
    )


def _bridge(matter: Matter, at: datetime) -> None:
    """A closed matter is held by nobody: the time it lay closed wrongly is charged to the office that answered."""
    last = Custody.objects.filter(matter=matter).order_by("-since", "-id").first()
    if last and last.until:
        Custody.objects.create(matter=matter, unit=matter.office, since=last.until, until=None, why="not fixed")
