"""Reporting a problem, from the phone or from any meeting."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.base.files.services import Photo
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.org.models import Equipment, Party, Person, Place, Unit


def report(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    place: Place,
    topic: str,
    text: str,
    photos: Sequence[Photo] = (),
    channel: str = "phone",
    raiser: Person | None = None,
    happened_at: datetime | None = None,
    equipment: Equipment | None = None,
    party: Party | None = None,
    concerns: Sequence[Person | Unit] = (),
    conduct: bool = False,
) -> int:
    """A problem at a place or on equipment there; its id. The unit is that of the place. Refused: neither words nor a photograph.

    `concerns` are whom it is about, who never read it; about `conduct` it goes to the named recipients alone.
    """
    return raise_matter(
        actor=actor,
        at=at,
        command=command,
        kind="problem",
        unit=place.unit,
        place=place,
        text=text,
        topic=topic,
        channel=channel,
        raiser=raiser,
        photos=photos,
        happened_at=happened_at,
        equipment=equipment,
        party=party,
        concerns=concerns,
        conduct=conduct,
    )
