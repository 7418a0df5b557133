"""What may be the same: open matters of one office, the likest first."""

from luoshi.base.search.grams import normalised
from luoshi.kernel.matters.models import Matter

LOOKED_AT, OFFERED = 300, 50


def likest(matter: Matter) -> list[tuple[str, str]]:
    """Number and title of what this matter may be merged into: open, not answered, of the same kind and office; one statement."""
    found = Matter.objects.filter(kind=matter.kind, office=matter.office_id, closed_at__isnull=True, answered_at__isnull=True)
    rows = found.exclude(pk=matter.pk).exclude(state="merged").order_by("-id").values_list("number", "title")[:LOOKED_AT]
    own = pairs(matter.title)
    return sorted(rows, key=lambda row: -likeness(own, pairs(row[1])))[:OFFERED]


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a text."""
    plain = normalised(text).replace(" ", "")
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts share: 0 nothing, 1 the same pairs."""
    return len(one & other) / len(one | other) if one and other else 0.0
