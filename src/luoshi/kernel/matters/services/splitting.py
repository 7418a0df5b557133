"""Splitting a matter by area: parts with measures, clocks and checks of their own, and the whole that waits for the last of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.acts.joining import Part
from luoshi.kernel.matters.acts.move import Move, until
from luoshi.kernel.matters.models import Action, Custody, Event, Matter
from luoshi.kernel.matters.recusal import copy_concerns

SPACE = uuid.UUID("6f1c6d0e-6f6c-4a3e-9f0e-737061727473")

__all__ = ["Part", "after_a_part", "lay_parts", "split"]


def split(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, parts: Sequence[Part]) -> list[int]:
    """Split a matter into these parts; their ids, in the order given. Refused: fewer than two, an area twice, a part of a part."""
    from luoshi.kernel.matters.services.stepping import take_step

    take_step(actor=actor, at=at, command=command, matter=matter, step="split", values={"parts": list(parts)})
    return list(Matter.objects.filter(parent=matter).exclude(state="merged").order_by("id").values_list("pk", flat=True))


def lay_parts(move: Move, at: datetime) -> None:
    """The parts of a matter that has just been split."""
    if move.step.act != "split":
        return
    for number, part in enumerate(
        move.values["parts"], start=Matter.objects.filter(parent=move.matter).exclude(state="merged").count() + 1
    ):
        _lay(move, part, number, at)


def _lay(move: Move, part: Part, number: int, at: datetime) -> None:
    whole, on, owner = move.matter, local_date(at), part.owner
    due, counted = until(move, owner, part.workdays)
    row = Matter.objects.create(
        kind=whole.kind,
        number=f"{whole.number}-{number}",
        title=f"{whole.title} · {part.area}"[:120],
        topic=whole.topic,
        channel=whole.channel,
        state="assigned",
        unit_id=whole.unit_id,
        place_id=whole.place_id,
        equipment_id=whole.equipment_id,
        party_id=whole.party_id,
        parent=whole,
        reserved=whole.reserved,
        conduct=whole.conduct,
        entered_by_id=move.actor.person,
        office_id=whole.office_id,
        owner=owner,
        holder=owner,
        holder_unit_id=owner.unit_id,
        raised_at=at,
        raised_on=on,
        happened_at=at,
        entered_at=at,
        due_at=due,
        due_workdays=counted,
        promised_on=local_date(due),
    )
    copy_concerns(whole, row)
    Action.objects.create(
        matter=row,
        ordinal=1,
        text=part.action,
        owner=owner,
        due_at=due,
        workdays=counted,
        assigned_at=at,
        nature=part.nature,
        money=part.money,
        contingency=part.contingency,
    )
    Custody.objects.create(matter=row, unit_id=owner.unit_id, person=owner, since=at)
    detail = {"whole": whole.number, "id": whole.pk, "area": part.area, "owner": owner.name, "due": due.isoformat()}
    for act, text in (("raise", ""), ("assign", part.action)):
        Event.objects.create(
            matter=row, act=act, step="part", after="assigned", round=1, person_id=move.actor.person, at=at, on=on, text=text, detail=detail
        )
    payload = {"number": row.number, "title": row.title, "text": part.action, "whole": whole.number, "owner": owner.name}
    record(actor=move.actor, at=at, verb="matter.raised", subject=("matter", row.pk), on=on, unit=row.unit_id, payload=payload)
    make_known(row)


def make_known(row: Matter) -> None:
    """Lay a part into the search and tell its owner of it."""
    from luoshi.kernel.matters.services.notifying import tell_holder
    from luoshi.kernel.matters.services.raising import make_findable

    make_findable(row)
    tell_holder(row, "to_you", f"part{row.pk}", row.raised_at)


def after_a_part(row: Matter, at: datetime) -> None:
    """When the last part is closed, the whole waits for its answer."""
    if row.closing != "part" or row.parent_id is None:
        return
    from luoshi.kernel.matters.services.stepping import take_step

    parts = Matter.objects.filter(parent=row.parent_id).exclude(state="merged")
    if parts.filter(closed_at__isnull=True).exists():
        return
    closed = "-".join(str(pk) for pk in parts.order_by("id").values_list("pk", flat=True))
    take_step(actor=HOUSE, at=at, command=uuid.uuid5(SPACE, closed), matter=row.parent_id, step="parts_done", values={})
