"""Who and what is here but stands in no row of a nightly list: asked once, while the list is read."""

from typing import Any

from django.db.models import Q

from luoshi.base.sheets.register import Context, Entry
from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Person, Unit


def unlisted(register: str, entries: list[Entry], context: Context) -> dict[str, Any]:
    """The keys of what the list does not name, and with how many it was compared.

    A row with an error names its person all the same. Not compared: who came today, who has a leaving day already, and people of an
    outside party that the list does not name.
    """
    if register == "units":
        codes = list(Unit.objects.filter(in_force(context.on)).order_by("code").values_list("code", flat=True))
        listed = {str(entry.values["code"]) for entry in entries if "code" in entry.values}
        return {"unlisted": [code for code in codes if code not in listed], "compared": len(codes)}
    parties = {entry.values["party_id"] for entry in entries if entry.values.get("party_id")}
    here = Person.objects.filter(Q(party__isnull=True) | Q(party__in=parties), since__lt=context.on, until__isnull=True)
    numbers = list(here.order_by("staff_no").values_list("staff_no", flat=True))
    listed = {str(entry.values["staff_no"]) for entry in entries if "staff_no" in entry.values}
    return {"unlisted": [number for number in numbers if number not in listed], "compared": len(numbers)}
