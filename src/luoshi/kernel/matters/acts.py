"""What a step does to the matter: one small function for each act that a workflow can name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import at_local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.base.workflow import Step
from luoshi.kernel.matters.models import Action, Custody, Event, Matter
from luoshi.kernel.org.calendar import Calendar
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.rota_selectors import calendar_for


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
    """What an act leaves to be written.

    Who holds the matter now; when it is due if the act says so, and in how many working days from now that is; details for the timeline;
    the words that stand there if they were written earlier; another state than the step's target; whether a leader is told at once.
    """

    unit: int | None = None
    person: int | None = None
    due: datetime | None = None
    detail: Mapping[str, object] | None = None
    workdays: int | None = None
    text: str = ""
    state: str = ""
    tell: bool = False


def take(move: Move) -> Effect:
    """The office takes it up."""
    return Effect(move.matter.office_id)


def assign(move: Move) -> Effect:
    """A first action, with its owner and deadline; the deadline is the promise."""
    owner: Person = move.values["owner"]
    days: int = move.values["workdays"]
    due, counted = _until(move, owner, days)
    ordinal = move.action.ordinal + 1 if move.action else 1
    text = move.values.get("action") or move.matter.title
    Action.objects.create(matter=move.matter, ordinal=ordinal, text=text, owner=owner, due_at=due, workdays=counted, assigned_at=move.at)
    move.matter.owner = owner
    move.matter.promised_on = move.matter.promised_on or local_date(due)
    return Effect(owner.unit_id, owner.pk, due, {"owner": owner.name, "due": due.isoformat()}, counted)


def reassign(move: Move) -> Effect:
    """Another owner or another deadline, in the open: the old ones stay in the timeline beside the reason."""
    owner: Person = move.values["owner"]
    days: int = move.values["workdays"]
    (due, counted), action = _until(move, owner, days), move.present
    detail = {
        "owner": owner.name,
        "due": due.isoformat(),
        "old_owner": action.owner.name,
        "old_due": action.due_at.isoformat(),
    }
    action.owner, action.due_at, action.workdays = owner, due, counted
    action.save(update_fields=["owner", "due_at", "workdays"])
    move.matter.owner = owner
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
    """Another person has looked and it holds; the office owes the answer now."""
    _judge(move, "passed")
    return Effect(move.matter.office_id)


def refuse(move: Move) -> Effect:
    """Another person has looked and it does not hold: back to the owner as a new try, the deadline stays."""
    _judge(move, "refused")
    if move.matter.result:
        move.matter.result = "planned" if move.matter.answered_at else ""
    action = _again(move)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at)


def answer(move: Move) -> Effect:
    """The raiser is told; without a raiser the answer is owed to the unit where it was found."""
    return _with_raiser(move.matter, move.at)


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
    _judge(move, "passed")
    effect = _with_raiser(move.matter, move.at)
    return replace(effect, text=move.present.done_text, detail={"result": move.matter.result})


def sign_plan(move: Move) -> Effect:
    """The plan is signed and told to the raiser; the owner goes on holding it until the day it is looked at again."""
    _judge(move, "passed")
    matter, action, text = move.matter, move.present, move.present.done_text
    _answered(matter, move.at)
    assert matter.promised_on is not None, "a plan has a day"
    day = move.calendar.next_workday(matter.promised_on)
    due = at_local(day, move.calendar.end.hour, move.calendar.end.minute)
    _again(move, due)
    detail = {"result": "planned", "follow_up": str(matter.promised_on)}
    return Effect(action.owner.unit_id, action.owner_id, due, detail, text=text)


def merge(move: Move) -> Effect:
    """It is the same as another one: handled and answered together with it, each raiser by name."""
    into = Matter.objects.get(pk=move.values["into"].pk)
    if into.pk == move.matter.pk or into.kind != move.matter.kind:
        raise Refusal(_("It can only be merged into another one of the same kind."), field="into")
    if into.closed_at or into.answered_at or into.state == "merged":
        raise Refusal(
            _("%(number)s is merged or answered itself: choose one that is still handled.") % {"number": into.number}, field="into"
        )
    if into.office_id != move.matter.office_id:
        raise Refusal(_("%(number)s is with another office: merge what is with yours.") % {"number": into.number}, field="into")
    if Matter.objects.filter(parent=move.matter, state="merged").exists():
        raise Refusal(_("Others are merged into this one: merge the other way round."), field="into")
    move.matter.parent = into
    return Effect(into.office_id, detail={"into": into.number})


def unmerge(move: Move) -> Effect:
    """It was not the same after all: back to the office, and what was told about the other one counts no longer as its answer."""
    matter, into = move.matter, move.matter.parent
    matter.parent, matter.answered_at, matter.answered_on, matter.result = None, None, None, ""
    return Effect(matter.office_id, detail={"into": into.number if into else ""})


def rate(move: Move) -> Effect:
    """The raiser says how satisfied, in one of three classes, or says nothing: that is no satisfaction, it is written as not evaluated."""
    move.matter.rating = move.values.get("rating") or ""
    return replace(confirm(move), detail={"rating": move.matter.rating} if move.matter.rating else None)


def confirm(move: Move) -> Effect:
    """The raiser says it is fixed, or the time for saying so has passed: that is no satisfaction, it is written as not evaluated."""
    move.matter.closed_at, move.matter.closed_on = move.at, local_date(move.at)
    move.matter.closing = move.step.lapses if move.actor.person is None and move.step.lapses else "confirmed"
    return Effect()


def reopen(move: Move) -> Effect:
    """The raiser says it is not fixed: a new round with the old clock and the old deadline; the wait since the answer is the office's."""
    _taken_back(move)
    action = _again(move)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at)


def handle_again(move: Move) -> Effect:
    """The raiser is not satisfied: a new round with the old clock and a new term; from the second time on a leader is told at once.

    What nobody has worked on yet goes back to the office: what was not taken up, and what was answered together with another.
    """
    matter = move.matter
    _taken_back(move)
    matter.result, matter.rating, supervised = "", "", matter.round > 2
    if move.action is None:
        matter.parent = None
        return Effect(matter.office_id, state="registered", tell=supervised)
    days = book(local_date(move.at)).count(f"{matter.kind}.again")
    due, counted = _until(move, move.present.owner, days)
    action = _again(move, due, counted)
    return Effect(action.owner.unit_id, action.owner_id, due, workdays=counted, tell=supervised)


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
    "extend": extend,
    "decline": decline,
    "reply": reply,
    "plan": plan,
    "sign": sign,
    "sign_plan": sign_plan,
    "merge": merge,
    "unmerge": unmerge,
    "rate": rate,
    "handle_again": handle_again,
}
ANSWERING = ("answer", "sign", "sign_plan", "decline")
TAKING_BACK = ("reopen", "handle_again", "unmerge")


def _until(move: Move, owner: Person, days: int) -> tuple[datetime, int | None]:
    """When so many days are over for this owner: working days, or by the clock round for who works shifts (then no calendar moves it)."""
    calendar = calendar_for(owner.unit_id, local_date(move.at), move.calendar)
    return calendar.due(move.at, days), days if calendar is move.calendar else None


def _judge(move: Move, verdict: str) -> None:
    action = move.present
    action.verified_by_id, action.verified_at, action.verdict = move.actor.person, move.at, verdict
    action.save(update_fields=["verified_by", "verified_at", "verdict"])


def _again(move: Move, due: datetime | None = None, days: int | None = None) -> Action:
    last = move.present
    return Action.objects.create(
        matter=move.matter,
        ordinal=last.ordinal + 1,
        text=last.text,
        owner=last.owner,
        due_at=due or last.due_at,
        workdays=days,
        assigned_at=move.at,
    )


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


def _taken_back(move: Move) -> None:
    matter = move.matter
    since = Event.objects.filter(matter=matter, act__in=ANSWERING).order_by("-id").values_list("at", flat=True)[0]
    matter.round += 1
    matter.answered_at = matter.answered_on = matter.closed_at = matter.closed_on = None
    matter.closing = ""
    Custody.objects.filter(matter=matter, since__gte=since).update(unit=matter.office_id, person=None, why="not fixed")
    _bridge(matter, move.at)


def _bridge(matter: Matter, at: datetime) -> None:
    """A closed matter is held by nobody: the time it lay closed wrongly is charged to the office that answered."""
    last = Custody.objects.filter(matter=matter).order_by("-since", "-id").first()
    if last and last.until:
        Custody.objects.create(matter=matter, unit=matter.office, since=last.until, until=None, why="not fixed")
