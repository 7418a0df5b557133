"""What the ways for programs look up themselves: which matters they know at all, and the webhooks of the house."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.adapters.api.models import Delivery, Hook
from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.roles import BUILDING
from luoshi.web.shelves import Todo


def must_have_a_name(pk: int) -> str:
    """The kind of a matter. What came without a name is not there for programs: its readings are written down on its page."""
    found = Matter.objects.filter(pk=pk).exclude(channel=CHANNEL, conduct=True).values_list("kind", flat=True).first()
    if found is None:
        raise Unseen
    return found


def file_must_have_a_name(key: uuid.UUID) -> None:
    """A photograph or document of what came without a name is not there for programs either."""
    if Matter.objects.filter(events__photos__file=key, channel=CHANNEL, conduct=True).exists():
        raise Unseen


def own_ledger(actor: Actor, key: uuid.UUID) -> SheetImport:
    """A ledger that this person brought; Unseen for anybody else's, and for those that come by night."""
    if actor.person is None:
        raise Unseen
    found = SheetImport.objects.select_related("unit").filter(pk=key, person_id=actor.person).first()
    if found is None:
        raise Unseen
    return found


@dataclass(frozen=True)
class HookLine:
    """A webhook as its administrator sees it."""

    pk: int
    name: str
    address: str
    events: tuple[str, ...]
    unit: str
    own_key: int | None
    since: datetime
    failing: int
    off_at: datetime | None


@dataclass(frozen=True)
class Sent:
    """One delivery: what, to whom, how often it was tried and how it ended."""

    key: uuid.UUID
    hook: str
    event: str
    entered_at: datetime
    tries: int
    answer: int
    trouble: str
    told_at: datetime | None
    given_up_at: datetime | None
    can_go_again: bool


def hooks_of(actor: Actor) -> list[HookLine]:
    """The webhooks that have not ended, by name; for a system administrator."""
    must_administer(actor)
    rows = Hook.objects.filter(ended_at=None).select_related("unit").order_by("name", "id")
    return [
        HookLine(one.pk, one.name, one.address, tuple(one.events.split()), one.unit.name, one.token_id, one.since, one.failing, one.off_at)
        for one in rows
    ]


def lately_told(actor: Actor, limit: int = 100) -> list[Sent]:
    """The last deliveries, newest first."""
    must_administer(actor)
    rows = Delivery.objects.select_related("hook").order_by("-entered_at", "-id")[:limit]
    return [
        Sent(
            one.key, one.hook.name, one.event, one.entered_at, one.tries, one.answer, one.trouble, one.told_at, one.given_up_at,
            one.given_up_at is not None and one.hook.ended_at is None and one.hook.off_at is None,
        )
        for one in rows
    ]  # fmt: skip


def switched_off(actor: Actor, _on: date) -> list[object]:
    """The webhooks that the house gave up: they wait for a system administrator."""
    return [Hook.objects.filter(_off())] if actor.holds(BUILDING) else []


def count_switched_off(actor: Actor, on: date) -> int:
    return Hook.objects.filter(_off()).count() if actor.holds(BUILDING) else 0


def todos(actor: Actor, _at: datetime, limit: int) -> list[Todo]:
    """One line for each webhook that was given up."""
    rows = Hook.objects.filter(_off()).order_by("off_at", "id")[:limit] if actor.holds(BUILDING) else ()
    return [Todo("/w/admin/hooks/", _("Look why"), _("Webhook %(name)s was switched off") % {"name": one.name}, one.off_at) for one in rows]


def _off() -> Q:
    return Q(ended_at=None, off_at__isnull=False)
