"""Standing still with a reason that the raiser sees: a question, a pause, a consultation, not now; and asking how far it is."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from luoshi.base.clock import at_local, local_date
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.acts.working import let_go
from luoshi.kernel.matters.models import Action, Event


def ask(move: Move) -> Effect:
    """A question to the raiser: until the answer, or until the time for it is over, the wait is the raiser's."""
    matter = move.matter
    if matter.raiser is None:
        raise Refusal(_("Nobody signed it: there is no one to ask."), field="question")
    detail = _set_aside(move)
    matter.waiting = "asked"
    due = move.calendar.due(move.at, move.count("asked"))
    return Effect(matter.raiser.unit_id, matter.raiser_id, due, detail, why="asked")


def tell_more(move: Move) -> Effect:
    """The raiser has said more, or has left no word in time: it goes on where it was, its deadline moved by the wait."""
    return _go_on(move)


def pause(move: Move) -> Effect:
    """It stands still until a day, for a reason that the raiser reads; the wait is written to the office as a pause."""
    day = _coming(move, "until", move.count("paused"))
    detail = {**_set_aside(move), "until": str(day)}
    move.matter.waiting = "paused"
    return Effect(move.matter.office_id, due=_morning(move, day), detail=detail, why="paused")


def resume(move: Move) -> Effect:
    """The pause is over: it goes on where it was."""
    return _go_on(move)


def consult(move: Move) -> Effect:
    """It needs several offices at once: it waits for what they decide together."""
    let_go(move.matter, move)
    return Effect(move.matter.office_id)


def defer(move: Move) -> Effect:
    """Not now, for a reason that the raiser reads, and looked at again on a day."""
    day = _coming(move, "follow_up", move.count("deferred"))
    move.matter.promised_on = day
    return Effect(move.matter.office_id, due=_morning(move, day), detail={"follow_up": str(day)})


def take_up(move: Move) -> Effect:
    """It is looked at again."""
    return Effect(move.matter.office_id)


def urge(move: Move) -> Effect:
    """The raiser asks how far it is: once at each station."""
    matter = move.matter
    if matter.holder_id is not None and matter.holder_id == move.actor.person:
        raise Refusal(_("It is with you."))
    if Event.objects.filter(matter=matter, act="urge", at__gte=matter.entered_at).exists():
        raise Refusal(_("You have asked already; the holder was told. You can ask again when it has moved on or is late."))
    return Effect(stays=True)


def _set_aside(move: Move) -> dict[str, object]:
    """How it stood, so that it can go on there."""
    matter = move.matter
    stood = {"unit": matter.holder_unit_id, "person": matter.holder_id, "due_before": matter.due_at.isoformat() if matter.due_at else ""}
    return {**stood, "entered": matter.entered_at.isoformat()}


def _go_on(move: Move) -> Effect:
    matter = move.matter
    stopped = Event.objects.filter(matter=matter, act__in=("ask", "pause")).order_by("-id")[0]
    matter.waiting = ""
    before = stopped.detail.get("due_before")
    due = datetime.fromisoformat(before) + (move.at - stopped.at) if before else None
    if due and move.action and move.action.done_at is None and move.action.due_at.isoformat() == before:
        Action.objects.filter(pk=move.action.pk).update(due_at=due, workdays=None)
    detail = {"old_due": before, "due": due.isoformat()} if due and before else {}
    return Effect(stopped.detail["unit"], stopped.detail["person"], due, detail)


def _coming(move: Move, field: str, most: int) -> date:
    day: date = move.values[field]
    if day <= local_date(move.at):
        raise Refusal(_("This day has passed: choose one that is to come."), field=field)
    if day > local_date(move.at) + timedelta(days=most):
        raise Refusal(_("At most %(n)s days from now.") % {"n": most}, field=field)
    return day


def _morning(move: Move, day: date) -> datetime:
    return at_local(move.calendar.next_workday(day), move.calendar.start.hour, move.calendar.start.minute)
