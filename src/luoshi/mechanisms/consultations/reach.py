"""Who may see a consultation, and who may run it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.consultations.models import Consultation, Invitation, Item


def runs(actor: Actor, office: int, on: date) -> bool:
    """Whoever handles for the office that calls: calls, records, decides in the meeting's name."""
    return tree(on).covers(actor.units("handler"), office)


def speaks_for(actor: Actor, person: int) -> bool:
    """Oneself, and whom one stands in for."""
    return person in actor.selves


def seen_by(actor: Actor, on: date) -> Q:
    """Those of the offices one reads, those where somebody of one's units is asked, those one is asked to, leads or called.

    One over a matter that must never reach this person does not exist for them.
    """
    units = ranges(scope(actor, on))
    condition = within(units, "office_id")
    if units:
        condition |= Q(pk__in=Invitation.objects.filter(within(units, "unit_id")).values("consultation"))
    me = [one for one in actor.selves if one is not None]
    if me:
        asked = Invitation.objects.filter(person__in=me).values("consultation")
        condition |= Q(pk__in=asked) | Q(chair__in=me) | Q(called_by__in=me) | Q(told__in=me)
    kept_from = Matter.objects.filter(hidden(actor, on))
    return condition & ~Q(pk__in=Item.objects.filter(matter__in=kept_from).values("consultation"))


def found(actor: Actor, pk: int, on: date) -> Consultation:
    """The consultation as it stands; Unseen outside the person's reach."""
    row = Consultation.objects.filter(seen_by(actor, on), pk=pk).first()
    if row is None:
        raise Unseen
    return row


def held_fast(actor: Actor, pk: int, on: date) -> Consultation:
    """The same, locked for a change. Refused: one that is concluded."""
    found(actor, pk, on)
    row = Consultation.objects.select_for_update().get(pk=pk)
    if row.concluded_at:
        raise Refusal(_("%(number)s is concluded: its minutes stand as they are.") % {"number": row.number})
    return row


def run_by(actor: Actor, pk: int, on: date) -> Consultation:
    """The same, for whoever runs it. Refused: anybody else who sees it."""
    row = held_fast(actor, pk, on)
    if not runs(actor, row.office_id, on):
        raise Refusal(_("This is for a handler of %(office)s to do.") % {"office": tree(on).units[row.office_id].name})
    return row


def item_of(actor: Actor, pk: int, on: date) -> tuple[Consultation, Item]:
    """An item with its consultation, both locked."""
    at = Item.objects.filter(pk=pk).values_list("consultation", flat=True).first()
    if at is None:
        raise Unseen
    consultation = held_fast(actor, at, on)
    return consultation, Item.objects.select_for_update(of=("self",)).select_related("matter").get(pk=pk)
