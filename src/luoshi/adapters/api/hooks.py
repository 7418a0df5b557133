"""What an administrator sets about webhooks: a new one with its secret, its end, switched on again, a test, one delivery anew."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.adapters.api.guard import way_to
from luoshi.adapters.api.happenings import EVENTS, TEST, body_of_test
from luoshi.adapters.api.models import Delivery, Hook
from luoshi.adapters.api.sending import OPEN, sealed_for
from luoshi.adapters.api.telling import newest
from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.models import Unit
from luoshi.kernel.org.rights import must_administer
from luoshi.web.accounts.models import Token
from luoshi.web.accounts.sealing import seal

MOST, SIGN = 50, "luoshi_hook_"
HALF_HOUR = timedelta(minutes=30)


def add_hook(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    name: str,
    address: str,
    events: Sequence[str],
    unit: Unit,
    own_key: int | None = None,
) -> str:
    """Tell this address from now on what happens openly in this unit and below; answers the secret its posts are signed with, this once.

    What came through `own_key` is not told: it is the system's own doing. Refused: no name, no event, an address that is not https, leads
    inside or to this house, a key that is not there, more than fifty webhooks, the same form sent twice. Its name is resolved before the
    transaction begins: nobody waits for a resolver.
    """
    must_administer(actor)
    name, address, on = name.strip(), address.strip(), local_date(at)
    if not name:
        raise Refusal(_("Say which system is told."), field="name")
    fits(Hook, name=name, address=address)
    chosen = [event for event in EVENTS if event in events]
    if not chosen or set(events) - set(EVENTS):
        raise Refusal(_("Choose what it is told."), field="events")
    way_to(address, book(on).text("messages.address"))
    return _entered(actor, at, command, name, address, chosen, unit, own_key)


@transaction.atomic
def _entered(
    actor: Actor, at: datetime, command: uuid.UUID, name: str, address: str, chosen: list[str], unit: Unit, own_key: int | None
) -> str:
    """The row of a webhook, with its secret."""
    if own_key is not None and not Token.objects.filter(pk=own_key, revoked_at__isnull=True, until__gt=at).exists():
        raise Refusal(_("There is no key of this number that holds."), field="own_key")
    if Hook.objects.filter(ended_at=None).count() >= MOST:
        raise Refusal(_("There are fifty webhooks: end one first."), field="name")
    if commands.begin(actor=actor, at=at, command=command, fields=(name, address, chosen, unit.pk, own_key), outcome=("hook", 0)):
        raise Refusal(_("This webhook has been entered already; its secret is told once only."))
    hook = Hook.objects.create(
        name=name,
        address=address,
        events=" ".join(chosen),
        unit=unit,
        token_id=own_key,
        sealed="",
        since=at,
        looked_to=newest(),
        looked_at=at,
    )
    secret = SIGN + secrets.token_urlsafe(32)
    Hook.objects.filter(pk=hook.pk).update(sealed=seal(secret, sealed_for(hook.pk)))
    commands.finish(actor=actor, command=command, outcome=("hook", hook.pk))
    _note(actor, at, "api.hook_added", hook.pk, name=name, address=address, events=hook.events, unit=unit.code)
    return secret


@transaction.atomic
def end_hook(*, actor: Actor, at: datetime, command: uuid.UUID, hook: int) -> None:
    """It is told nothing any more, also not what waits already; its secret is destroyed."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(hook, "end"), outcome=("hook", hook)):
        return
    if not Hook.objects.filter(pk=hook, ended_at=None).update(ended_at=at, sealed=""):
        raise Unseen
    Delivery.objects.filter(OPEN, hook=hook).update(given_up_at=at, trouble="ended", claimed_by=None, claimed_until=None)
    _note(actor, at, "api.hook_ended", hook)


@transaction.atomic
def switch_on(*, actor: Actor, at: datetime, command: uuid.UUID, hook: int) -> None:
    """It is told again what happens from now on. What happened while it was off is not told: its system reads the list."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(hook, "on"), outcome=("hook", hook)):
        return
    fresh = {"off_at": None, "failing": 0, "since": at, "looked_to": newest(), "looked_at": at}
    if not Hook.objects.filter(pk=hook, ended_at=None, off_at__isnull=False).update(**fresh):
        raise Unseen
    _note(actor, at, "api.hook_on", hook)


@transaction.atomic
def test_hook(*, actor: Actor, at: datetime, command: uuid.UUID, hook: int) -> None:
    """A test goes to it. Refused: more than three in half an hour. Unseen: one that is off or has ended."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(hook, "test"), outcome=("hook", hook)):
        return
    if not Hook.objects.filter(pk=hook, ended_at=None, off_at=None).exists():
        raise Unseen
    if Delivery.objects.filter(hook=hook, event=TEST, entered_at__gt=at - HALF_HOUR).count() >= 3:
        raise Refusal(_("Three tests within half an hour are enough: wait until one has come."))
    Delivery.objects.create(hook_id=hook, once=f"test-{command}", event=TEST, body=body_of_test(at), entered_at=at, next_try_at=at)
    _note(actor, at, "api.hook_tested", hook)


@transaction.atomic
def tell_again(*, actor: Actor, at: datetime, command: uuid.UUID, delivery: uuid.UUID) -> None:
    """What was given up is told anew from the beginning. Unseen: what was not, or of a webhook that is off."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(delivery, "again"), outcome=("delivery", 0)):
        return
    row = Delivery.objects.filter(key=delivery, given_up_at__isnull=False, hook__ended_at=None, hook__off_at=None).first()
    if row is None:
        raise Unseen
    Delivery.objects.filter(pk=row.pk).update(given_up_at=None, tries=0, next_try_at=at, trouble="", answer=0)
    _note(actor, at, "api.told_again", row.hook_id, delivery=str(delivery))


def _note(actor: Actor, at: datetime, verb: str, hook: int, **payload: object) -> None:
    record(actor=actor, at=at, verb=verb, subject=("hook", hook), on=local_date(at), unit=actor.unit, payload=payload)
