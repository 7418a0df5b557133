"""What happens when nobody acts: silence after the answer lapses into "not evaluated", and what is overdue is told to a leader."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from luoshi.base.actor import HOUSE
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services.stepping import take_step
from luoshi.kernel.matters.services.telling import tell_leader

SPACE = uuid.UUID("6f1c6d0e-6f6c-4a3e-9f0e-6c756f736869")


def lapse_unanswered(at: datetime) -> int:
    """Close what the raiser has left without a word past its day. Silence is not satisfaction: it is written as not evaluated."""
    done = 0
    for kind in kinds:
        lapsing = [step for step in kind.workflow.steps.values() if step.lapses]
        for step in lapsing:
            rows = Matter.objects.filter(kind=kind.name, state__in=step.sources, closed_at__isnull=True, due_at__lt=at)
            for matter, entered in rows.values_list("id", "entered_at"):
                key = uuid.uuid5(SPACE, f"lapse {matter} {entered.isoformat()}")
                done += _lapsed(matter, step.name, key, at)
    return done


def _lapsed(matter: int, step: str, key: uuid.UUID, at: datetime) -> int:
    """One matter; 0 when the raiser was quicker than the clock."""
    try:
        take_step(actor=HOUSE, at=at, command=key, matter=matter, step=step, values={})
    except Refusal:
        return 0
    return 1


def tell_leaders(at: datetime) -> int:
    """Tell the nearest leader above the holder of what is overdue: once for each station it is late at."""
    done = 0
    for kind in kinds:
        lapsing = {source for step in kind.workflow.steps.values() if step.lapses for source in step.sources}
        late = Matter.objects.filter(kind=kind.name, closed_at__isnull=True, told_at__isnull=True, due_at__lt=at)
        for matter in late.exclude(state__in=lapsing).values_list("id", flat=True):
            done += _tell(matter, at)
    return done


@transaction.atomic
def _tell(matter: int, at: datetime) -> int:
    late = Q(closed_at__isnull=True, told_at__isnull=True, due_at__lt=at)
    row = Matter.objects.select_for_update().filter(late, pk=matter).first()
    if row is None:
        return 0
    tell_leader(row, at)
    return 1
