"""Postings for a person: what hangs, one of them, who has read it, what was asked, and whether it is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.ledger.models import LedgerPayload
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import in_force
from luoshi.kernel.org.tree import tree
from luoshi.kernel.postings.models import Posting, PostingRead, PostingVoice
from luoshi.kernel.postings.reach import in_charge, seen_by
from luoshi.kernel.postings.sealing import digest_of

PAGE = 30
MOST_NAMES = 300
VIEWS = ("now", "past", "all")


@dataclass(frozen=True)
class PostingRow:
    """One line of a list of postings."""

    id: int
    number: str
    title: str
    kind: str
    audience: str
    issuer: str
    since: date
    until: date
    withdrawn_at: datetime | None
    read: bool
    open_voices: int


def current(actor: Actor, on: date, *, view: str = "now", before: int | None = None) -> tuple[list[PostingRow], int | None]:
    """The postings this person may see, newest first, and the key of the next page. `view`: what hangs now, what is over, all."""
    hangs = Q(withdrawn_at__isnull=True, until__gt=on)
    found = Posting.objects.filter(seen_by(actor, on)).filter({"now": hangs, "past": ~hangs}.get(view, Q()))
    if before is not None:
        found = found.filter(pk__lt=before)
    named = found.annotate(
        audience_name=F("audience__name"),
        issuer_name=F("issuer__name"),
        is_read=Exists(PostingRead.objects.filter(posting=OuterRef("pk"), person=actor.person)),
        waiting=Count("voices", filter=Q(voices__answered_at__isnull=True)),
    )
    columns = ("id", "number", "title", "kind", "audience_name", "issuer_name", "since", "until", "withdrawn_at", "is_read", "waiting")
    rows = [PostingRow(*row) for row in named.order_by("-id").values_list(*columns)[: PAGE + 1]]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def one(actor: Actor, pk: int, on: date) -> Posting:
    """One posting, with `is_read` by this person; Unseen when it is not there or not for this person."""
    joined = Posting.objects.select_related("audience", "issuer", "place", "confirmed_by", "withdrawn_by", "replaces", "replaced_by")
    is_read = Exists(PostingRead.objects.filter(posting=OuterRef("pk"), person=actor.person))
    row = joined.filter(seen_by(actor, on), pk=pk).annotate(is_read=is_read).first()
    if row is None:
        raise Unseen
    return row


@dataclass(frozen=True)
class Readers:
    """How many of the audience have read it; `names` and `not_yet` only for who is in charge: (name, unit, when)."""

    audience: int
    read: int
    names: Sequence[tuple[str, str, datetime]]
    not_yet: Sequence[tuple[str, str]]


def readers(actor: Actor, posting: Posting, on: date) -> Readers:
    """Who has read it, of whom it is meant for today; at most 300 names each."""
    people = Person.objects.filter(in_force(on), unit__in=tree(on).below([posting.audience_id]))
    reads = PostingRead.objects.filter(posting=posting)
    many = people.count()
    if not in_charge(actor, posting.audience_id, on):
        return Readers(many, reads.count(), (), ())
    names = list(reads.order_by("at", "id").values_list("person__name", "person__unit__name", "at"))
    missing = people.exclude(pk__in=reads.values("person")).order_by("unit_id", "staff_no").values_list("name", "unit__name")
    return Readers(many, len(names), names[:MOST_NAMES], list(missing[:MOST_NAMES]))


@dataclass(frozen=True)
class Voice:
    """A question or objection as this person may read it: `who` is empty where the name is not theirs to know."""

    id: int
    kind: str
    text: str
    at: datetime
    due_at: datetime
    who: str
    mine: bool
    matter: int | None
    answer: str
    upheld: bool | None
    answered_by: str
    answered_at: datetime | None
    told: str


VOICED = (
    "id", "kind", "text", "at", "due_at", "person_id", "person__name", "person__unit__name", "matter", "answer", "upheld",
    "answered_by__name", "answered_at", "told__name",
)  # fmt: skip


def voices(actor: Actor, posting: Posting, on: date) -> list[Voice]:
    """What was asked: everything for who is in charge; for others the own, and what is answered, without names."""
    charge = in_charge(actor, posting.audience_id, on)
    found = PostingVoice.objects.filter(posting=posting)
    if not charge:
        found = found.filter(Q(person=actor.person) | Q(answered_at__isnull=False))
    out = []
    for row in found.order_by("id").values_list(*VOICED):
        key, kind, text, at, due, person, name, unit, matter, answer, upheld, by, answered_at, told = row
        mine = person == actor.person
        who = f"{name} · {unit}" if charge or mine else ""
        out.append(
            Voice(
                key, kind, text, at, due, who, mine, matter if charge or mine else None, answer, upheld, by or "", answered_at, told or ""
            )
        )
    return out


@dataclass(frozen=True)
class Owed:
    """A question or objection that waits for an answer."""

    posting: int
    voice: int
    number: str
    text: str
    kind: str
    due_at: datetime


def owed(actor: Actor, on: date, limit: int) -> list[Owed]:
    """What waits for this person's answer: on what one confirmed or the own office posted, and what one was told of. Soonest due first."""
    columns = ("posting_id", "id", "posting__number", "text", "kind", "due_at")
    return [Owed(*row) for row in waiting_voices(actor, on).order_by("due_at", "id").values_list(*columns)[:limit]]


def count_owed(actor: Actor, on: date) -> int:
    return waiting_voices(actor, on).count() if actor.person else 0


def waiting_voices(actor: Actor, on: date) -> QuerySet[PostingVoice]:
    """The questions and objections that wait for this person's answer."""
    desks = tree(on).below(actor.units("handler"))
    mine = Q(posting__confirmed_by=actor.person) | Q(told=actor.person) | (Q(posting__issuer__in=desks) if desks else Q())
    return PostingVoice.objects.filter(mine, answered_at__isnull=True).exclude(person=actor.person)


def is_whole(posting: Posting) -> bool:
    """Is it as it was confirmed: does its content still give its digest, and is this the digest that the ledger wrote down?"""
    written = LedgerPayload.objects.filter(entry__subject_kind="posting", entry__subject=posting.pk, entry__verb="posting.posted")
    bodies = list(written.values_list("body", flat=True))
    return digest_of(posting) == posting.digest and all(f'"{posting.digest}"' in body for body in bodies) and bool(bodies)


def posting_of(actor: Actor, voice: int, on: date) -> int:
    """The posting of a question or objection; Unseen where this person sees none."""
    found = PostingVoice.objects.filter(pk=voice, posting__in=Posting.objects.filter(seen_by(actor, on)))
    pk = found.values_list("posting_id", flat=True).first()
    if pk is None:
        raise Unseen
    return pk
