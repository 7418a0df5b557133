"""The tries of a measure: judged by another, and begun again."""

from datetime import datetime

from luoshi.kernel.matters.acts.move import Move
from luoshi.kernel.matters.models import Action, Matter


def judge(move: Move, verdict: str) -> None:
    """What the checker found."""
    action = move.present
    action.verified_by_id, action.verified_at, action.verdict = move.actor.person, move.at, verdict
    action.save(update_fields=["verified_by", "verified_at", "verdict"])


def try_again(move: Move, due: datetime | None = None, days: int | None = None) -> Action:
    """A new try of the same measure, by the same owner."""
    last = move.present
    return Action.objects.create(
        matter=move.matter,
        ordinal=next_ordinal(move.matter),
        measure=last.measure,
        nature=last.nature,
        text=last.text,
        money=last.money,
        contingency=last.contingency,
        owner=last.owner,
        due_at=due or last.due_at,
        workdays=days,
        assigned_at=move.at,
    )


def next_ordinal(matter: Matter) -> int:
    """Tries are numbered through, whatever measure they belong to."""
    last = Action.objects.filter(matter=matter).order_by("-ordinal").values_list("ordinal", flat=True).first()
    return (last or 0) + 1
