"""Telling what is ready: deliveries are claimed, posted outside of any transaction, and written down as told, tried or given up."""

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from luoshi.adapters.api import guard, wire
from luoshi.adapters.api.models import Delivery, Hook
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.org.roles import BUILDING
from luoshi.kernel.org.selectors import holders
from luoshi.web.accounts.sealing import Broken, unseal

log = logging.getLogger("luoshi.api")
CLAIM = timedelta(minutes=5)
BUDGET = 10.0  # seconds in one run: the jobs process has other work
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
OPEN = Q(told_at=None, given_up_at=None)
GONE = 410


def sealed_for(hook: int) -> str:
    """What a sealed secret is bound to."""
    return f"api hook {hook}"


def send_ready(at: datetime) -> int:
    """Post what is ready, for some ten seconds; answers how many deliveries were settled, one way or the other."""
    began, settled = time.perf_counter(), 0
    while time.perf_counter() - began < BUDGET:
        row = claim(at)
        if row is None:
            break
        settled += _deal(row, at)
    return settled


def claim(at: datetime) -> Delivery | None:
    """Take the next delivery of a webhook that is on; nobody else takes it for five minutes. Each claim counts as a try."""
    free = OPEN & Q(next_try_at__lte=at) & (Q(claimed_until=None) | Q(claimed_until__lte=at))
    ready = Delivery.objects.filter(free, hook__ended_at=None, hook__off_at=None).order_by("next_try_at", "id")
    for _attempt in range(10):
        first = ready.values_list("id", flat=True).first()
        if first is None:
            return None
        mark = uuid.uuid4()
        if Delivery.objects.filter(free, pk=first).update(claimed_by=mark, claimed_until=at + CLAIM, tries=F("tries") + 1):
            return Delivery.objects.select_related("hook").filter(claimed_by=mark).first()
    return None


def _deal(row: Delivery, at: datetime) -> int:
    """One delivery from end to end; 1 when it is settled."""
    hook, status, trouble = row.hook, 0, ""
    try:
        way = guard.way_to(hook.address, book(local_date(at)).text("messages.address"))
        secret = unseal(hook.sealed, sealed_for(hook.pk))
        status = wire.post(way, row.body.encode(), secret, at, event=row.event, delivery=str(row.key))
    except guard.Forbidden as forbidden:
        trouble = str(forbidden)
    except Broken:
        trouble = "the secret cannot be opened: enter the webhook anew"
    except wire.Silent as silent:
        trouble = f"no answer: {silent}"
    mine = Delivery.objects.filter(OPEN, pk=row.pk, claimed_by=row.claimed_by)
    if 200 <= status < 300:
        Hook.objects.filter(pk=hook.pk).exclude(failing=0).update(failing=0)
        return mine.update(told_at=at, answer=status, trouble="", claimed_by=None, claimed_until=None)
    return _failed(row, at, status, trouble or f"HTTP {status}")


def _failed(row: Delivery, at: datetime, status: int, trouble: str) -> int:
    """Again in 1, 5, 30 minutes, 2 and 8 hours, then given up; after too many failures one after the other the webhook is switched off."""
    mine = Delivery.objects.filter(OPEN, pk=row.pk, claimed_by=row.claimed_by)
    freed = {"trouble": trouble[:200], "answer": status, "claimed_by": None, "claimed_until": None}
    over = row.tries > len(RETRIES)
    settled = mine.update(given_up_at=at, **freed) if over else 0
    if not over:
        mine.update(next_try_at=at + RETRIES[row.tries - 1], **freed)
    Hook.objects.filter(pk=row.hook_id).update(failing=F("failing") + 1)
    most = book(local_date(at)).count("api.hook_failures")
    too_many = Q() if status == GONE else Q(failing__gte=most)
    if Hook.objects.filter(too_many, pk=row.hook_id, off_at=None).update(off_at=at):
        settled += _switched_off(row.hook, at, trouble)
    return settled


def _switched_off(hook: Hook, at: datetime, trouble: str) -> int:
    """What waits is given up, and every system administrator is told."""
    log.warning("webhook %s was switched off: %s", hook.pk, trouble[:200])
    title = _("Webhook %(name)s was switched off") % {"name": hook.name}
    for person in holders(hook.unit_id, (BUILDING,), local_date(at)):
        tell(Notice(f"hook{hook.pk}-{at.isoformat()}", "hooks", person.pk, title, "/w/admin/hooks/", None), at)
    ended = {"given_up_at": at, "trouble": "switched off", "claimed_by": None, "claimed_until": None}
    return Delivery.objects.filter(OPEN, hook=hook).update(**ended)


def sweep(at: datetime) -> int:
    """What was told or given up is deleted after its days."""
    over = at - timedelta(days=book(local_date(at)).count("api.kept_days"))
    return Delivery.objects.filter(entered_at__lt=over).exclude(OPEN).delete()[0]
