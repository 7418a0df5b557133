"""Which units can be chosen without a name and who reads what is sent for them; and the matter that a receipt leads to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.kinds import Kind, kinds
from luoshi.kernel.matters.recusal import recipients
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import all_units, in_force, unit_by_code
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.voice.models import Receipt

READ = "voice.read"


@dataclass(frozen=True)
class Offered:
    """A unit that can be chosen: large enough that nobody is known by it, with somebody named to read."""

    code: str
    name: str
    depth: int
    readers: tuple[tuple[int, str], ...]


def nameless_kinds() -> list[Kind]:
    """The kinds that may come without a name."""
    return [one for one in kinds if one.nameless]


def offered(on: date) -> list[Offered]:
    """The units that can be chosen, in the order of the tree. A unit that is too small is left to the one above it."""
    least, of = book(on).count("voice.smallest"), tree(on)
    people = Counter(Person.objects.filter(in_force(on)).values_list("unit_id", flat=True))
    found = []
    for unit, depth in all_units(on):
        if depth and sum(people[one] for one in of.below([unit.pk])) < least:
            continue
        named = recipients(unit.pk, on)
        if named:
            found.append(Offered(unit.code, unit.name, depth, tuple((one.pk, one.name) for one in named)))
    return found


def readers_but(unit: str, keep_from: Sequence[int], on: date) -> list[str]:
    """Who would read what is sent for this unit, nearest first, without those whom it is about."""
    return [one.name for one in recipients(unit_by_code(unit).pk, on) if one.pk not in keep_from]


def by_receipt(digest: bytes) -> Receipt | None:
    """The matter that a receipt leads to, by the digest; None while it waits, and for a receipt that nobody has."""
    return Receipt.objects.filter(digest=digest.hex()).select_related("matter").first()
