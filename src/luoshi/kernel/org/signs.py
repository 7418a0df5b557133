"""What can be named with a report: a place, a machine and where it stands, an outside party."""

from datetime import date

from django.db.models import Q

from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Equipment, Party, Place
from luoshi.kernel.org.places import DEEPEST

MOST_AT_A_PLACE = 200


def machine_with(code: str, on: date) -> tuple[str, str] | None:
    """The code of the machine that carries this one, and of the place where it, or what it is part of, stands; None for no machine."""
    one = Equipment.objects.filter(in_force(on), code=code.strip().upper()).select_related("place").first()
    if one is None:
        return None
    place = stands_in(one)
    return one.code, place.code if place else ""


def stands_in(machine: Equipment) -> Place | None:
    """The place of a machine, else of the nearest one that it is part of."""
    at = machine
    for _step in range(DEEPEST):
        if at.place is not None or at.parent_id is None:
            break
        at = Equipment.objects.select_related("place").get(pk=at.parent_id)
    return at.place


def parties(on: date) -> list[Party]:
    """Contractors, customers and suppliers of this day, by name; at most 200, the others are found by their code."""
    return list(Party.objects.filter(in_force(on)).order_by("name", "code")[:MOST_AT_A_PLACE])


def equipment_at(place: Place, on: date) -> list[Equipment]:
    """The machines that stand at this place and their parts, by name."""
    here = Q(place=place) | Q(place__isnull=True, parent__place=place)
    return list(Equipment.objects.filter(in_force(on)).filter(here).order_by("name", "code")[:MOST_AT_A_PLACE])
