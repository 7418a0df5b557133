"""The ledger entries of this room, in few words."""

from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record


def note(actor: Actor, at: datetime, verb: str, subject: tuple[str, int], **payload: object) -> None:
    """One entry, on the day and for the actor's own unit."""
    record(actor=actor, at=at, verb=verb, subject=subject, on=local_date(at), unit=actor.unit, payload=payload)
