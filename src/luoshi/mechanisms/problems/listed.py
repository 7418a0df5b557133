"""Which problems count but are listed to nobody, or not to a certain person."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from luoshi.base.actor import Actor
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.scope import ranges, scope, within


def conduct(path: str = "") -> Callable[[], Q]:
    """What is about somebody's conduct goes to named recipients alone: it counts and stands in no list."""
    return lambda: Q(**{f"{path}conduct": True})


def not_for(column: str = "pk") -> Callable[[Actor, date], Q]:
    """What concerns this person, or the own superiors in it, is never listed to this person."""
    return lambda actor, on: Q()


def not_readable(actor: Actor, on: date) -> Q:
    """What was held in a unit that a person reads but was found, and is handled, elsewhere: it counts and is not listed."""
    units = ranges(scope(actor, on))
    readable = within(units, "unit_id") | within(units, "office_id") | within(units, "owner__unit_id")
    return ~Q(matter_id__in=Matter.objects.filter(readable).values("pk")) | not_for("matter_id")(actor, on)
