"""What a person is to a matter: raiser, owner, doer, checker, handler, or a role that reaches it. Steps are allowed by this alone."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.workflow import Step
from luoshi.kernel.matters.models import Action, Matter
from luoshi.kernel.org.roles import LEADING, READING, VERIFYING
from luoshi.kernel.org.tree import Tree

WORDS = {
    "raiser": _("the raiser"),
    "owner": _("the owner"),
    "owners_leader": _("the owner's leader"),
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


def standing(actor: Actor, matter: Matter, action: Action | None, of: Tree) -> Standing:
    """What this person is to this matter, by the tree of the day."""
    are = {role for role in {*LEADING, *VERIFYING} if of.covers(actor.units(role), matter.unit_id)}
    if of.covers(actor.units("handler"), matter.office_id):
        are.add("handler")
    if actor.person is not None:
        are |= _personal(actor, matter, action, of)
    if matter.raiser_id is None and are & set(LEADING) and "doer" not in are:
        are.add("raiser")
    return Standing(frozenset(are))


def _personal(actor: Actor, matter: Matter, action: Action | None, of: Tree) -> set[str]:
    me = actor.person
    are = {"raiser"} if matter.raiser_id == me else set()
    if action is None:
        return are
    if action.owner_id == me:
        are.add("owner")
    elif of.covers(actor.units(*LEADING), action.owner.unit_id):
        are.add("owners_leader")
    if me in (action.done_by_id, action.done_for_id):
        are.add("doer")
    if action.verifier_id == me:
        are.add("verifier")
    return are


def knows_raiser(who: Standing) -> bool:
    """Who reads the name of a raiser who asked not to be named: the raiser and the office that handles it, nobody else."""
    return bool(who.are & {"raiser", "handler"})


def may_see(actor: Actor, matter: Matter, action: Action | None, of: Tree) -> bool:
    """Own matters, matters held or told, and what was found, raised, handled or done in the units one reads; nothing else exists."""
    if actor.person is not None:
        mine = {matter.raiser_id, matter.entered_by_id, matter.owner_id, matter.holder_id, matter.told_id}
        if action is not None:
            mine |= {action.owner_id, action.done_by_id, action.verifier_id, action.verified_by_id}
        if actor.person in mine:
            return True
    units = {matter.unit_id, matter.office_id} | ({action.owner.unit_id} if action else set())
    if matter.raiser and not matter.confidential:
        units.add(matter.raiser.unit_id)
    roots = actor.units(*READING)
    return any(of.covers(roots, unit) for unit in units)
