"""Who may change the enterprise: the system administrator builds it, the security administrator gives roles and opens accounts.

Where the two are not apart (`org.administrators_apart`), whoever holds one role has the other too; what lies here does not ask for that.
"""

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.roles import ADMINISTERING, AUDITING, BUILDING, SECURING


def must_administer(actor: Actor) -> None:
    """Only a system administrator, or the house at its founding, builds the enterprise; to others the door is not there."""
    _must_hold(actor, BUILDING)


def must_secure(actor: Actor) -> None:
    """Only a security administrator, or the house, gives roles, prints slips, unlocks accounts and ends sessions."""
    _must_hold(actor, SECURING)


def must_look(actor: Actor) -> None:
    """System and security administrators both read the lists of the enterprise."""
    _must_hold(actor, *ADMINISTERING)


def must_audit(actor: Actor) -> None:
    """Only an audit administrator reads the ledger."""
    _must_hold(actor, AUDITING)


def _must_hold(actor: Actor, *roles: str) -> None:
    if actor is not HOUSE and not actor.holds(*roles):
        raise Unseen
