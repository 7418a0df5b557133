"""Whose it is: not ours, handed on, decided above, filed as another kind, taken back by the raiser."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from luoshi.base.actor import NAMELESS
from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Custody, Event, Matter
from luoshi.kernel.matters.recusal import not_recused
from luoshi.kernel.org.models import Unit
from luoshi.kernel.org.selectors import leaders
from luoshi.kernel.org.tree import tree

TWICE = 2


def not_ours(move: Move) -> Effect:
    """Not this office's: with the reason it goes to the office that should have it. The second time the level above decides; that binds."""
    matter, to = move.matter, _elsewhere(move)
    since = Custody.objects.filter(matter=matter, until__isnull=True).values_list("since", flat=True).first() or matter.entered_at
    days = move.count("not_ours")
    if move.at > move.calendar.due(since, days):
        raise Refusal(_("“Not ours” is said within %(n)s working days; after that it is yours. You can still hand it on.") % {"n": days})
    detail = {"office": matter.office.name, "to": to.name}
    returned = Event.objects.filter(matter=matter, act="not_ours").values_list("detail", flat=True)
    if len(returned) + 1 < TWICE:
        matter.office = to
        return Effect(to.pk, detail=detail)
    named = {matter.office_id, to.pk, *(pk for line in returned for pk in line.get("offices", ()))}
    level = _above_all(sorted(named), move)
    leader = next(iter(not_recused(matter, leaders(level, local_date(move.at)), local_date(move.at))), None)
    detail = {**detail, "level": tree(local_date(move.at)).units[level].name, "leader": leader.name if leader else ""}
    return Effect(level, leader.pk if leader else None, state="disputed", detail=detail)


def hand_on(move: Move) -> Effect:
    """To another office that is willing to have it, with the reason."""
    matter, to = move.matter, _elsewhere(move)
    detail = {"office": matter.office.name, "to": to.name}
    matter.office = to
    return Effect(to.pk, detail=detail)


def decide_whose(move: Move) -> Effect:
    """The level above has decided whose it is; that office cannot return it."""
    matter, to = move.matter, move.values["office"]
    matter.office, matter.bound = to, True
    return Effect(to.pk, detail={"to": to.name})


def refile(move: Move) -> Effect:
    """Another kind of matter: number, raiser, clock and story stay; the first station of the other kind begins."""
    matter, wanted = move.matter, move.values["kind"]
    if wanted == matter.kind or wanted not in kinds:
        raise Refusal(_("Choose another kind."), field="kind")
    detail = {"old_kind": matter.kind, "kind": wanted}
    matter.kind = wanted
    return Effect(matter.office_id, state=kinds[wanted].workflow.first.name, detail=detail)


def withdraw(move: Move) -> Effect:
    """The raiser takes it back before the office has registered it: it stays readable, and no answer is owed."""
    matter = move.matter
    if move.actor is not NAMELESS and (matter.raiser_id is None or move.actor.person != matter.raiser_id):
        raise Refusal(_("Only who raised it can withdraw it."))
    matter.closed_at, matter.closed_on, matter.closing = move.at, local_date(move.at), "withdrawn"
    return Effect()


def _elsewhere(move: Move) -> Unit:
    to: Unit = move.values["office"]
    if move.matter.bound:
        raise Refusal(_("The level above has decided that it is yours: it stays here."), field="office")
    if to.pk == move.matter.office_id:
        raise Refusal(_("It is with this office already: choose another one."), field="office")
    return to


def _above_all(offices: Sequence[int], move: Move) -> int:
    """The nearest unit that stands above all the offices that said it is not theirs."""
    of = tree(local_date(move.at))
    first = of.above(offices[0])
    for unit in first:
        if unit not in offices and all(unit in of.above(one) for one in offices):
            return unit
    return first[-1]


def offices_named(matter: Matter) -> list[str]:
    """Which offices said that it is not theirs, in their order."""
    return [line["office"] for line in Event.objects.filter(matter=matter, act="not_ours").order_by("id").values_list("detail", flat=True)]
