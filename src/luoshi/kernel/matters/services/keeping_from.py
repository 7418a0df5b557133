"""Where a matter goes when whoever would hold it must not have to do with it, and its parts with it."""

from dataclasses import replace
from datetime import date, datetime

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.offices import elsewhere, handlers_of
from luoshi.kernel.matters.recusal import recused, set_concern
from luoshi.kernel.matters.services.handing import hand_over
from luoshi.kernel.org.models import Person


def kept_away(row: Matter, effect: Effect, on: date) -> Effect:
    """The same effect, but nobody whom it is about comes to hold it: the office decides anew. The raiser's own word is the raiser's."""
    if is_nameless(row) and row.answered_at is None and effect.unit is not None and effect.person is None and not effect.stays:
        return _with_a_recipient(row, effect, on)
    if not row.reserved or effect.stays or effect.person is None or effect.person == row.raiser_id:
        return effect
    if not recused(row, Person.objects.get(pk=effect.person), on):
        return effect
    unit, person = elsewhere(row, on)
    return replace(effect, unit=unit, person=person)


def _with_a_recipient(row: Matter, effect: Effect, on: date) -> Effect:
    """What came without a name is held by one of its recipients by name: whoever has it already, else the nearest."""
    free = handlers_of(row, row.office_id, on)
    one = next((person for person in free if person.pk == row.holder_id), free[0] if free else None)
    return replace(effect, unit=one.unit_id, person=one.pk) if one else effect


def keep_parts_from(move: Move) -> None:
    """Whom the whole is about the parts are about too; a part held by them goes back to the office, its day unchanged."""
    if move.step.act != "concern":
        return
    parts = Matter.objects.select_for_update(of=("self",)).filter(parent=move.matter).exclude(state="merged").select_related("holder")
    for part in parts.order_by("id"):
        set_concern(part, move.values["concerned"])
        _keep(part, move.matter, move.at)


def _keep(part: Matter, whole: Matter, at: datetime) -> None:
    on = local_date(at)
    part.office_id = whole.office_id
    if part.closed_at is None and part.holder is not None and recused(part, part.holder, on):
        part.holder_unit_id, part.holder_id = elsewhere(part, on)
        hand_over(part, Effect(part.holder_unit_id, part.holder_id), at)
    part.save()
    detail = {"reserved": "yes"}
    Event.objects.create(matter=part, act="concern", before=part.state, after=part.state, round=part.round, at=at, on=on, detail=detail)
    payload = {"step": "concern", **detail}
    record(actor=HOUSE, at=at, verb="matter.stepped", subject=("matter", part.pk), on=on, unit=part.unit_id, payload=payload)
