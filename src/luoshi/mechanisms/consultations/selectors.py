"""Consultations for a person: those one may see, one of them whole, what a matter's own sheet says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from luoshi.base.actor import Actor
from luoshi.base.copies.kept import kept
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.selectors import Row, rows_by_id
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import able
from luoshi.mechanisms.consultations.models import Consultation, Invitation, Item, Step, Word
from luoshi.mechanisms.consultations.outcome import CONSULTED
from luoshi.mechanisms.consultations.reach import found, runs, seen_by, speaks_for
from luoshi.mechanisms.consultations.waiting import STAMP

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    id: int
    number: str
    title: str
    office: str
    chair: str
    planned_at: datetime
    called_at: datetime
    held_at: datetime | None
    concluded_at: datetime | None
    items: int
    decided: int
    asked: int
    silent: int
    dissent: int


@dataclass(frozen=True)
class Put:
    """One item with its words and steps; `row` is None where this person does not read the matter."""

    item: Item
    row: Row | None
    words: Sequence[Word]
    steps: Sequence[Step]


@dataclass(frozen=True)
class Whole:
    """A consultation with everything, and what this person is to it."""

    one: Consultation
    items: Sequence[Put]
    asked: Sequence[Invitation]
    runs: bool
    own: Sequence[Invitation]


def listed(actor: Actor, on: date, *, concluded: bool, before: int | None = None) -> tuple[list[Line], int | None]:
    """Open ones by their day, the next first; concluded ones newest first, with the key of the next page."""
    rows = Consultation.objects.filter(seen_by(actor, on), concluded_at__isnull=not concluded)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    counted = rows.annotate(
        of=Count("items", distinct=True),
        decided=Count("items", filter=~Q(items__decision=""), distinct=True),
        people=Count("invitations", distinct=True),
        silent=Count("invitations", filter=Q(invitations__answer=""), distinct=True),
        against=Count("items__words", filter=Q(items__words__dissent=True), distinct=True),
    )
    columns = (
        "id", "number", "title", "office__name", "chair__name", "planned_at", "called_at", "held_at", "concluded_at",
        "of", "decided", "people", "silent", "against",
    )  # fmt: skip
    ordered = counted.order_by("-id") if concluded else counted.order_by("planned_at", "id")
    lines = [Line(*row) for row in ordered.values_list(*columns)[: PAGE + 1 if concluded else 4 * PAGE]]
    more = concluded and len(lines) > PAGE
    shown = lines[:PAGE] if concluded else lines
    return shown, shown[-1].id if more else None


def whole(actor: Actor, pk: int, on: date) -> Whole:
    """One consultation; Unseen when it does not exist or is outside the person's reach."""
    one = Consultation.objects.select_related("office", "chair", "called_by", "recorder", "told").get(pk=found(actor, pk, on).pk)
    items = list(one.items.select_related("matter__raiser", "decided_by").order_by("ordinal"))
    readable = readable_of(actor, [item.matter for item in items], on)
    rows = rows_by_id(list(readable))
    words: dict[int, list[Word]] = {}
    for word in Word.objects.filter(item__in=items).select_related("person", "unit", "entered_by").order_by("id"):
        words.setdefault(word.item_id, []).append(word)
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(item__in=items).select_related("owner__unit", "part").order_by("ordinal"):
        steps.setdefault(step.item_id, []).append(step)
    put = [Put(item, rows.get(item.matter_id), words.get(item.pk, []), steps.get(item.pk, [])) for item in items]
    asked = list(one.invitations.select_related("person__unit", "unit", "instead").order_by("id"))
    own = [row for row in asked if speaks_for(actor, row.person_id)]
    return Whole(one, put, asked, runs(actor, one.office_id, on), own)


def readable_of(actor: Actor, matters: Sequence[Matter], on: date) -> set[int]:
    """Those of these matters this person may read, as their own sheets would show them."""
    out = set[int]()
    for one in matters:
        try:
            sheet(actor, one.pk, on)
        except Unseen:
            continue
        out.add(one.pk)
    return out


@dataclass(frozen=True)
class OfMatter:
    """What a matter's sheet says: the consultations it was put to that this person may see, and whether this person may call one."""

    items: Sequence[Item]
    may_call: bool
    waits: bool


def of_matter(actor: Actor, matter: int, on: date) -> OfMatter:
    """The items of one matter, newest first; whether its life lets this person put it to a consultation now.

    Asked for on every sheet: nothing is asked of the database where nothing can be said.
    """
    if matter not in put_ever() and not actor.holds("handler"):
        return OfMatter((), False, False)
    found = list(Matter.objects.filter(pk=matter).values_list("kind", "state", "office_id", "consulted_in", "consulted_in__decision"))
    if not found:
        raise Unseen
    kind, state, office = found[0][:3]
    keys = [item for *_face, item, _decision in found if item is not None]
    free = all(decision != "" for *_face, decision in found) and _leads_there(kind, state)
    items = _items(actor, keys, on) if keys else []
    return OfMatter(items, free and runs(actor, office, on), free and state == CONSULTED)


def put_ever() -> frozenset[int]:
    """Every matter that was ever put to a consultation: few, held in memory until one is called."""
    return kept(STAMP, "put ever", lambda: frozenset(Item.objects.values_list("matter", flat=True)))


def _items(actor: Actor, keys: Sequence[int], on: date) -> list[Item]:
    seen_ = Consultation.objects.filter(seen_by(actor, on))
    return list(Item.objects.filter(pk__in=keys, consultation__in=seen_).select_related("consultation").order_by("-id"))


def may_be_put(row: Matter) -> bool:
    """May this matter be put to a consultation, because its life leads there or because it waits for one that nobody has called?"""
    return not Item.objects.filter(matter=row, decision="").exists() and _leads_there(row.kind, row.state)


def _leads_there(kind: str, state: str) -> bool:
    step = kinds[kind].workflow.step("consult")
    return state == CONSULTED or (step is not None and state in step.sources)


def callable_here(actor: Actor, matter: int, on: date) -> Matter:
    """A matter that this person may put to a consultation; Unseen otherwise."""
    row = sheet(actor, matter, on).matter
    if not runs(actor, row.office_id, on):
        raise Unseen
    return row


def spokesman(unit: int, on: date) -> Person | None:
    """Who is asked when an office is named without a person: its leader, else who handles for it, else nobody."""
    here = able(on).filter(holdings__unit=unit, holdings__since__lte=on).filter(Q(holdings__until__isnull=True) | Q(holdings__until__gt=on))
    for role in ("unit_leader", "team_leader", "handler"):
        person = here.filter(holdings__role=role).order_by("staff_no").first()
        if person:
            return person
    return None


def held_as(actor: Actor, activity: int, on: date) -> int:
    """The consultation that was this activity; Unseen outside the person's reach."""
    pk = Consultation.objects.filter(seen_by(actor, on), activity=activity).values_list("pk", flat=True).first()
    if pk is None:
        raise Unseen
    return pk
