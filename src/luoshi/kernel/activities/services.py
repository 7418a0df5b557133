"""Recording what happened."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.kernel.activities.kinds import activity_kinds
from luoshi.kernel.activities.models import Activity, Participation
from luoshi.kernel.org.models import Person, Unit

EARLIEST = 1950


@transaction.atomic
def hold(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    kind: str,
    title: str,
    unit: Unit,
    held_at: datetime,
    host: Person,
    people: Iterable[tuple[Person, str]],
    place: str = "",
    minutes: str = "",
) -> int:
    """An activity that took place, with who took part and as what; its id. The same command answers the same id.

    Refused: no title, a time to come or before 1950, nobody who took part, somebody named twice. KeyError for an undeclared kind or part.
    """
    if held_at.year < EARLIEST:
        raise Refusal(_("Write the day with the right year."), field="held_at")
    took = [(person, part) for person, part in people]
    fields = (kind, title, unit.pk, held_at, host.pk, [(person.pk, part) for person, part in took], place, minutes)
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("activity", 0))
    if known:
        return known.id
    declared, on = activity_kinds[kind], local_date(held_at)
    fits(Activity, title=title, place=place)
    if not title.strip():
        raise Refusal(_("Write what it was called."), field="title")
    if held_at > at:
        raise Refusal(_("This time has not come yet: record it when it has taken place."), field="held_at")
    if not took:
        raise Refusal(_("Say who took part: one line for each person."), field="people")
    _once([person for person, _part in took])
    activity = Activity.objects.create(
        kind=declared.name,
        title=title.strip(),
        unit=unit,
        place=place.strip(),
        host=host,
        recorded_by_id=actor.person,
        held_at=held_at,
        held_on=on,
        minutes=minutes.strip(),
    )
    rows = [Participation(activity=activity, person=person, part=_part(declared.parts, part)) for person, part in took]
    Participation.objects.bulk_create(rows, batch_size=200)
    payload = {
        "kind": kind,
        "title": activity.title,
        "host": host.pk,
        "people": [person.pk for person, _part in took],
        "minutes": activity.minutes,
    }
    record(
        actor=actor,
        at=at,
        happened_at=held_at,
        verb="activity.held",
        subject=("activity", activity.pk),
        on=on,
        unit=unit.pk,
        payload=payload,
    )
    commands.finish(actor=actor, command=command, outcome=("activity", activity.pk))
    return activity.pk


def _once(people: list[Person]) -> None:
    seen: set[int] = set()
    for person in people:
        if person.pk in seen:
            raise Refusal(_("%(name)s (%(staff_no)s) is named twice.") % {"name": person.name, "staff_no": person.staff_no}, field="people")
        seen.add(person.pk)


def _part(parts: object, part: str) -> str:
    if part not in parts:  # type: ignore[operator]
        raise KeyError(f"nobody takes part as {part!r}")
    return part
