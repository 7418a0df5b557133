"""What a person is to a matter: raiser, owner, doer, checker, handler, or a role that reaches it. Steps are allowed by this alone.

A deputy is what the absent person is: owner, checker, holder; never the raiser.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import NAMELESS, Actor
from luoshi.base.workflow import Step
from luoshi.kernel.matters.models import Action, Involved, Matter
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.recusal import RECIPIENT, hidden
from luoshi.kernel.org.roles import LEADING, VERIFYING
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.tree import Tree

WORDS = {
    "raiser": _("the raiser"),
    "recipient": _("a named recipient"),
    "nameless": _("whoever holds the receipt"),
    "owner": _("the owner"),
    "co_responsible": _("who answers for it too"),
    "owners_leader": _("the owner's leader"),
    "arbiter": _("the level above"),
    "verifier": _("the named checker"),
    "handler": _("the office"),
    "team_leader": _("the team leader"),
    "unit_leader": _("the unit leader"),
    "branch_secretary": _("the branch secretary"),
    "safety_officer": _("the safety officer"),
}


@dataclass(frozen=True)
class Standing:
    """The relations of one person to one matter."""

    are: frozenset[str]

    def may(self, step: Step) -> bool:
        return bool(self.are & step.by) and not self.are & step.never

    def barred_from(self, step: Step) -> bool:
        """Is the person what may never take this step, whatever else they are?"""
        return bool(self.are & step.never)


def standing(actor: Actor, matter: Matter, action: Action | None, of: Tree, on: date, helping: Sequence[int] | None = None) -> Standing:
    """What this person is to this matter, by the tree of the day. `helping`: who answers for it too, where that is read already."""
    if is_nameless(matter):
        return Standing(_without_a_name(actor, matter, of))
    are = {role for role in {*LEADING, *VERIFYING} if of.covers(actor.units(role), matter.unit_id)}
    if matter.conduct:
        are = {"handler"} if of.covers(actor.units(RECIPIENT), matter.unit_id) else set()
    elif of.covers(actor.units("handler"), matter.office_id):
        are.add("handler")
    if matter.holder_id in actor.selves or (matter.holder_unit_id and of.covers(actor.units(*LEADING), matter.holder_unit_id)):
        are.add("arbiter")
    if actor.person is not None:
        are |= _personal(actor, matter, action, of)
        helping = _helping(matter) if helping is None else helping
        if actor.selves & set(helping):
            are.add("co_responsible")
        if matter.answered_at and _did_some_of_it(actor, matter, on):
            are.add("doer")
    if matter.raiser_id is None and are & set(LEADING) and "doer" not in are:
        are.add("raiser")
    return Standing(frozenset(are))


def _without_a_name(actor: Actor, matter: Matter, of: Tree) -> frozenset[str]:
    """Of what came without a name there are its named recipients and whoever holds the receipt, nobody else."""
    if actor is NAMELESS:
        return frozenset(("raiser", "nameless"))
    return frozenset(("recipient",)) if of.covers(actor.units(RECIPIENT), matter.unit_id) else frozenset()


def _helping(matter: Matter) -> list[int]:
    return (
        list(Involved.objects.filter(matter=matter, part="co_responsible").values_list("person_id", flat=True)) if matter.owner_id else []
    )


def _did_some_of_it(actor: Actor, matter: Matter, on: date) -> bool:
    """Did this person do what stands of its measures, or of a part? Asked only where the whole is judged: its effect, a raiser's word."""
    if matter.raiser_id is not None and (matter.effect_on is None or matter.effect_on > on or matter.effect):
        return False
    tries = Action.objects.filter(Q(matter=matter) | Q(matter__parent=matter)).order_by("ordinal")
    last = {row[:2]: row[2:] for row in tries.values_list("matter_id", "measure", "done_by_id", "done_for_id", "dropped_at")}
    return any(dropped is None and actor.person in (by, for_) for by, for_, dropped in last.values())


def _personal(actor: Actor, matter: Matter, action: Action | None, of: Tree) -> set[str]:
    are = {"raiser"} if matter.raiser_id == actor.person else set()
    if action is None:
        return are
    if action.owner_id in actor.selves:
        are.add("owner")
    elif of.covers(actor.units(*LEADING), action.owner.unit_id) and not matter.conduct:
        are.add("owners_leader")
    if actor.person in (action.done_by_id, action.done_for_id):
        are.add("doer")
    if action.verifier_id in actor.selves:
        are.add("verifier")
    return are


def knows_raiser(who: Standing) -> bool:
    """Who reads the name of a raiser who asked not to be named: the raiser and the office that handles it, nobody else."""
    return bool(who.are & {"raiser", "handler"})


def may_see(actor: Actor, matter: Matter, action: Action | None, of: Tree, on: date) -> bool:
    """Own matters, matters held or told, what was found, raised, handled or done in the units one reads, and what one has a part in.

    What is hidden from a person does not exist, whatever else they are to it.
    """
    if actor is NAMELESS:
        return is_nameless(matter)
    if matter.reserved and Matter.objects.filter(hidden(actor, on), pk=matter.pk).exists():
        return False
    if matter.conduct and of.covers(actor.units(RECIPIENT), matter.unit_id):
        return True
    mine = {matter.raiser_id, matter.entered_by_id, matter.owner_id, matter.holder_id, matter.told_id}
    if action is not None:
        mine |= {action.owner_id, action.done_by_id, action.verifier_id, action.verified_by_id}
    if actor.selves & mine:
        return True
    units = {matter.unit_id, matter.office_id} | ({action.owner.unit_id} if action else set())
    if matter.raiser and not matter.confidential:
        units.add(matter.raiser.unit_id)
    return any(covers(actor, unit, on) for unit in units) or _took_part(actor, matter)


def _took_part(actor: Actor, matter: Matter) -> bool:
    """Is this person beside it, or the owner of one of its measures?"""
    if actor.person is None:
        return False
    return (
        Involved.objects.filter(matter=matter, person__in=actor.selves).exists()
        or Action.objects.filter(matter=matter, owner__in=actor.selves).exists()
    )
