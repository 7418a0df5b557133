"""What a matter's own sheet says of consultations."""

from datetime import datetime

from luoshi.base.actor import Actor


def draw(actor: Actor, matter: int, at: datetime) -> tuple[str, dict[str, object]] | None:
    """Nothing yet."""
    return None
