"""Who may change the enterprise."""

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.roles import ADMINISTERING


def must_administer(actor: Actor) -> None:
    """Only an administrator, or the house at its founding, changes the enterprise; to others the door is not there."""
    if actor is not HOUSE and not actor.holds(*ADMINISTERING):
        raise Unseen
