"""Looking some weeks later whether it still holds."""

from luoshi.kernel.matters.acts.answering import taken_back
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.acts.tries import try_again


def effect_holds(move: Move) -> Effect:
    """It still holds: closed stays closed, and somebody has looked."""
    move.matter.effect = "holds"
    return Effect(stays=True, detail={"effect_on": str(move.matter.effect_on)})


def effect_fails(move: Move) -> Effect:
    """It does not hold: a new round with the old clock, without anybody having to raise it again; a leader is told at once."""
    matter, planned = move.matter, move.matter.effect_on
    taken_back(move)
    matter.effect, detail = "failed", {"effect_on": str(planned)}
    if move.action is None:
        return Effect(matter.office_id, state="registered", detail=detail, tell=True)
    action = try_again(move, move.calendar.due(move.at, move.count("done")), None)
    return Effect(action.owner.unit_id, action.owner_id, action.due_at, detail, tell=True)
