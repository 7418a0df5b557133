"""The public list for a person, the texts that wait for their office, and what of it is frozen into a posting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.acts import ANSWERING
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.kernel.org.tree import tree
from luoshi.kernel.postings.reach import POSTING
from luoshi.kernel.postings.sealing import Frozen, Record, Value
from luoshi.mechanisms.public_list.discreet import NEVER
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
    def who(self) -> str:
        """Which unit has it: never a person, and never the raiser's unit."""
        if self.answered_at or self.by_raiser or not self.holder_unit:
            return self.office
        return self.holder_unit

    @property
    def said(self) -> str:
        """The answer as far as it still stands."""
        if not self.stale:
            return self.answer
        return _("It is being handled again.") if self.answered_at is None else _("A new answer is being made ready.")


COLUMNS = (
    "matter_id", "matter__number", "title", "text", "answer", "matter__kind", "matter__state", "matter__raised_on", "matter__raised_at",
    "matter__answered_at", "basis", "matter__place__name", "matter__unit__name", "matter__office__name",
    "matter__holder_unit__name", "matter__holder_id", "matter__raiser_id", "matter__confidential", "confirmed_at",
)  # fmt: skip


def _rows(found: QuerySet[PublicText], limit: int) -> list[PublicRow]:
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
    found = PublicText.objects.filter(within(ranges(units), "unit_id"), last=True, shown=True)
    answered = {"open": True, "answered": False}.get(view)
    return found if answered is None else found.filter(matter__answered_at__isnull=answered)


def page_of(found: QuerySet[PublicText], before: int | None) -> tuple[list[PublicRow], int | None]:
    """Newest first, by the key of the matter: the rows and the key for the next page."""
    older = found.filter(matter__lt=before) if before is not None else found
    got = _rows(older.order_by("-matter_id"), PAGE + 1)
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
    got = _rows(on_the_list(actor, on).filter(matter=matter), 1)
    if not got:
        raise Unseen
    return got[0], versions(matter)


def versions(matter: int) -> list[Version]:
    columns = ("version", "title", "text", "answer", "shown", "why", "confirmed_at", "confirmed_by__unit__name")
    return [Version(*row) for row in PublicText.objects.filter(matter=matter).order_by("-version").values_list(*columns)]


@dataclass(frozen=True)
class Proposal:
    """A matter of the own office and its public text: what is proposed to be confirmed."""

    matter: int
    number: str
    title: str
    kind: str
    state: str
    answered_at: datetime | None
    raised_at: datetime
    never: bool
    confidential: bool
    office: int
    latest: PublicText | None

    @property
    def stale(self) -> bool:
        return self.latest is not None and self.latest.shown and self.latest.basis != self.answered_at


PROPOSED = (
    "id",
    "number",
    "title",
    "kind",
    "state",
    "answered_at",
    "raised_at",
    "reserved",
    "conduct",
    "findable",
    "confidential",
    "office_id",
)


def sheet_state(matter: int) -> Proposal:
    """A matter and the text that counts, in one statement; Unseen when there is no such matter."""
    latest = ("id", "version", "title", "text", "answer", "basis", "shown", "why", "confirmed_at")
    joined = Matter.objects.annotate(counting=FilteredRelation("public_texts", condition=Q(public_texts__last=True)))
    row = joined.filter(pk=matter).values_list(*PROPOSED, *(f"counting__{name}" for name in latest)).first()
    if row is None:
        raise Unseen
    pk, number, title, kind, state, answered, raised, reserved, conduct, findable, confidential, office, *text = row
    made = PublicText(**dict(zip(latest, text, strict=True))) if text[0] else None
    return Proposal(pk, number, title, kind, state, answered, raised, reserved or conduct or not findable, confidential, office, made)


def registers(actor: Actor, office: int, on: date) -> bool:
    """Is this person of the office that confirms?"""
    return actor.person is not None and tree(on).covers(actor.units("handler"), office)


def proposal(actor: Actor, matter: int, on: date) -> tuple[Proposal, str, str, str]:
    """What is proposed: the matter, and title, text and answer to begin with. Unseen for who is not of its office."""
    found = sheet_state(matter)
    if not registers(actor, found.office, on):
        raise Unseen
    answer = ""
    if found.answered_at:
        said = Event.objects.filter(matter=matter, act__in=ANSWERING).order_by("-id").values_list("text", flat=True).first()
        answer = found.latest.answer if found.latest and not found.stale and found.latest.answer else said or ""
    text = found.latest.text if found.latest else found.title
    return found, found.latest.title if found.latest else found.title, text, answer


def _of_offices(actor: Actor, on: date) -> Q:
    return within(ranges(tree(on).below(actor.units("handler"))), "office_id")


def unconfirmed(
    actor: Actor, on: date, before: int | None = None
) -> tuple[list[tuple[int, str, str, str, datetime | None, datetime]], int | None]:
    """What the own offices have that no public text stands for yet, newest first: id, number, title, state in words, answered, raised."""
    never_said = ~Exists(PublicText.objects.filter(matter=OuterRef("pk")))
    found = Matter.objects.filter(_of_offices(actor, on)).filter(never_said).exclude(NEVER).exclude(state="merged")
    if before is not None:
        found = found.filter(pk__lt=before)
    got = list(found.order_by("-id").values_list("id", "number", "title", "kind", "state", "answered_at", "raised_at")[: PAGE + 1])
    rows = [
        (pk, number, title, str(kinds[kind].workflow.state(state).label), answered, raised)
        for pk, number, title, kind, state, answered, raised in got
    ]
    return rows[:PAGE], rows[PAGE - 1][0] if len(rows) > PAGE else None


def outdated(actor: Actor, on: date) -> QuerySet[Matter]:
    """Matters of the own offices that have been answered, or answered anew, since their public text was confirmed."""
    other = Q(basis__isnull=True, matter__answered_at__isnull=False) | ~Q(basis=F("matter__answered_at"))
    stale = PublicText.objects.filter(other, last=True, shown=True, matter__answered_at__isnull=False)
    return Matter.objects.filter(_of_offices(actor, on), pk__in=stale.values("matter"))


def heads() -> tuple[str, ...]:
    """The columns of a frozen list."""
    return (_("What was raised"), _("Raised on"), _("Who has it"), _("How far it is"), _("What was answered"))


def words_of(row: PublicRow) -> tuple[str, ...]:
    """A row as it is frozen: nobody in it, and of a confidential matter neither place nor day."""
    state = str(kinds[row.kind].workflow.state(row.state).label)
    told = row.title if row.text == row.title else f"{row.title}：{row.text}"
    return (told, "—" if row.confidential else row.raised_on.isoformat(), row.who, state, row.said)


def _in_house_words(rows: Sequence[PublicRow]) -> list[Record]:
    """Rows as they are frozen, in the language of the house, whoever looks: else a state would differ from itself in another language."""
    with translation.override(settings.LANGUAGE_CODE):
        return [Record(row.matter, row.number, f"/w/public/{row.matter}", words_of(row)) for row in rows]


def freeze(actor: Actor, on: date, unit: int, since: date, until: date) -> Frozen:
    """The public list of a unit and all below it, over `[since, until)`: what was raised or answered then, as it stands now."""
    raised = Q(matter__raised_on__gte=since, matter__raised_on__lt=until)
    answered = Q(matter__answered_on__gte=since, matter__answered_on__lt=until)
    units = tree(on).below([unit]) & tree(on).below(actor.units(*POSTING))
    found = PublicText.objects.filter(within(ranges(units), "unit_id"), raised | answered, last=True, shown=True)
    rows = _rows(found.order_by("matter_id"), MOST_FROZEN + 1)
    done, all_ = tuple(row.matter for row in rows if row.answered_at), tuple(row.matter for row in rows)
    still = tuple(row.matter for row in rows if not row.answered_at)
    with translation.override(settings.LANGUAGE_CODE):
        named = heads()
        values = (
            Value(_("Raised or answered in this time"), str(len(all_)), all_),
            Value(_("Answered already"), str(len(done)), done),
            Value(_("Not answered yet"), str(len(still)), still),
        )
    return Frozen(named, _in_house_words(rows), values)


def words_now(actor: Actor, ids: Sequence[int], at: datetime) -> dict[int, tuple[str, ...]]:
    """What the words of these records would be today, as far as this person may read them."""
    found = _rows(on_the_list(actor, local_date(at)).filter(matter__in=ids), len(ids))
    return {record.id: record.words for record in _in_house_words(found)}
