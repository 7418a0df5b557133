"""Which requests for correction wait for whom."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.kernel.org.roles import ADMINISTERING, LEADING
from luoshi.web.privacy.models import Correction
from luoshi.web.shelves import Todo


def answerable(actor: Actor) -> Q:
    """The requests that this person may answer: an administrator all but the own; a leader those told of."""
    if actor.person is None:
        return Q(pk__in=())
    if actor.holds(*ADMINISTERING):
        return ~Q(person=actor.person)
    return Q(told=actor.person)


def open_for(actor: Actor) -> QuerySet[Correction]:
    """What waits for this person's answer."""
    return Correction.objects.filter(answerable(actor), answered_at__isnull=True)


def todos(actor: Actor, _at: datetime, limit: int) -> list[Todo]:
    rows = open_for(actor).select_related("person__unit").order_by("due_at", "id")
    return [
        Todo(f"/w/corrections#c{row.pk}", _("Answer"), f"{row.person.name} · {row.person.unit.name}", row.due_at) for row in rows[:limit]
    ]


def count(actor: Actor, _on: date) -> int:
    return open_for(actor).count()


def queries(actor: Actor, _on: date) -> list[object]:
    """Only administrators and leaders have such things waiting: for others nothing is asked."""
    return [open_for(actor)] if actor.holds(*ADMINISTERING, *LEADING) else []
