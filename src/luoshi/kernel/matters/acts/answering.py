"""Answering the raiser, closing, and what happens when the answer does not hold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE
from luoshi.base.clock import at_local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move, until
from luoshi.kernel.matters.acts.tries import judge, try_again
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.nameless import is_nameless


def answer(move: Move) -> Effect:
    """The raiser is told; without a raiser the answer is owed to the unit where it was found."""
    return _with_raiser(move.matter, move.at)


def inform(move: Move) -> Effect:
    """An interim word to the raiser: what is done already, what is planned for when. It closes nothing."""
    return Effect(stays=True)


def decline(move: Move) -> Effect:
    """It is not taken up, and the raiser is told why."""
    move.matter.result = "declined"
    return _with_raiser(move.matter, move.at)


def reply(move: Move) -> Effect:
    """The owner has written what the raiser will read, and says what came of it; another signs it."""
    return _written(move, move.values["result"])


def plan(move: Move) -> Effect:
    """The owner answers with a plan and the day on which it is looked at again; another signs it. A promise closes nothing."""
    day: date = move.values["follow_up"]
    if day <= local_date(move.at):
        raise Refusal(_("This day has passed: choose one that is to come."), field="follow_up")
    most = book(local_date(move.at)).count(f"{move.matter.kind}.planned")
    if day > local_date(move.at) + timedelta(days=most):
        raise Refusal(_("A plan is looked at again within %(n)s days at the latest.") % {"n": most}, field="follow_up")
    move.matter.promised_on = day
    return _written(move, "planned", {"follow_up": str(day)})


def sign(move: Move) -> Effect:
    """Another person signs the answer as it was written, and with that it goes to the raiser."""
    judge(move, "passed")
    effect = _with_raiser(move.matter, move.at)
    return replace(effect, text=move.present.done_text, detail={"result": move.matter.result})


def sign_plan(move: Move) -> Effect:
    """The plan is signed and told to the raiser; the owner goes on holding it until the day it is looked at again."""
    judge(move, "passed")
    matter, action, text = move.matter, move.present, move.present.done_text
    _answered(matter, move.at)
    assert matter.promised_on is not None, "a plan has a day"
    day = move.calendar.next_workday(matter.promised_on)
    due = at_local(day, move.calendar.end.hour, move.calendar.end.minute)
    try_again(move, due)
    detail = {"result": "planned", "follow_up": str(matter.promised_on)}
    return Effect(action.owner.unit_id, action.owner_id, due, detail, text=text)


def rate(move: Move) -> Effect:
    """The raiser says how satisfied, in one of three classes, or says nothing: that is no satisfaction, it is written as not evaluated."""
    move.matter.rating = move.values.get("rating") or ""
    return replace(confirm(move), detail={"rating": move.matter.rating} if move.matter.rating else None)


def confirm(move: Move) -> Effect:
    """The raiser says it is fixed, or the time for saying so has passed: that is no satisfaction, it is written as not evaluated.

    Where the kind of matter has it so, the effect is looked at some days later; of what was merged, with the one it was merged into.
    """
    matter = move.matter
    matter.closed_at, matter.closed_on = move.at, local_date(move.at)
    matter.closing = move.step.lapses if move.actor is HOUSE and move.step.lapses else "confirmed"
    values = book(local_date(move.at))
    if matter.parent_id is None and values.has(f"{matter.kind}.effect") and not is_nameless(matter):
        matter.effect_on, matter.effect, matter.reminded_at = local_date(move.at) + timedelta(days=move.count("effect")), "", None
    return Effect()


def reopen(move: Move) -> Effect:
    """The raiser says it is not fixed: a new round with the old clock and the old deadline; the wait since the answer is the office's."""
    if move.matter.closing == "part":
        raise Refusal(_("This is a part: say so at the whole, %(number)s.") % {"number": move.matter.parent.number})  # type: ignore[union-attr]
    taken_back(move)
    if move.action is None:
        move.matter.parent = None
        return Effect(move.matter.office_id, state="registered")
    action = try_again(move)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at)


def handle_again(move: Move) -> Effect:
    """The raiser is not satisfied: a new round with the old clock and a new term; from the second time on a leader is told at once.

    What nobody has worked on yet goes back to the office: what was not taken up, and what was answered together with another.
    """
    matter = move.matter
    taken_back(move)
    matter.result, matter.rating, supervised = "", "", matter.round > 2
    if move.action is None:
        matter.parent = None
        return Effect(matter.office_id, state="registered", tell=supervised)
    days = book(local_date(move.at)).count(f"{matter.kind}.again")
    due, counted = until(move, move.present.owner, days)
    action = try_again(move, due, counted)
    return Effect(action.owner.unit_id, action.owner_id, due, workdays=counted, tell=supervised)


def _written(move: Move, result: str, detail: Mapping[str, object] | None = None) -> Effect:
    action, signer = move.present, move.values["verifier"]
    action.done_by_id, action.done_for_id = move.actor.person, action.owner_id
    action.done_at, action.done_text, action.verifier = move.at, move.values["reply"], signer
    action.save(update_fields=["done_by", "done_for", "done_at", "done_text", "verifier"])
    move.matter.result = result
    return Effect(signer.unit_id, signer.pk, detail={"verifier": signer.name, "result": result, **(detail or {})})


def _answered(matter: Matter, at: datetime) -> None:
    """The first answer of a round counts; one that follows a plan is given on the same clock."""
    if matter.answered_at is None:
        matter.answered_at, matter.answered_on = at, local_date(at)


def _with_raiser(matter: Matter, at: datetime) -> Effect:
    _answered(matter, at)
    raiser = matter.raiser
    return Effect(raiser.unit_id, raiser.pk) if raiser else Effect(matter.unit_id)


def taken_back(move: Move) -> None:
    """The answer counts no longer: a new round, and the wait since is charged to the office that answered."""
    matter = move.matter
    since = (
        Event.objects.filter(matter=matter, act__in=("answer", "sign", "sign_plan", "decline"))
        .order_by("-id")
        .values_list("at", flat=True)[0]
    )
    matter.round += 1
    matter.answered_at = matter.answered_on = matter.closed_at = matter.closed_on = None
    matter.closing, matter.effect_on, matter.effect = "", None, ""
    Custody.objects.filter(matter=matter, since__gte=since).update(unit=matter.office_id, person=None, why="not fixed")
    _bridge(matter, move.at)


def _bridge(matter: Matter, at: datetime) -> None:
    """A closed matter is held by nobody: the time it lay closed wrongly is charged to the office that answered."""
    last = Custody.objects.filter(matter=matter).order_by("-since", "-id").first()
    if last and last.until:
        Custody.objects.create(matter=matter, unit=matter.office, since=last.until, until=None, why="not fixed")
