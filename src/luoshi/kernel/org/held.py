"""What holds on a day: periods as a filter, holdings as grants."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from luoshi.base.actor import Grant
from luoshi.base.parameters.selectors import book
from luoshi.kernel.org.roles import ADMINISTERING, RECEIVING

HOLDINGS = "holdings"


def in_force(on: date) -> Q:
    """Rows whose period `[since, until)` holds this day."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def administrators_apart(on: date) -> bool:
    """Are system and security administrator two people who cannot do each other's work? The audit administrator is always a third."""
    return book(on).flag("org.administrators_apart")


def grants(held: Iterable[tuple[str, int, int | None]], *, apart: bool = True) -> tuple[Grant, ...]:
    """Holdings as grants; the handler of an office also reads the unit that the office receives for.

    Where system and security administrator are not `apart`, whoever holds one of the two has the other as well.
    """
    out: list[Grant] = []
    for role, unit, receives_for in held:
        out.append(Grant(role, unit))
        if role == "handler" and receives_for is not None:
            out.append(Grant(RECEIVING, receives_for))
        if role in ADMINISTERING and not apart:
            out.extend(Grant(other, unit) for other in ADMINISTERING if other != role)
    return tuple(out)
