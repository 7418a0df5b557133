"""Taking up, giving out, doing and checking: what happens to the measures of a matter."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move, until
from luoshi.kernel.matters.acts.tries import judge, next_ordinal, try_again
from luoshi.kernel.matters.measures import standing_measures
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.org.models import Person

HELD = "verified"  # the state of a matter whose measures all hold


def take(move: Move) -> Effect:
    """The office takes it up."""
    return Effect(move.matter.office_id)


def assign(move: Move) -> Effect:
    """A first measure, with its owner and deadline; the deadline is the promise."""
    action = _measure(move, move.action.measure if move.action else 1, move.values.get("action") or move.matter.title)
    owner, matter = action.owner, move.matter
    matter.owner = owner
    matter.promised_on = matter.promised_on or local_date(action.due_at)
    return Effect(owner.unit_id, owner.pk, action.due_at, {"owner": owner.name, "due": action.due_at.isoformat()}, action.workdays)


def measure(move: Move) -> Effect:
    """One more measure beside the others, with an owner, a deadline and a check of its own."""
    number = max(one.measure for one in Action.objects.filter(matter=move.matter)) + 1
    action = _measure(move, number, move.values["action"])
    return Effect(stays=True, detail={"owner": action.owner.name, "due": action.due_at.isoformat(), "measure": number})


def drop(move: Move) -> Effect:
    """A measure that is not needed any more is given up, with the reason; the last one that stands cannot be."""
    left = [one for one in standing_measures(move.matter) if one.pk != move.present.pk]
    if not left:
        raise Refusal(_("It is the only measure: change its owner or date, or answer the raiser why nothing is done."), field="reason")
    move.present.dropped_at = move.at
    move.present.save(update_fields=["dropped_at"])
    move.matter.owner = left[0].owner
    return replace(_held(move), detail={"owner": move.present.owner.name, "measure": move.present.measure})


def reassign(move: Move) -> Effect:
    """Another owner or another deadline, in the open: the old ones stay in the timeline beside the reason."""
    owner: Person = move.values["owner"]
    days: int = move.values["workdays"]
    (due, counted), action = until(move, owner, days), move.present
    detail = {
        "owner": owner.name,
        "due": due.isoformat(),
        "old_owner": action.owner.name,
        "old_due": action.due_at.isoformat(),
    }
    action.owner, action.due_at, action.workdays = owner, due, counted
    action.save(update_fields=["owner", "due_at", "workdays"])
    move.matter.owner = standing_measures(move.matter)[0].owner
    return Effect(owner.unit_id, owner.pk, due, detail, counted)


def extend(move: Move) -> Effect:
    """More time for the same owner, once a round and with a reason; the old day stays in the timeline."""
    matter, action, days = move.matter, move.present, move.values["workdays"]
    if Event.objects.filter(matter=matter, act="extend", round=matter.round).exists():
        raise Refusal(_("More time was given once already: now it is due."), field="workdays")
    most = book(local_date(move.at)).count(f"{matter.kind}.extended")
    if days > most:
        raise Refusal(_("More time is given once, and at most %(n)s working days.") % {"n": most}, field="workdays")
    due = move.calendar.due(max(action.due_at, move.at), days)
    detail = {"owner": action.owner.name, "due": due.isoformat(), "old_due": action.due_at.isoformat()}
    action.due_at, action.workdays = due, None
    action.save(update_fields=["due_at", "workdays"])
    return Effect(action.owner.unit_id, action.owner_id, due, detail)


def do(move: Move) -> Effect:
    """The owner, or somebody for the owner, says it is done and who checks it."""
    action, verifier = move.present, move.values["verifier"]
    action.done_by_id, action.done_for_id = move.actor.person, action.owner_id
    action.done_at, action.done_text, action.verifier = move.at, move.values["note"], verifier
    action.save(update_fields=["done_by", "done_for", "done_at", "done_text", "verifier"])
    return Effect(verifier.unit_id, verifier.pk, detail={"verifier": verifier.name})


def passed(move: Move) -> Effect:
    """Another person has looked and it holds; when every measure holds the office owes the answer, and a part of a whole is closed."""
    judge(move, "passed")
    return _held(move)


def refuse(move: Move) -> Effect:
    """Another person has looked and it does not hold: back to the owner as a new try, the deadline stays."""
    judge(move, "refused")
    if move.matter.result:
        move.matter.result = "planned" if move.matter.answered_at else ""
    action = try_again(move)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at)


def _held(move: Move) -> Effect:
    """What follows when one more measure is off the table: while others are not done or not checked, it goes on with them."""
    matter = move.matter
    if any(one.verdict != "passed" for one in standing_measures(matter)):
        return Effect(stays=True)
    if matter.parent_id is None:
        return Effect(matter.office_id, state="" if move.step.act == "pass" else HELD)
    matter.closed_at, matter.closed_on, matter.closing = move.at, local_date(move.at), "part"
    return Effect(state="closed")


def _measure(move: Move, number: int, text: str) -> Action:
    owner: Person = move.values["owner"]
    days: int = move.values["workdays"]
    due, counted = until(move, owner, days)
    filled: dict[str, Any] = {name: move.values[name] for name in ("nature", "money", "contingency") if move.values.get(name)}
    return Action.objects.create(
        matter=move.matter,
        ordinal=next_ordinal(move.matter),
        measure=number,
        text=text,
        owner=owner,
        due_at=due,
        workdays=counted,
        assigned_at=move.at,
        **filled,
    )


def let_go(matter: Matter, move: Move) -> None:
    """What was not done yet is given up: it is decided anew."""
    Action.objects.filter(matter=matter, verdict="", dropped_at__isnull=True).update(dropped_at=move.at)
