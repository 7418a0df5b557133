"""What somebody held who has left: it goes to the head of the unit, in the open."""

from datetime import datetime

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.acts import Effect
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.recusal import recused
from luoshi.kernel.matters.services.handing import hand_over
from luoshi.kernel.org.models import Person


def pass_on(person: Person, heir: Person | None, at: datetime) -> None:
    """Every open matter that this person holds goes to the heir, deadline unchanged; without an heir the office has it again.

    What the person raised stays the person's: an answer that waits for the own word waits on. Work to be checked by the one who left is
    checked by the heir.
    """
    held = (
        Matter.objects.select_for_update().filter(holder=person, closed_at__isnull=True).exclude(raiser=person, answered_at__isnull=False)
    )
    for row in held.order_by("id"):
        _pass(row, person, heir, at)


def _pass(row: Matter, person: Person, heir: Person | None, at: datetime) -> None:
    if is_nameless(row):
        heir = next((one for one in handlers_of(row, row.office_id, local_date(at)) if one.pk != person.pk), None)
    if heir and recused(row, heir, local_date(at)):
        heir = None  # it is about the heir or somebody above: the office decides anew
    last = Action.objects.filter(matter=row).order_by("-ordinal").first() if heir else None
    if heir and last and last.verifier_id == person.pk and last.verified_at is None:
        last.verifier = heir if heir.pk not in (last.done_by_id, last.done_for_id) else None
        last.save(update_fields=["verifier"])
    elif heir and last and last.owner_id == person.pk and last.done_at is None:
        last.owner = row.owner = heir
        last.save(update_fields=["owner"])
    row.holder_id, row.holder_unit_id = (heir.pk, heir.unit_id) if heir else (None, row.office_id)
    row.save(update_fields=["holder", "holder_unit", "owner"])
    hand_over(row, Effect(row.holder_unit_id, row.holder_id), at)
    detail, on = {"old_owner": person.name, "owner": heir.name if heir else row.office.name}, local_date(at)
    Event.objects.create(matter=row, act="left", before=row.state, after=row.state, round=row.round, at=at, on=on, detail=detail)
    record(actor=HOUSE, at=at, verb="matter.passed_on", subject=("matter", row.pk), on=on, unit=row.unit_id, payload={"to": row.holder_id})
