"""Setting a parameter from a day on; what was in force before stays readable."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.parameters.declared import shelf
from luoshi.base.parameters.models import ParameterValue
from luoshi.base.parameters.selectors import STAMP
from luoshi.base.refusal import Refusal


@transaction.atomic
def set_parameter(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, value: str, since: date, source: str) -> None:
    """From `since` on this value is in force. A value set for the same day that has not come yet is corrected.

    Refused: an unknown name, a value that does not read, a day from which a value stands already, a missing source.
    """
    known = commands.begin(actor=actor, at=at, command=command, fields=(name, value, since, source), outcome=("parameter", 0))
    if known:
        return
    declared = shelf.get(name)
    if declared is None:
        raise Refusal(_("There is no parameter %(name)s.") % {"name": name}, field="name")
    try:
        declared.read(value)
    except ValueError:
        raise Refusal(_("%(value)s is no value for %(label)s.") % {"value": value, "label": declared.label}, field="value") from None
    if not source.strip():
        raise Refusal(_("Say which rule or decision this value comes from."), field="source")
    fits(ParameterValue, value=value, source=source)
    standing = ParameterValue.objects.filter(name=name, since__gte=since)
    if standing.filter(Q(since__gt=since) | Q(since__lte=local_date(at))).exists():
        raise Refusal(_("A value from this day on, or later, is already set."), field="since")
    standing.delete()
    ParameterValue.objects.filter(name=name).filter(Q(until__isnull=True) | Q(until__gt=since)).update(until=since)
    ParameterValue.objects.create(name=name, value=value.strip(), since=since, source=source.strip(), set_by=actor.person)
    changed(STAMP)
    record(
        actor=actor,
        at=at,
        verb="parameter.set",
        subject=("parameter", 0),
        on=local_date(at),
        payload={"name": name, "value": value, "since": str(since), "source": source},
    )
