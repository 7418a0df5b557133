"""What our people were promised and what has to be told to them: for the leader of a team whose people have no screen of their own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.desk import seen
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.matters.selectors import Row, rows
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.kernel.org.tree import tree

REMEMBERED = timedelta(days=30)
TELLING = ("ask", "pause", "answer", "sign", "sign_plan", "decline", "inform", "defer")


@dataclass(frozen=True)
class Promise:
    """What one of our people was promised for a day, and when it was done, if it was."""

    row: Row
    day: date
    done_on: date | None

    def broken(self, on: date) -> bool:
        """Not done by its day."""
        return (self.done_on or on) > self.day


@dataclass(frozen=True)
class ToTell:
    """What somebody of ours should hear: `what` is answered, asked or paused; `words` say it; `person` is who."""

    row: Row
    what: str
    person: int
    answered_on: date | None
    words: str


def promised(actor: Actor, unit: int, at: datetime, limit: int) -> list[Promise]:
    """What was promised to people of this unit and those below: what is open, the soonest day first, then what was closed lately.

    A promise is kept when the last try was done by its day. Who asked not to be named is left out. Unseen outside the person's scope.
    """
    on = local_date(at)
    tries = Action.objects.filter(matter=OuterRef("pk"), dropped_at__isnull=True).order_by("-ordinal")
    lived = Q(closed_at__isnull=True) | Q(closed_on__gte=on - REMEMBERED)
    marked = (
        _ours(actor, unit, on)
        .filter(lived, promised_on__isnull=False)
        .annotate(
            undone=Exists(tries.filter(done_at__isnull=True)),
            last_done=Subquery(tries.filter(done_at__isnull=False).values("done_at")[:1]),
        )
        .order_by(F("closed_at").asc(nulls_first=True), "promised_on", "id")
    )
    told = list(marked.values_list("pk", "promised_on", "undone", "last_done")[:limit])
    faces = {row.id: row for row in rows(marked, limit)}
    days = [(pk, day, local_date(done) if done and not undone else None) for pk, day, undone, done in told]
    return [Promise(faces[pk], day, done_on) for pk, day, done_on in days if pk in faces and day]


def to_tell(actor: Actor, unit: int, at: datetime, limit: int) -> list[ToTell]:
    """What people of this unit and those below wait to hear: answers without their word, questions to them, pauses with their reasons."""
    on = local_date(at)
    last = Event.objects.filter(matter=OuterRef("pk")).order_by("-id")
    answered = Q(answered_at__isnull=False, holder=F("raiser"))
    marked = (
        _ours(actor, unit, on)
        .filter(answered | ~Q(waiting=""), closed_at__isnull=True)
        .annotate(said=Subquery(last.filter(act__in=TELLING).exclude(text="").values("text")[:1]))
        .order_by("answered_at", "id")
    )
    told = {
        pk: (what or "answered", on_, words or "")
        for pk, what, on_, words in marked.values_list("pk", "waiting", "answered_on", "said")[:limit]
    }
    return [ToTell(row, told[row.id][0], row.raiser_id, *told[row.id][1:]) for row in rows(marked, limit) if row.raiser_id]


def _ours(actor: Actor, unit: int, on: date) -> QuerySet[Matter]:
    """What people of these units raised under their names."""
    below = ranges(tree(on).below([unit]) & scope(actor, on))
    if not below:
        raise Unseen
    return seen(Matter.objects.filter(within(below, "raiser__unit_id"), confidential=False), actor, on)
