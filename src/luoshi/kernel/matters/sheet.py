"""One matter with its story, and what a person may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from luoshi.base.actor import Actor
from luoshi.base.copies.compiled import KEY, compiled
from luoshi.base.files.models import StoredFile
from luoshi.base.files.services import path_of
from luoshi.base.refusal import Unseen
from luoshi.base.workflow import Step
from luoshi.kernel.matters.acts.joining import MOST_PARTS
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.measures import fits, fronting, is_about_a_measure, last_tries
from luoshi.kernel.matters.models import Action, Concern, Custody, Event, Involved, Matter
from luoshi.kernel.matters.opening import is_open
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.relations import Standing, knows_raiser, may_see, standing
from luoshi.kernel.matters.selectors import Row, rows
from luoshi.kernel.org.tree import tree

LINKING = ("into", "from", "with", "again_of", "whole")  # where a line of the story names another matter by its number


@dataclass(frozen=True)
class Line:
    """One line of the timeline with its photographs and its documents (id, name, bytes)."""

    act: str
    step: str
    before: str
    after: str
    round: int
    at: datetime
    person: str | None
    person_unit: str | None
    behalf: str | None
    text: str
    detail: dict[str, str]
    photos: list[str] = field(default_factory=list)
    files: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Stay:
    """One stretch of holding."""

    unit: str
    person: str | None
    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True)
class Sheet:
    """Everything one matter shows, and what this person may do with it."""

    matter: Matter
    action: Action | None
    actions: Sequence[Action]
    lines: Sequence[Line]
    stays: Sequence[Stay]
    steps: Sequence[Step]
    standing: Standing
    offers: Sequence[tuple[Step, Action]]
    involved: Sequence[tuple[str, str]]
    concerned: Sequence[str]
    parts: Sequence[Row]


def kind_of(pk: int) -> str:
    """The kind of a matter, for reading a form; who may take the step is decided by the service. Unseen where there is none."""
    found = compiled((), "kind of a matter", lambda: Matter.objects.filter(pk=KEY).values_list("kind")).rows(str, key=pk)
    if not found:
        raise Unseen
    return found[0]


def sheet(actor: Actor, pk: int, on: date) -> Sheet:
    """One matter with its story; Unseen when it does not exist or is outside the person's reach."""
    matter = compiled((), "sheet", _joined).first(key=pk)
    if matter is None:
        raise Unseen
    actions = compiled((), "actions of a sheet", _actions).records(key=pk) if matter.owner_id else []  # nothing was ever assigned: one less
    tries, of = last_tries(actions), tree(on)
    action = fronting(tries) if tries else None
    if not may_see(actor, matter, action, of, on):
        raise Unseen
    lines = _lines(matter)
    beside = _beside(matter) if _happened(lines, "involve") else []
    helping = [person for person, _name, part in beside if part == "co_responsible"]
    who = standing(actor, matter, action, of, on, helping)
    flow = kinds[matter.kind].workflow
    steps = [step for step in flow.steps_from(matter.state) if who.may(step) and is_open(step, matter, action, flow, on)]
    offers = [
        (step, one)
        for one in tries
        if len(tries) > 1 and one is not action
        for step in flow.steps.values()
        if is_about_a_measure(step) and fits(step, one) and is_open(step, matter, one, flow, on, one.measure)
        if standing(actor, matter, one, of, on, helping).may(step)
    ]
    stays = _stays(matter)
    if matter.confidential and matter.raiser and not knows_raiser(who):
        name = matter.raiser.name
        lines = [replace(line, person=None, person_unit=None) if line.person == name else line for line in lines]
        lines = [replace(line, behalf=None, detail={**line.detail, "unnamed": "yes"}) if line.behalf == name else line for line in lines]
        stays = [replace(stay, unit=matter.unit.name, person=None) if stay.person == name else stay for stay in stays]
        if matter.holder_id == matter.raiser_id:
            matter.holder = matter.holder_unit = None
        matter.raiser = None
    concerned = _concerned(matter) if "handler" in who.are or "raiser" in who.are else []
    parts = rows(_parts(actor, matter, on), MOST_PARTS * 2) if _happened(lines, "split") else []
    involved = [(name, part) for _person, name, part in beside]
    lines = _unlinked(actor, matter, lines, on)
    return Sheet(matter, action, actions, lines, stays, steps, who, offers, involved, concerned, parts)


def _joined() -> QuerySet[Matter]:
    """A matter with all that its sheet names."""
    joined = ("unit", "place", "raiser__unit", "owner__unit", "holder", "holder_unit", "office", "told", "activity", "parent", "again_of",
              "equipment", "party")  # fmt: skip
    return Matter.objects.select_related(*joined).filter(pk=KEY)


def _actions() -> QuerySet[Action]:
    people = ("owner__unit", "done_by", "done_for", "verifier", "verified_by")
    return Action.objects.filter(matter=KEY).select_related(*people).order_by("ordinal")


def _parts(actor: Actor, matter: Matter, on: date) -> QuerySet[Matter]:
    return Matter.objects.filter(parent=matter).exclude(state="merged").exclude(hidden(actor, on)).order_by("id")


def _happened(lines: Sequence[Line], act: str) -> bool:
    return any(line.act == act for line in lines)


def _beside(matter: Matter) -> list[tuple[int, str, str]]:
    """Who is beside the owner: id, name, as what."""
    found = Involved.objects.filter(matter=matter).order_by("part", "id")
    return list(found.values_list("person_id", "person__name", "part"))


def _unlinked(actor: Actor, matter: Matter, lines: list[Line], on: date) -> list[Line]:
    """The story without the numbers of others that this person must never see; what it belongs to and repeats is taken off likewise."""
    named = {str(line.detail[name]) for line in lines for name in LINKING if line.detail.get(name)}
    named |= {one.number for one in (matter.parent, matter.again_of) if one}
    if not named:
        return lines
    kept = set(Matter.objects.filter(hidden(actor, on), number__in=named, reserved=True).values_list("number", flat=True))
    if not kept:
        return lines
    if matter.parent and matter.parent.number in kept:
        matter.parent = None
    if matter.again_of and matter.again_of.number in kept:
        matter.again_of = None
    told = [line for line in lines if line.act != "merged_in" or line.detail.get("from") not in kept]
    return [replace(line, detail={name: "" if str(said) in kept else said for name, said in line.detail.items()}) for line in told]


def _concerned(matter: Matter) -> list[str]:
    """Whom it is about, for who handles or raised it."""
    if not matter.reserved:
        return []
    named = Concern.objects.filter(matter=matter).order_by("id").values_list("person__name", "unit__name")
    return [person or unit or "" for person, unit in named]


def photo_of(actor: Actor, pk: UUID, on: date) -> StoredFile:
    """A photograph or a document of a matter that the person may see; Unseen otherwise."""
    matter = Matter.objects.filter(events__photos__file=pk).select_related("raiser").first()
    if matter is None:
        raise Unseen
    action = Action.objects.filter(matter=matter).select_related("owner").order_by("-ordinal").first()
    if not may_see(actor, matter, action, tree(on), on):
        raise Unseen
    stored = StoredFile.objects.get(pk=pk)
    if not path_of(stored.digest, stored.kind).exists():
        raise Unseen
    return stored


SAID = (
    "id", "act", "step", "before", "after", "round", "at", "person__name", "person__unit__name", "behalf__name", "text", "detail",
)  # fmt: skip


def _lines(matter: Matter) -> list[Line]:
    """The timeline with its photographs and documents in one statement: a line comes once for each."""
    told: dict[int, Line] = {}
    for key, *line, file, name, size in compiled((), "story", _story).tuples(key=matter.pk):
        said = told.setdefault(key, Line(*line))
        if name:
            said.files.append((str(file), name, size))
        elif file:
            said.photos.append(str(file))
    return list(told.values())


def _story() -> QuerySet[Event, Any]:
    found = Event.objects.filter(matter=KEY).order_by("id", "photos__ordinal")
    return found.values_list(*SAID, "photos__file_id", "photos__file__name", "photos__file__bytes_long")


def _stays(matter: Matter) -> list[Stay]:
    return compiled((), "stays", _held).rows(Stay, key=matter.pk)


def _held() -> QuerySet[Custody, Any]:
    held = Custody.objects.filter(matter=KEY).order_by("since", "id")
    return held.values_list("unit__name", "person__name", "since", "until", "why")
