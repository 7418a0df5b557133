"""What happens only to what was said without a name: a recipient sees to it, its receipt says more or asks for the next recipient."""

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move


def undertake(move: Move) -> Effect:
    """A named recipient sees to it by a day, without giving it to anybody else; whoever sent it reads what and until when."""
    days = move.values["workdays"]
    due = move.calendar.due(move.at, days)
    return Effect(move.actor.unit, move.actor.person, due, {"due": due.isoformat()}, workdays=days)


def add(move: Move) -> Effect:
    """Whoever sent it says more: it changes nothing else."""
    return Effect(stays=True)


def escalate(move: Move) -> Effect:
    """It is late, and whoever sent it asks for the next named recipient."""
    due = move.matter.due_at
    if due is None or due >= move.at:
        raise Refusal(_("It is not late yet."))
    return Effect(stays=True, tell=True)
