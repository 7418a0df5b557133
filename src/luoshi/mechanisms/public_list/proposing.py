"""What an office may confirm: a matter with its latest public text, what is proposed, what waits to be confirmed or confirmed anew."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.copies.compiled import KEY, compiled
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.acts import ANSWERING
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import UNANSWERED, Event, Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.public_list.discreet import NEVER
from luoshi.mechanisms.public_list.models import PublicText

PAGE = 30


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
LATEST = ("id", "version", "title", "text", "answer", "basis", "shown", "why", "confirmed_at")


def sheet_state(matter: int) -> Proposal:
    """A matter and the text that counts, in one statement; Unseen when there is no such matter."""
    row = compiled((), "public text of a sheet", _counting).first(key=matter)
    if row is None:
        raise Unseen
    pk, number, title, kind, state, answered, raised, reserved, conduct, findable, confidential, office, *text = row
    made = PublicText(**dict(zip(LATEST, text, strict=True))) if text[0] else None
    return Proposal(pk, number, title, kind, state, answered, raised, reserved or conduct or not findable, confidential, office, made)


def _counting() -> QuerySet[Matter, Any]:
    joined = Matter.objects.annotate(counting=FilteredRelation("public_texts", condition=Q(public_texts__last=True)))
    return joined.filter(pk=KEY).values_list(*PROPOSED, *(f"counting__{name}" for name in LATEST))


def registers(actor: Actor, office: int, on: date) -> bool:
    """Is this person of the office that confirms?"""
    return actor.person is not None and tree(on).covers(actor.units("handler"), office)


def proposal(actor: Actor, matter: int, on: date) -> tuple[Proposal, str, str, str]:
    """What is proposed: the matter, and title, text and answer to begin with. Unseen for who is not of its office."""
    found = sheet_state(matter)
    if not registers(actor, found.office, on) or (found.never and Matter.objects.filter(hidden(actor, on), pk=matter).exists()):
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
    whole = Matter.objects.filter(_of_offices(actor, on), parent__isnull=True)  # parts and what was merged are answered with the whole
    found = whole.filter(never_said).exclude(NEVER).exclude(closing__in=UNANSWERED)
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
    return Matter.objects.filter(_of_offices(actor, on), pk__in=stale.values("matter")).exclude(NEVER)
