"""The same step for several matters at once: all or none."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services.stepping import take_step

MOST = 100


@transaction.atomic
def take_steps(
    *, actor: Actor, at: datetime, command: uuid.UUID, kind: str, matters: Sequence[int], step: str, values: Mapping[str, Any]
) -> int:
    """Take a step that allows it for all of these matters with the same values, or for none; how many.

    Unseen for what this person may not see or a step that is taken one by one. Refused, with the number: what one of them refuses.
    """
    declared = kinds[kind].workflow.step(step) if kind in kinds else None
    if declared is None or not declared.batch:
        raise Unseen
    if not matters:
        raise Refusal(_("Choose at least one."))
    if len(matters) > MOST:
        raise Refusal(_("At most %(n)s at once.") % {"n": MOST})
    numbers = dict(Matter.objects.filter(pk__in=matters, kind=kind).values_list("id", "number"))
    for one in sorted(matters):  # two batches over the same matters wait in turn, neither for the other
        if one not in numbers:
            raise Unseen
        try:
            take_step(actor=actor, at=at, command=uuid.uuid5(command, str(one)), matter=one, step=step, values=values)
        except Refusal as refusal:
            if refusal.field:
                raise
            raise Refusal(_("%(number)s: %(sentence)s Nothing was changed.") % {"number": numbers[one], "sentence": refusal}) from None
    return len(matters)
