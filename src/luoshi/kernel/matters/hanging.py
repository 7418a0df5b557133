"""Open matters keep a unit, a place, a machine or an outside party from being ended."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.kernel.matters.models import Matter

COLUMNS = {
    "unit": ("unit", "office", "holder_unit"),
    "place": ("place",),
    "equipment": ("equipment",),
    "party": ("party",),
}


def open_matters(kind: str, pk: int, _on: date) -> Iterable[str]:
    """How many are open there, and the number of one of them that is kept from nobody."""
    here = Q()
    for column in COLUMNS.get(kind, ()):
        here |= Q(**{column: pk})
    rows = Matter.objects.filter(here, closed_at__isnull=True) if here else Matter.objects.none()
    count = rows.count()
    if not count:
        return []
    number = rows.filter(reserved=False).order_by("id").values_list("number", flat=True).first()
    if number is None:
        return [_("%(n)s open matters") % {"n": count}]
    return [_("%(n)s open matters, such as %(number)s") % {"n": count, "number": number}]
