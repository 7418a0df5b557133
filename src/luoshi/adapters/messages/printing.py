"""Printing slips: what was printed counts as printed."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from luoshi.adapters.messages.models import SLIP, Message
from luoshi.adapters.messages.noting import note
from luoshi.adapters.messages.outbox import OPEN
from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.roles import LEADING
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.tree import tree


@transaction.atomic
def print_slips(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, people: Iterable[int]) -> None:
    """What waits unprinted for these people counts as printed, under this command, by which it can be looked at and printed again.

    Unseen: a unit that the actor does not lead. People of other units are left out.
    """
    on = local_date(at)
    if not covers(actor, unit.pk, on, LEADING):
        raise Unseen
    chosen = sorted(set(people))
    if commands.begin(actor=actor, at=at, command=command, fields=(unit.pk, chosen), outcome=("unit", unit.pk)):
        return
    here = Person.objects.filter(pk__in=chosen, unit__in=tree(on).below([unit.pk]))
    Message.objects.filter(OPEN, channel=SLIP, person__in=here).update(sent_at=at, printed_as=command)
    note(actor, at, "message.slips_printed", ("unit", unit.pk), people=chosen)
