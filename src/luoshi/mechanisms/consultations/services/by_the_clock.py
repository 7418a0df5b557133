"""What happens when nobody acts: a consultation that is not held by its day, or held and not decided in time, is told to a leader."""

from datetime import datetime

from django.db import transaction

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.org.selectors import leaders
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.mechanisms.consultations.times import due_of
from luoshi.mechanisms.consultations.waiting import STAMP


def tell_leaders(at: datetime) -> int:
    """Tell the nearest leader above the office that called it: once before it was held, once after."""
    waiting = Consultation.objects.filter(concluded_at__isnull=True, told_at__isnull=True).order_by("id")
    late = [pk for pk, planned, held in waiting.values_list("pk", "planned_at", "held_at") if due_of(planned, held) < at]
    return sum(_tell(pk, at) for pk in late)


@transaction.atomic
def _tell(pk: int, at: datetime) -> int:
    one = Consultation.objects.select_for_update().filter(pk=pk, concluded_at__isnull=True, told_at__isnull=True).first()
    if one is None or (due := due_of(one.planned_at, one.held_at)) >= at:
        return 0
    on = local_date(at)
    leader = next((person for person in leaders(one.office_id, on) if person.pk != one.called_by_id), None)
    one.told, one.told_at = leader, at
    one.save(update_fields=["told", "told_at"])
    changed(STAMP)
    if leader:
        station = "decide" if one.held_at else "hold"
        key, url = f"consultation late {pk} {station} {due.isoformat()}", f"/w/consultations/{pk}"
        tell(Notice(key, "late", leader.pk, one.title, url, due, "consultation"), at)
    payload = {"leader": leader.pk if leader else None, "held": one.held_at is not None}
    record(actor=HOUSE, at=at, verb="consultation.told", subject=("consultation", pk), on=on, unit=one.office_id, payload=payload)
    return 1
