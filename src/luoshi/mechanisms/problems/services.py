"""Reporting a problem, from the phone or from any meeting."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.base.files.services import Photo
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.org.models import Person, Place


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
) -> int:
    """A problem at a place; its id. Refused: neither words nor a photograph. The unit is that of the place."""
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
    )
