"""Activities for a person: those of the units one reads, and those one took part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.activities.models import Activity, Participation
from luoshi.kernel.org.scope import ranges, scope, within

PAGE = 50


@dataclass(frozen=True)
class ActivityRow:
    """One line of a list of activities."""

    id: int
    title: str
    unit: str
    host: str
    place: str
    held_at: datetime
    people: int
    gave: int


@dataclass(frozen=True)
class ActivitySheet:
    """One activity with who took part: (part, name, unit, staff number)."""

    activity: Activity
    people: Sequence[tuple[str, str, str, str]]


def held(actor: Actor, kind: str, on: date, *, before: int | None = None) -> tuple[list[ActivityRow], int | None]:
    """The activities of one kind that this person may see, newest first, and the key of the next page."""
    found = Activity.objects.filter(_seen(actor, on), kind=kind)
    if before is not None:
        found = found.filter(pk__lt=before)
    counted = found.annotate(people=Count("participations", distinct=True), gave=Count("gave_rise_to", distinct=True))
    columns = ("id", "title", "unit__name", "host__name", "place", "held_at", "people", "gave")
    rows = [ActivityRow(*row) for row in counted.order_by("-id").values_list(*columns)[: PAGE + 1]]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def activity_sheet(actor: Actor, pk: int, kind: str, on: date) -> ActivitySheet:
    """One activity; Unseen when it does not exist or is outside the person's reach."""
    found = Activity.objects.filter(_seen(actor, on), pk=pk, kind=kind).select_related("unit", "host", "recorded_by").first()
    if found is None:
        raise Unseen
    people = Participation.objects.filter(activity=found).order_by("person__unit_id", "person__staff_no")
    return ActivitySheet(found, list(people.values_list("part", "person__name", "person__unit__name", "person__staff_no")))


def _seen(actor: Actor, on: date) -> Q:
    condition = within(ranges(scope(actor, on)), "unit_id")
    if actor.person is None:
        return condition
    own = Participation.objects.filter(person=actor.person).values("activity")
    return condition | Q(pk__in=own) | Q(host=actor.person)
