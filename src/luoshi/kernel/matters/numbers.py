"""A matter by the number people call it by."""

from datetime import date

from luoshi.base.actor import Actor
from luoshi.kernel.matters.models import Action, Matter
from luoshi.kernel.matters.relations import may_see
from luoshi.kernel.org.tree import tree


def matter_by_number(actor: Actor, number: str, on: date) -> Matter | None:
    """The matter with this number, if this person may see it."""
    found = Matter.objects.filter(number=number.strip()).select_related("raiser").first()
    if found is None:
        return None
    action = Action.objects.filter(matter=found).select_related("owner").order_by("-ordinal").first()
    return found if may_see(actor, found, action, tree(on), on) else None


def matter_by_id(pk: int) -> Matter:
    """A matter that somebody else has already found readable."""
    return Matter.objects.get(pk=pk)
