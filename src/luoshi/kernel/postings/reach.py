"""Who may post, who is meant, and who may see: by the unit that a posting speaks to."""

from datetime import date

from django.db.models import Q

from luoshi.base.actor import Actor
from luoshi.kernel.org.roles import LEADING, RECEIVING
from luoshi.kernel.org.scope import covers, ranges, within
from luoshi.kernel.org.tree import tree

POSTING = ("handler", RECEIVING, *LEADING)


def in_charge(actor: Actor, audience: int, on: date) -> bool:
    """May this person post to this unit, withdraw there, answer there and read who has read?"""
    return covers(actor, audience, on, POSTING)


def meant(actor: Actor, audience: int, on: date) -> bool:
    """Is this person of the audience?"""
    return actor.person is not None and tree(on).covers([audience], actor.unit)


def seen_by(actor: Actor, on: date) -> Q:
    """The postings that this person may see: to the own unit or one above it, and those in the own charge (before their day too)."""
    if actor.person is None:
        return Q(pk__in=())
    of = tree(on)
    meant_for = Q(audience__in=of.above(actor.unit), since__lte=on)
    charge = of.below(actor.units(*POSTING))
    return meant_for | within(ranges(charge), "audience_id") if charge else meant_for
