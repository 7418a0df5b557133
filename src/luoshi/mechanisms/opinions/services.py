"""Raising opinions: one's own, those read off paper, and those a symposium gave."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.files.services import Photo
from luoshi.base.ledger import commands
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.activities import services as activities
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.org.models import Equipment, Party, Person, Place, Unit
from luoshi.kernel.org.roles import RECEIVING
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.tree import tree

ENTERING = (RECEIVING, "handler", "unit_leader", "team_leader", "branch_secretary")
MOST_ROWS = 200


@dataclass(frozen=True)
class Heard:
    """One opinion as a clerk reads it off a sheet. Without a raiser nobody signed it."""

    text: str
    topic: str = ""
    title: str = ""
    raiser: Person | None = None
    confidential: bool = False


def submit(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    place: Place,
    topic: str,
    text: str,
    photos: Sequence[Photo] = (),
    channel: str = "mailbox",
    raiser: Person | None = None,
    happened_at: datetime | None = None,
    equipment: Equipment | None = None,
    party: Party | None = None,
    concerns: Sequence[Person | Unit] = (),
    conduct: bool = False,
) -> int:
    """One's own opinion from the report page; its id. The unit is the raiser's, or that of the place before sign-in."""
    return raise_matter(
        actor=actor,
        at=at,
        command=command,
        kind="opinion",
        unit=raiser.unit if raiser else place.unit,
        place=place,
        text=text,
        topic="",
        channel=channel,
        raiser=raiser,
        photos=photos,
        happened_at=happened_at,
        equipment=equipment,
        party=party,
        concerns=concerns,
        conduct=conduct,
    )


@transaction.atomic
def enter(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    unit: Unit,
    channel: str,
    rows: Sequence[Heard],
    activity: int | None = None,
    happened_at: datetime | None = None,
) -> list[int]:
    """Opinions of one unit entered in one go, all or none; their ids in the order of the rows. The same command answers the same ids.

    Unseen for whoever may not enter for this unit. Refused: no row, too many, a row without words (the field names the row).
    """
    if not covers(actor, unit.pk, local_date(at), ENTERING):
        raise Unseen
    said = [(row.text, row.topic, row.title, row.raiser and row.raiser.pk, row.confidential) for row in rows]
    fields = (unit.pk, channel, said, activity, happened_at)
    commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("unit", unit.pk))
    if not rows:
        raise Refusal(_("Write at least one opinion."), field="rows")
    if len(rows) > MOST_ROWS:
        raise Refusal(_("At most %(n)s rows at once: send the rest on a second sheet.") % {"n": MOST_ROWS}, field="rows")
    ids = []
    for number, row in enumerate(rows, start=1):
        if not row.text.strip():
            raise Refusal(_("Row %(n)s has no words: write what was said, or take the row out.") % {"n": number}, field=f"text-{number}")
        one = raise_matter(
            actor=actor,
            at=at,
            command=uuid.uuid5(command, str(number)),
            kind="opinion",
            unit=_unit_of(row, unit, at),
            place=None,
            text=row.text,
            topic=row.topic,
            title=row.title,
            channel=channel,
            raiser=row.raiser,
            confidential=row.confidential,
            activity=activity,
            happened_at=happened_at,
        )
        ids.append(one)
    return ids


@transaction.atomic
def hold_symposium(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    unit: Unit,
    title: str,
    held_at: datetime,
    host: Person,
    representatives: Sequence[Person],
    rows: Sequence[Heard] = (),
    leaders: Sequence[Person] = (),
    place: str = "",
    minutes: str = "",
) -> int:
    """A symposium with its representatives and the opinions it gave, all or nothing; the id of the symposium.

    Refused: what `hold` and `enter` refuse, and a raiser who did not take part.
    """
    if not covers(actor, unit.pk, local_date(at), ENTERING):
        raise Unseen
    people = [(person, "representative") for person in representatives]
    people += [(person, "leader") for person in leaders if person.pk not in {one.pk for one in representatives}]
    activity = activities.hold(
        actor=actor,
        at=at,
        command=command,
        kind="symposium",
        title=title,
        unit=unit,
        held_at=held_at,
        host=host,
        people=people,
        place=place,
        minutes=minutes,
    )
    there = {person.pk for person, _part in people}
    for number, row in enumerate(rows, start=1):
        if row.raiser and row.raiser.pk not in there:
            raise Refusal(_("Row %(n)s: %(name)s did not take part.") % {"n": number, "name": row.raiser.name}, field=f"raiser-{number}")
    if rows:
        enter(
            actor=actor,
            at=at,
            command=uuid.uuid5(command, "opinions"),
            unit=unit,
            channel="symposium",
            rows=rows,
            activity=activity,
            happened_at=held_at,
        )
    return activity


def _unit_of(row: Heard, unit: Unit, at: datetime) -> Unit:
    """The raiser's own unit where that lies below; the whole unit for who is not to be named or did not sign."""
    if row.raiser is None or row.confidential:
        return unit
    below = tree(local_date(at)).covers([unit.pk], row.raiser.unit_id)
    return row.raiser.unit if below else unit
