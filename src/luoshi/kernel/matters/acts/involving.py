"""Who is beside the owner, and whom the matter is about."""

from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.models import Involved
from luoshi.kernel.matters.offices import elsewhere
from luoshi.kernel.matters.recusal import recused, set_concern
from luoshi.kernel.org.models import Person


def involve(move: Move) -> Effect:
    """Somebody answers for it too, or is kept informed."""
    person, part = move.values["who"], move.values["part"]
    if Involved.objects.filter(matter=move.matter, person=person, part=part).exists():
        raise Refusal(_("%(name)s is beside it already.") % {"name": person.name}, field="who")
    if part == "co_responsible" and person.pk == move.matter.owner_id:
        raise Refusal(_("%(name)s is the owner.") % {"name": person.name}, field="who")
    Involved.objects.create(matter=move.matter, person=person, part=part, since=move.at)
    return Effect(stays=True, detail={"who": person.name, "part": part})


def concern(move: Move) -> Effect:
    """It is about somebody: they and those below them never read it from now on; what they hold of it goes elsewhere."""
    whom = move.values["concerned"]
    if isinstance(whom, Person) and move.actor.person == whom.pk:
        raise Refusal(_("About oneself nobody decides who may read it."), field="concerned")
    matter, on = move.matter, local_date(move.at)
    set_concern(matter, whom)
    holder, office = matter.holder, matter.office_id
    unit, person = elsewhere(matter, on)
    at_office = holder is None and matter.holder_unit_id == office and matter.office_id != office
    if at_office or (holder is not None and holder.pk != matter.raiser_id and recused(matter, holder, on)):
        return Effect(unit, person, matter.due_at, {"reserved": "yes"}, matter.due_workdays)
    return Effect(stays=True, detail={"reserved": "yes"})
