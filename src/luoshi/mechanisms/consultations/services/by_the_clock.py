"""What happens when nobody acts: a consultation that is not held by its day, or held and not decided in time, is told to a leader."""

from datetime import date, datetime

from django.db import transaction

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger.services import record
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.matters.recusal import not_recused
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import leaders
from luoshi.mechanisms.consultations.models import Consultation
from luoshi.mechanisms.consultations.services.asking import spoken
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
    leader = _leader(one, on)
    one.told, one.told_at = leader, at
    one.save(update_fields=["told", "told_at"])
    changed(STAMP)
    if leader:
        station = "decide" if one.held_at else "hold"
        key, url = f"consultation late {pk} {station} {due.isoformat()}", f"/w/consultations/{pk}"
        tell(Notice(key, "late", leader.pk, spoken(one), url, due, "consultation"), at)
    payload = {"leader": leader.pk if leader else None, "held": one.held_at is not None}
    record(actor=HOUSE, at=at, verb="consultation.told", subject=("consultation", pk), on=on, unit=one.office_id, payload=payload)
    return 1


def _leader(one: Consultation, on: date) -> Person | None:
    """The nearest above the office who did not call it and whom none of its matters is about."""
    above = [person for person in leaders(one.office_id, on) if person.pk != one.called_by_id]
    for matter in Matter.objects.filter(pk__in=one.items.values("matter"), reserved=True):
        above = not_recused(matter, above, on)
    return above[0] if above else None
