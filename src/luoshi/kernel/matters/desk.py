"""A person's desk: what waits for them and why, what they did, what they are kept informed of; and the numbers beside these words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value

from luoshi.base.actor import Actor
from luoshi.base.clock import at_local, local_date
from luoshi.base.copies.compiled import Compiled, put_together
from luoshi.base.copies.kept import kept
from luoshi.kernel.matters.models import Action, Event, Involved, Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.selectors import PAGE, WORDING, Row, desk, rows, rows_by_id
from luoshi.kernel.matters.sheet import Line
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.tree import tree

MOST = 1000
Found = Callable[[], QuerySet[Matter]]
Asked = Callable[[], Sequence[QuerySet[Any]]]
MINE = ("held", "asked", "desk", "stead", "measure", "check", "shared", "effect")


@dataclass(frozen=True)
class Task:
    """One matter that waits for a person. `why` is a name of MINE; `about` says which measure, or in whose stead."""

    row: Row
    why: str
    about: str = ""


@dataclass(frozen=True)
class Told:
    """One matter beside what this person did in it, newest first; `key` is where the page goes on."""

    row: Row
    lines: list[Line]
    key: int


@dataclass(frozen=True)
class Beside:
    """The numbers beside the other three words; 1,000 stands for that many or more."""

    done: int
    raised: int
    copied: int


class Number(Subquery):
    """How many rows a query has, none counted beyond 1,000."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, found: QuerySet[Any]) -> None:
        super().__init__(found.values("pk")[:MOST])


class Unlooked(Func):
    """Nobody has said yet what became of it: written out, so that the small index of these is used."""

    template = "%(expressions)s = ''"
    output_field = BooleanField()


def seen(found: QuerySet[Matter], actor: Actor, on: date) -> QuerySet[Matter]:
    """Without what this person must never see: every list of this file goes through here."""
    return found.exclude(hidden(actor, on))


def waiting_for(actor: Actor, on: date) -> Mapping[str, Found]:
    """What waits for this person, by why, each matter in one of them only: what is counted is what is listed."""
    if actor.person is None:
        return {}
    held, stead, units = Q(holder=actor.person), _stead(actor), desk(actor, on)
    at_desk = within(ranges(units), "holder_unit_id") & Q(holder__isnull=True) if units else None
    asked = Q(waiting="asked", raiser=actor.person)
    here = held | at_desk if at_desk else held
    here = here | stead if stead else here
    undone, unchecked, shared = (Q(pk__in=one.values("matter")) for one in (_undone(actor), _unchecked(actor), _shared(actor)))

    def open_(condition: Q) -> QuerySet[Matter]:
        return seen(Matter.objects.filter(condition, closed_at__isnull=True), actor, on)

    def by_clock(condition: Q) -> Found:
        return lambda: open_(condition).order_by("due_at")

    found: dict[str, Found] = {"held": lambda: open_(held).exclude(asked).order_by("due_at"), "asked": by_clock(held & asked)}
    if at_desk:
        found["desk"] = by_clock(at_desk)
    if stead:
        found["stead"] = by_clock(stead)
    found["measure"] = lambda: open_(undone).exclude(here)
    found["check"] = lambda: open_(unchecked).exclude(here).exclude(undone)
    found["shared"] = lambda: open_(shared).exclude(here).exclude(undone).exclude(unchecked)
    found["effect"] = lambda: _to_look_at(actor, on)
    return found


def asked_for(actor: Actor, on: date) -> dict[str, Asked]:
    """The same as queries whose rows are counted, by why."""
    return {why: _alone(query) for why, query in waiting_for(actor, on).items()}


def count_todo(actor: Actor, on: date) -> int:
    """How many matters wait for this person, in one statement."""
    return min(sum(numbers(actor, on, "waiting", lambda: asked_for(actor, on)).values()), MOST)


def beside_todo(actor: Actor, on: date) -> Beside:
    """How much this person did, raised and was sent a copy of, in one statement."""
    raised = Matter.objects.filter(raiser=actor.person)
    asked = {"done": lambda: [_acted_in(actor, on)], "raised": lambda: [raised], "copied": lambda: [_copied(actor, on)]}
    return Beside(**{"done": 0, "raised": 0, "copied": 0, **numbers(actor, on, "beside", lambda: asked)})


def todo(actor: Actor, at: datetime, limit: int, each: Mapping[str, int]) -> list[Task]:
    """What waits for this person, soonest due first; `each` says how many for each reason: where nothing is, nothing is asked for."""
    on, found = local_date(at), list[Task]()
    for why, query in waiting_for(actor, on).items():
        if each.get(why):
            found += [Task(row, why, (row.holder or "") if why == "stead" else "") for row in rows(_soonest(query(), why), limit)]
    found = _with_days(_with_measures(actor, found), on)
    return sorted(found, key=lambda task: (task.row.due_at is None, task.row.due_at, task.row.id))[:limit]


def done_by(actor: Actor, on: date, before: int | None = None) -> tuple[list[Told], int | None]:
    """The matters in which this person took a step, the newest step first, and the key for older ones."""
    own = _steps(actor).filter(matter__in=seen(Matter.objects.all(), actor, on))
    last = own.values("matter").annotate(last=Max("id")).order_by("-last")
    if before is not None:
        last = last.filter(last__lt=before)
    keyed = list(last.values_list("matter", "last")[: PAGE + 1])
    shown = keyed[:PAGE]
    ids = [pk for pk, _last in shown]
    faces, lines = rows_by_id(ids), _lines(actor, ids)
    told = [Told(faces[pk], lines.get(pk, []), last_) for pk, last_ in shown if pk in faces]
    return told, (shown[-1][1] if len(keyed) > PAGE else None)


def copied_to(actor: Actor, on: date, before: int | None = None) -> tuple[list[Told], int | None]:
    """What this person is kept informed of, newest first, and the key for older ones."""
    found = Involved.objects.filter(person=actor.person, part="copied", matter__in=seen(Matter.objects.all(), actor, on))
    if before is not None:
        found = found.filter(pk__lt=before)
    keyed = list(found.order_by("-pk").values_list("matter", "pk")[: PAGE + 1]) if actor.person else []
    shown = keyed[:PAGE]
    faces = rows_by_id([pk for pk, _key in shown])
    return [Told(faces[pk], [], key) for pk, key in shown if pk in faces], (shown[-1][1] if len(keyed) > PAGE else None)


def _stead(actor: Actor) -> Q | None:
    """What the people hold for whom this person stands in; their own answers are theirs to judge."""
    absent = Q(holder__in=actor.stands_for) & ~Q(holder=F("raiser")) & ~Q(holder=actor.person)
    return absent if actor.stands_for else None


def _undone(actor: Actor) -> QuerySet[Action]:
    """The measures this person owes."""
    return Action.objects.filter(owner=actor.person, done_at__isnull=True, dropped_at__isnull=True)


def _unchecked(actor: Actor) -> QuerySet[Action]:
    """The measures that are done and wait for this person's check."""
    return Action.objects.filter(verifier=actor.person, done_at__isnull=False, verified_at__isnull=True, dropped_at__isnull=True)


def _shared(actor: Actor) -> QuerySet[Involved]:
    return Involved.objects.filter(person=actor.person, part="co_responsible")


def _to_look_at(actor: Actor, on: date) -> QuerySet[Matter]:
    """Closed matters whose effect is to be looked at by now: those of the own office, and those this person checked last."""
    checked = Action.objects.filter(matter=OuterRef("pk"), verified_by__isnull=False).order_by("-ordinal").values("verified_by")[:1]
    offices = tree(on).below(actor.units("handler")) if actor.grants else set()
    mine = Q(last_checker=actor.person)
    if offices:
        mine |= within(ranges(offices), "office_id")
    closed = Matter.objects.filter(Unlooked(F("effect")), closed_at__isnull=False, effect_on__lte=on).exclude(_part_of(actor))
    return seen(closed.annotate(last_checker=Subquery(checked)).filter(mine), actor, on)


def _part_of(actor: Actor) -> Q:
    """Whoever did what stands of it, or of a part, or answers for it too, does not say whether it holds."""
    later = Action.objects.filter(matter=OuterRef("matter"), measure=OuterRef("measure"), ordinal__gt=OuterRef("ordinal"))
    did = Action.objects.filter(Q(done_by=actor.person) | Q(done_for=actor.person), ~Exists(later), dropped_at__isnull=True)
    beside = Involved.objects.filter(matter=OuterRef("pk"), person__in=actor.selves, part="co_responsible")
    return Q(Exists(did.filter(matter=OuterRef("pk")))) | Q(Exists(did.filter(matter__parent=OuterRef("pk")))) | Q(Exists(beside))


def _soonest(query: QuerySet[Matter], why: str) -> QuerySet[Matter]:
    return query.order_by("effect_on", "id") if why == "effect" else query.order_by("due_at", "id")


def _with_days(found: list[Task], on: date) -> list[Task]:
    """A look at the effect is due at the end of its day."""
    ids, end = [task.row.id for task in found if task.why == "effect"], office_calendar(on).end
    if not ids:
        return found
    days = dict(Matter.objects.filter(pk__in=ids).values_list("pk", "effect_on"))
    due = {pk: at_local(day, end.hour, end.minute) for pk, day in days.items() if day}
    return [replace(one, row=replace(one.row, closed_at=None, due_at=due.get(one.row.id))) if one.row.id in due else one for one in found]


def _with_measures(actor: Actor, found: list[Task]) -> list[Task]:
    """The own measures, and those to be checked, with their words; a measure to be done has a day of its own, the soonest counts."""
    ids = [task.row.id for task in found if task.why in ("measure", "check")]
    if not ids:
        return found
    own = (_undone(actor) | _unchecked(actor)).filter(matter__in=ids).order_by("-due_at", "-id")
    soonest = {pk: (text, due) for pk, text, due in own.values_list("matter", "text", "due_at")}
    return [
        _measured(task, *soonest[task.row.id]) if task.why in ("measure", "check") and task.row.id in soonest else task for task in found
    ]


def _measured(task: Task, text: str, due: datetime) -> Task:
    return replace(task, about=text, row=replace(task.row, due_at=due) if task.why == "measure" else task.row)


def _steps(actor: Actor) -> QuerySet[Event]:
    """The steps this person took; having raised it oneself is told elsewhere."""
    return Event.objects.filter(person=actor.person).exclude(act="raise", matter__raiser=actor.person)


def _acted_in(actor: Actor, on: date) -> QuerySet[Matter]:
    return seen(Matter.objects.filter(pk__in=_steps(actor).values("matter")), actor, on) if actor.person else Matter.objects.none()


def _copied(actor: Actor, on: date) -> QuerySet[Matter]:
    copies = Involved.objects.filter(person=actor.person, part="copied").values("matter")
    return seen(Matter.objects.filter(pk__in=copies), actor, on)


def _lines(actor: Actor, ids: list[int]) -> dict[int, list[Line]]:
    names = ("act", "step", "before", "after", "round", "at", "person__name", "person__unit__name", "behalf__name", "text", "detail")
    out: dict[int, list[Line]] = {}
    for pk, *line in _steps(actor).filter(matter__in=ids).order_by("-id").values_list("matter", *names):
        out.setdefault(pk, []).append(Line(*line))
    return out


def numbers(actor: Actor, on: date, name: str, asked: Callable[[], Mapping[str, Asked]]) -> dict[str, int]:
    """How many rows the queries of each of these have, all in one statement; a guest has none of anything.

    The statement is put together once for a person, a day and what this person holds, under this name: that takes longer than running it.
    """
    if actor.person is None:
        return {}
    names, statement = kept(WORDING, ("numbers", connection.vendor, name, actor, on), lambda: _all_of(actor, asked()))
    found = statement.first()
    return dict(zip(names, found, strict=True)) if found else {}


def _all_of(actor: Actor, asked: Mapping[str, Asked]) -> tuple[tuple[str, ...], Compiled[Any]]:
    columns = [sum(map(Number, queries()), Value(0, output_field=IntegerField())) for queries in asked.values()]
    return tuple(asked), put_together(Person.objects.filter(pk=actor.person or 0).values_list(*columns))


def _alone(query: Found) -> Asked:
    return lambda: [query()]
