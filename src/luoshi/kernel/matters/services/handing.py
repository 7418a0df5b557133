"""Who holds a matter next, and the answer that goes to everybody whose matter was merged into one."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import KEY, compiled
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.acts import ANSWERING, Effect, Move
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.services.notifying import tell_person


def hand_over(row: Matter, effect: Effect, at: datetime) -> None:
    """Close the holder's stretch and open the next; the same holder goes on."""
    present = compiled((), "custody now", _now).first(key=row.pk)
    if present and (present.unit_id, present.person_id, present.why) == (effect.unit, effect.person, effect.why):
        return
    if present:
        at = max(at, present.since)  # a clock that was put back takes no time from anybody
        present.until = at
        present.save(update_fields=["until"])
    if effect.unit is not None:
        Custody.objects.create(matter=row, unit_id=effect.unit, person_id=effect.person, since=at, why=effect.why)


def _now() -> QuerySet[Custody]:
    return Custody.objects.filter(matter=KEY, until__isnull=True).order_by("pk")[:1]


def note_merging(actor: Actor, row: Matter, move: Move, at: datetime) -> None:
    """The one it is merged into says so too, so that its page shows everybody who waits for it."""
    into = move.values.get("into") if move.step.act == "merge" else None
    if into is None:
        return
    detail = {"from": row.number, "id": row.pk}
    Event.objects.create(
        matter=into,
        act="merged_in",
        before=into.state,
        after=into.state,
        round=into.round,
        person_id=actor.person,
        at=at,
        on=local_date(at),
        detail=detail,
    )


def answer_merged(actor: Actor, row: Matter, effect: Effect, act: str, target: str, text: str, at: datetime) -> None:
    """What was merged into this matter is answered with it: each raiser gets the same words and says how satisfied.

    A plan is told to them too; they go on waiting for what was promised.
    """
    if act not in ANSWERING:
        return
    for part in Matter.objects.select_for_update(of=("self",)).filter(parent=row, state="merged").select_related("raiser").order_by("id"):
        _answer(actor, part, row, effect, act, target, text, at)


def _answer(actor: Actor, part: Matter, row: Matter, effect: Effect, act: str, target: str, text: str, at: datetime) -> None:
    before, on = part.state, local_date(at)
    part.result, part.owner_id = row.result, row.owner_id
    if part.answered_at is None:
        part.answered_at, part.answered_on = at, on
    if act != "sign_plan":
        part.state, part.entered_at, part.due_at, part.due_workdays = target, at, row.due_at, row.due_workdays
        part.holder_id, part.holder_unit_id = part.raiser_id, part.raiser.unit_id if part.raiser else part.unit_id
        hand_over(part, Effect(part.holder_unit_id, part.holder_id), at)
    part.save()
    what = "answered" if act != "sign_plan" else "informed"
    _say_too(actor, part, before, act, text, {**(effect.detail or {}), "with": row.number}, what, at)


def inform_merged(actor: Actor, row: Matter, act: str, text: str, at: datetime) -> None:
    """An interim word goes to everybody whose matter was merged into this one too; it changes nothing there either."""
    if act != "inform":
        return
    for part in Matter.objects.select_for_update(of=("self",)).filter(parent=row, state="merged").select_related("raiser").order_by("id"):
        _say_too(actor, part, part.state, act, text, {"with": row.number}, "informed", at)


def _say_too(actor: Actor, part: Matter, before: str, act: str, text: str, detail: Mapping[str, object], what: str, at: datetime) -> None:
    """The same words in the story of what was merged; its raiser is told."""
    on = local_date(at)
    said = Event.objects.create(
        matter=part,
        act=act,
        step="merged",
        before=before,
        after=part.state,
        round=part.round,
        person_id=actor.person,
        at=at,
        on=on,
        text=text,
        detail=detail,
    )
    payload = {"step": "merged", "before": before, "after": part.state, "text": text, **detail}
    record(actor=actor, at=at, verb="matter.stepped", subject=("matter", part.pk), on=on, unit=part.unit_id, payload=payload)
    tell_person(part, what, part.raiser, f"e{said.pk}", at)
