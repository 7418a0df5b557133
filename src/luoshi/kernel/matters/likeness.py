"""What may be the same: open matters of one office, the likest first."""

from django.db.models import Q, QuerySet

from luoshi.base.search.grams import normalised
from luoshi.kernel.matters.models import UNANSWERED, Matter

LOOKED_AT, OFFERED = 300, 50
LIKE = 0.3


def likest(matter: Matter) -> list[tuple[str, str]]:
    """Number and title of what this matter may be merged into: open, not answered, of the same kind and office; one statement."""
    found = Matter.objects.filter(kind=matter.kind, office=matter.office_id, closed_at__isnull=True, answered_at__isnull=True)
    return _sorted(matter, found.exclude(state="merged"))


def likest_before(matter: Matter) -> list[tuple[str, str]]:
    """Number and title of what this matter may repeat: closed, of the same kind, found at the same place or on the same equipment, else in
    the same unit; one statement."""
    there = Q(place=matter.place_id) if matter.place_id else Q(unit=matter.unit_id)
    if matter.equipment_id:
        there |= Q(equipment=matter.equipment_id)
    found = Matter.objects.filter(there, kind=matter.kind, closed_at__isnull=False, raised_at__lt=matter.raised_at)
    return _sorted(matter, found.exclude(closing__in=UNANSWERED))


def likely_repeat(matter: Matter) -> tuple[str, str] | None:
    """The closed one that this one very probably repeats; None where none is that like."""
    found = likest_before(matter)[:1]
    return found[0] if found and likeness(pairs(matter.title), pairs(found[0][1])) >= LIKE else None


def _sorted(matter: Matter, found: QuerySet[Matter]) -> list[tuple[str, str]]:
    """The likest first. What is kept from somebody is offered to nobody."""
    rows = found.filter(reserved=False).exclude(pk=matter.pk).order_by("-id").values_list("number", "title")[:LOOKED_AT]
    own = pairs(matter.title)
    return sorted(rows, key=lambda row: -likeness(own, pairs(row[1])))[:OFFERED]


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a text."""
    plain = normalised(text).replace(" ", "")
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts share: 0 nothing, 1 the same pairs."""
    return len(one & other) / len(one | other) if one and other else 0.0
