"""Which matters count in a figure but are listed to nobody, or not to a certain person."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from luoshi.base.actor import Actor
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.org.scope import ranges, scope, within


def conduct(path: str = "") -> Callable[[], Q]:
    """What is about somebody's conduct goes to named recipients alone: it counts and stands in no list. `path` leads to the matter."""
    return lambda: Q(**{f"{path}conduct": True})


def guarded(path: str = "") -> Callable[[], Q]:
    """All that is kept from anybody in one of these two ways: few, and found by an index of their own."""
    return lambda: Q(**{f"{path.removesuffix('__') or 'pk'}__in": Matter.objects.filter(reserved=True).values("pk")})


def hidden_from(path: str = "") -> Callable[[Actor, date], Q]:
    """What this person must never see: it counts and is not listed to this person."""

    def condition(actor: Actor, on: date) -> Q:
        theirs = Matter.objects.filter(hidden(actor, on), reserved=True)
        return Q(**{f"{path}reserved": True, f"{path.removesuffix('__') or 'pk'}__in": theirs.values("pk")})

    return condition


def not_read_by(path: str) -> Callable[[Actor, date], Q]:
    """What this person must never see, and what stays a stranger's: found, handled and worked on in units the person does not read."""

    def condition(actor: Actor, on: date) -> Q:
        units = ranges(scope(actor, on))
        readable = Matter.objects.filter(within(units, "unit_id") | within(units, "office_id") | within(units, "owner__unit_id"))
        return ~Q(**{f"{path.removesuffix('__')}__in": readable.values("pk")}) | hidden_from(path)(actor, on)

    return condition
