"""The public list for a person, the texts that wait for their office, and what of it is frozen into a posting."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.public_list.discreet import OPEN_TO_ALL
from luoshi.mechanisms.public_list.models import PublicText

PAGE = 30
MOST_FROZEN = 500


@dataclass(frozen=True)
class PublicRow:
    """One line of the public list: the confirmed words, and how far the matter is today. Nobody is named."""

    matter: int
    number: str
    title: str
    text: str
    answer: str
    kind: str
    state: str
    raised_on: date
    raised_at: datetime
    answered_at: datetime | None
    basis: datetime | None
    closed_at: datetime | None
    place: str
    unit: str
    office: str
    holder_unit: str | None
    by_raiser: bool
    confidential: bool
    confirmed_at: datetime

    @property
    def stale(self) -> bool:
        """Has the matter been answered, or answered anew, since this was confirmed?"""
        return self.answered_at != self.basis

    @property
    def taken_back(self) -> bool:
        """Is it over without an answer, because whoever raised it took it back?"""
        return self.closed_at is not None and self.answered_at is None

    @property
    def who(self) -> str:
        """Which unit has it: never a person, and never the raiser's unit."""
        if self.answered_at or self.by_raiser or not self.holder_unit:
            return self.office
        return self.holder_unit

    @property
    def said(self) -> str:
        """The answer as far as it still stands."""
        if self.taken_back:
            return _("Withdrawn by the raiser")
        if not self.stale:
            return self.answer
        return _("It is being handled again.") if self.answered_at is None else _("A new answer is being made ready.")


COLUMNS = (
    "matter_id", "matter__number", "title", "text", "answer", "matter__kind", "matter__state", "matter__raised_on", "matter__raised_at",
    "matter__answered_at", "basis", "matter__closed_at", "matter__place__name", "matter__unit__name", "matter__office__name",
    "matter__holder_unit__name", "matter__holder_id", "matter__raiser_id", "matter__confidential", "confirmed_at",
)  # fmt: skip


def rows_of(found: QuerySet[PublicText], limit: int) -> list[PublicRow]:
    out = []
    for row in found.values_list(*COLUMNS)[:limit]:
        *first, place, unit, office, holder, holder_id, raiser_id, confidential, confirmed = row
        quiet = "" if confidential else unit
        by_raiser = holder_id is not None and holder_id == raiser_id
        whole = (*first, "" if confidential else place or "", quiet, office, holder, by_raiser, confidential, confirmed)
        out.append(PublicRow(*whole))
    return out


def home(actor: Actor, on: date) -> list[int]:
    """The unit whose public list a person reads: the nearest above that an office receives for, else the root."""
    of = tree(on)
    line = of.above(actor.unit)
    served = {unit.receives_for_id for unit in of.units.values() if unit.receives_for_id and unit.pk in of.parent}
    return [next((one for one in line if one in served), line[-1])] if line else []


def units_open_to(actor: Actor, on: date) -> set[int]:
    """Where what this person may read publicly was raised: the own plant, and what one reads by role."""
    return tree(on).below(home(actor, on)) | scope(actor, on) if actor.person is not None else set()


def on_the_list(actor: Actor, on: date, *, view: str = "all", unit: int | None = None) -> QuerySet[PublicText]:
    """The texts that stand on this person's public list."""
    units = units_open_to(actor, on)
    if unit is not None:
        units &= tree(on).below([unit])
    found = PublicText.objects.filter(OPEN_TO_ALL, within(ranges(units), "unit_id"), last=True, shown=True)
    if view == "open":
        return found.filter(matter__answered_at__isnull=True, matter__closed_at__isnull=True)
    return found.filter(matter__answered_at__isnull=False) if view == "answered" else found


def page_of(found: QuerySet[PublicText], before: int | None) -> tuple[list[PublicRow], int | None]:
    """Newest first, by the key of the matter: the rows and the key for the next page."""
    older = found.filter(matter__lt=before) if before is not None else found
    got = rows_of(older.order_by("-matter_id"), PAGE + 1)
    return got[:PAGE], got[PAGE - 1].matter if len(got) > PAGE else None


@dataclass(frozen=True)
class Version:
    """One confirmed version of a public text."""

    version: int
    title: str
    text: str
    answer: str
    shown: bool
    why: str
    confirmed_at: datetime
    confirmed_by: str


def one_public(actor: Actor, matter: int, on: date) -> tuple[PublicRow, list[Version]]:
    """What everybody may read of one matter, with every earlier version, newest first; Unseen when it stands on no list of this person."""
    got = rows_of(on_the_list(actor, on).filter(matter=matter), 1)
    if not got:
        raise Unseen
    return got[0], versions(matter)


def versions(matter: int) -> list[Version]:
    columns = ("version", "title", "text", "answer", "shown", "why", "confirmed_at", "confirmed_by__unit__name")
    return [Version(*row) for row in PublicText.objects.filter(matter=matter).order_by("-version").values_list(*columns)]
