"""What belongs together: merged into one, split into parts, and the same again."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.acts.working import let_go
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import recused
from luoshi.kernel.org.models import Person

MOST_PARTS = 20


@dataclass(frozen=True)
class Part:
    """One area of a matter that is split: what is done there, by whom, within how many working days."""

    area: str
    action: str
    owner: Person
    workdays: int
    nature: str = ""
    money: Decimal | None = None
    contingency: str = ""

    @property
    def pk(self) -> tuple[object, ...]:
        """What tells one part from another in the print of a command."""
        return (self.area, self.action, self.owner.pk, self.workdays, self.nature, str(self.money), self.contingency)


def merge(move: Move) -> Effect:
    """It is the same as another one: handled and answered together with it, each raiser by name."""
    into = Matter.objects.get(pk=move.values["into"].pk)
    if into.pk == move.matter.pk or into.kind != move.matter.kind:
        raise Refusal(_("It can only be merged into another one of the same kind."), field="into")
    if into.closed_at or into.answered_at or into.state == "merged":
        raise Refusal(
            _("%(number)s is merged or answered itself: choose one that is still handled.") % {"number": into.number}, field="into"
        )
    if into.office_id != move.matter.office_id:
        raise Refusal(_("%(number)s is with another office: merge what is with yours.") % {"number": into.number}, field="into")
    if Matter.objects.filter(parent=move.matter, state="merged").exists():
        raise Refusal(_("Others are merged into this one: merge the other way round."), field="into")
    for one, other in ((move.matter, into), (into, move.matter)):
        if one.raiser and one.raiser_id != other.raiser_id and recused(other, one.raiser, local_date(move.at)):
            raise Refusal(
                _("Who raised %(number)s must not have to do with %(other)s: answer each by itself.")
                % {"number": one.number, "other": other.number},
                field="into",
            )
    move.matter.parent = into
    return Effect(into.office_id, detail={"into": into.number})


def unmerge(move: Move) -> Effect:
    """It was not the same after all: back to the office, and what was told about the other one counts no longer as its answer."""
    matter, into = move.matter, move.matter.parent
    matter.parent, matter.answered_at, matter.answered_on, matter.result = None, None, None, ""
    return Effect(matter.office_id, detail={"into": into.number if into else ""})


def again(move: Move) -> Effect:
    """It is the same again as one that was closed: the two are linked, and who answered that one is told."""
    before = Matter.objects.get(pk=move.values["again"].pk)
    if before.pk == move.matter.pk or before.closed_at is None or before.raised_at > move.matter.raised_at:
        raise Refusal(_("Choose one that was closed before: %(number)s is not.") % {"number": before.number}, field="again")
    move.matter.again_of = before
    return Effect(stays=True, detail={"again_of": before.number, "id": before.pk})


def split(move: Move) -> Effect:
    """It is split by area: each becomes a part with its own measure, clock and check; the office keeps the whole together."""
    parts: Sequence[Part] = move.values["parts"]
    if move.matter.parent_id is not None:
        raise Refusal(_("This is a part already: split the whole, %(number)s.") % {"number": move.matter.parent.number}, field="parts")  # type: ignore[union-attr]
    if not 2 <= len(parts) <= MOST_PARTS:
        raise Refusal(_("Split it into two parts at least, and %(n)s at most.") % {"n": MOST_PARTS}, field="parts")
    areas = [part.area.strip() for part in parts]
    if not all(areas) or len(set(areas)) < len(areas):
        raise Refusal(_("Each part needs the name of its area, and each its own."), field="parts")
    for part in parts:
        if recused(move.matter, part.owner, local_date(move.at)):
            raise Refusal(
                _("%(name)s cannot have to do with it: it is about them or somebody above them.") % {"name": part.owner.name},
                field="parts",
            )
    let_go(move.matter, move)
    return Effect(move.matter.office_id, detail={"areas": "、".join(areas)})


def parts_done(move: Move) -> Effect:
    """The last part is closed: the office owes the raiser the answer to the whole."""
    return Effect(move.matter.office_id)
