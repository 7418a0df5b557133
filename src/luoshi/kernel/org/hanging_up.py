"""Where a unit hangs, in the administrative, party or union tree: hung up, moved from a day on, a coming move taken back, taken down."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.models import Branch, Unit
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.tree import ADMINISTRATIVE, STAMP, TREES, tree


@transaction.atomic
def hang_unit(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, unit: Unit, parent: Unit | None, since: date) -> None:
    """From `since` on a unit hangs in another tree than the administrative one, in which every unit hangs from its first day.

    Refused: an unknown tree, a unit that hangs there already or was taken down later, a second root, below itself or below a unit that
    does not hang there on that day.
    """
    must_administer(actor)
    fields = (name, unit.pk, parent and parent.pk, since)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("unit", unit.pk)):
        return
    if name not in TREES or name == ADMINISTRATIVE:
        raise Refusal(_("Choose the party tree or the union tree."), field="tree")
    last = Branch.objects.filter(tree=name, unit=unit).order_by("-since").first()
    if last and (last.until is None or last.until > since):
        raise Refusal(_("%(unit)s hangs in this tree already.") % {"unit": unit.name}, field="unit")
    if since < unit.since or (unit.until is not None and unit.until <= since):
        raise Refusal(_("%(unit)s is not there on that day.") % {"unit": unit.name}, field="since")
    _fits(name, unit, parent, since)
    Branch.objects.create(tree=name, unit=unit, parent=parent, since=since)
    _tell(actor, at, "unit.hung", unit, name, parent, since)


@transaction.atomic
def move_unit(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, parent: Unit, since: date, name: str = ADMINISTRATIVE) -> None:
    """From `since` on, today or later, the unit hangs below another; what was before stays readable.

    Who reads what follows on that very day; figures of days before stay as they were. Refused: a day that is over, below itself, below a
    unit that does not hang there, or before its last move.
    """
    must_administer(actor)
    fields = (unit.pk, parent.pk, since, *((name,) if name != ADMINISTRATIVE else ()))
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("unit", unit.pk)):
        return
    edge = Branch.objects.select_for_update().filter(tree=name, unit=unit, until__isnull=True).first()
    if edge is None:
        raise Refusal(_("%(unit)s does not hang in this tree.") % {"unit": unit.name}, field="unit")
    if since < local_date(at):
        raise Refusal(_("This day is over: figures already counted would change. Choose today or later."), field="since")
    _fits(name, unit, parent, since)
    if edge.since >= since:
        raise Refusal(_("This unit was moved on %(day)s already; choose a later day.") % {"day": edge.since}, field="since")
    if edge.parent_id is None:
        raise Refusal(_("The root hangs below nothing."), field="unit")
    edge.until = since
    edge.save(update_fields=["until"])
    Branch.objects.create(tree=name, unit=unit, parent=parent, since=since)
    _tell(actor, at, "unit.moved", unit, name, parent, since)


@transaction.atomic
def withdraw_move(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, name: str = ADMINISTRATIVE) -> None:
    """A move whose day has not come is taken back: the unit stays where it hangs. Refused: no move is to come, or a ring would arise."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(unit.pk, name), outcome=("unit", unit.pk)):
        return
    on = local_date(at)
    edge = Branch.objects.select_for_update().filter(tree=name, unit=unit, until__isnull=True, since__gt=on).first()
    before = Branch.objects.filter(tree=name, unit=unit, until=edge.since).first() if edge else None
    if edge is None or (before is None and name == ADMINISTRATIVE):
        raise Refusal(_("No move of this unit is to come."), field="unit")
    edge.delete()
    if before is not None:
        Branch.objects.filter(pk=before.pk).update(until=None)
        changed(STAMP)
        _no_ring(name, unit, before.parent_id, edge.since)
    _tell(actor, at, "unit.stays", unit, name, before.parent if before else None, edge.since)


@transaction.atomic
def take_down(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, until: date, name: str) -> None:
    """A unit hangs in the party or union tree up to the day before `until`. Refused: something hangs below it there that day or later."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(unit.pk, until, name), outcome=("unit", unit.pk)):
        return
    if name == ADMINISTRATIVE:
        raise Refusal(_("A unit leaves the administrative tree when it ends."), field="tree")
    take_from(name, unit, until)
    _tell(actor, at, "unit.taken_down", unit, name, None, until)


def take_from(name: str, unit: Unit, until: date) -> None:
    """End the edge of a unit in a tree. Refused: it moved that day or later, or something hangs below it then."""
    edge = Branch.objects.select_for_update().filter(tree=name, unit=unit, until__isnull=True).first()
    if edge is None:
        raise Refusal(_("%(unit)s does not hang in this tree.") % {"unit": unit.name}, field="unit")
    if edge.since >= until:
        raise Refusal(_("This unit was moved on %(day)s already; choose a later day.") % {"day": edge.since}, field="until")
    below = Branch.objects.filter(tree=name, parent=unit).exclude(until__lte=until).select_related("unit").first()
    if below:
        raise Refusal(_("%(unit)s still hangs below it then: move that first.") % {"unit": below.unit.name}, field="until")
    edge.until = until
    edge.save(update_fields=["until"])
    changed(STAMP)


def _fits(name: str, unit: Unit, parent: Unit | None, since: date) -> None:
    of = tree(since, name)
    if parent is None:
        if of.children.get(None) or Branch.objects.filter(tree=name, parent__isnull=True, until__isnull=True).exists():
            raise Refusal(_("Choose the unit above: there is only one root."), field="parent")
        return
    if parent.pk not in of.parent:
        raise Refusal(_("%(unit)s does not hang in this tree on that day.") % {"unit": parent.name}, field="parent")
    leaves = Branch.objects.filter(tree=name, unit=parent, until__isnull=False).order_by("-until").first()
    if leaves and leaves.until and leaves.until > since and not Branch.objects.filter(tree=name, unit=parent, until__isnull=True).exists():
        raise Refusal(_("%(unit)s ends on %(day)s.") % {"unit": parent.name, "day": leaves.until}, field="parent")
    _no_ring(name, unit, parent.pk, since)


def _no_ring(name: str, unit: Unit, parent: int | None, since: date) -> None:
    """On that day and on each later day on which something moves."""
    days = {since, *Branch.objects.filter(tree=name, since__gt=since).values_list("since", flat=True)}
    for day in days:
        of = tree(day, name)
        if parent is not None and (parent in of.below([unit.pk]) or unit.pk in of.above(parent)):
            raise Refusal(_("A unit cannot hang below itself."), field="parent")


def _tell(actor: Actor, at: datetime, verb: str, unit: Unit, name: str, parent: Unit | None, since: date) -> None:
    changed(STAMP)
    payload = {"parent": parent and parent.code, "since": str(since), **({"tree": name} if name != ADMINISTRATIVE else {})}
    record(actor=actor, at=at, verb=verb, subject=("unit", unit.pk), on=local_date(at), unit=unit.pk, payload=payload)
