"""What holds on a day: periods as a filter, holdings as grants."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from luoshi.base.actor import Grant
from luoshi.kernel.org.roles import RECEIVING

HOLDINGS = "holdings"


def in_force(on: date) -> Q:
    """Rows whose period `[since, until)` holds this day."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def grants(held: Iterable[tuple[str, int, int | None]]) -> tuple[Grant, ...]:
    """Holdings as grants; the handler of an office also reads the unit that the office receives for."""
    out: list[Grant] = []
    for role, unit, receives_for in held:
        out.append(Grant(role, unit))
        if role == "handler" and receives_for is not None:
            out.append(Grant(RECEIVING, receives_for))
    return tuple(out)
