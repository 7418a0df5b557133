"""Writing down what is to be told: what has happened since the house last looked, once for each webhook that wants it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from luoshi.adapters.api.happenings import OPENLY, OVERDUE, Happened, body_of, event_of
from luoshi.adapters.api.models import Delivery, Hook, Origin
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.org.tree import tree

BACK, LATE = 1000, timedelta(minutes=15)  # looked at again: a line may be committed after one with a higher number
MOST, OVER = 20_000, timedelta(days=3)
STORY = ("id", "act", "before", "after", "at", "matter_id", "matter__number", "matter__kind", "matter__state", "matter__unit_id")


def write_down(at: datetime) -> int:
    """Look what happened in the stories; answers how many deliveries were written. Harmless when run twice: each is written once."""
    hooks = _listening()
    if not hooks:
        return 0
    low = min(hook.looked_to for hook in hooks) - BACK
    top = min(newest(), max(low, 0) + MOST)
    found = _stepped(low, top, min(hook.looked_at for hook in hooks) - LATE, at)
    written = sum(_lay(hook, [one for one in found if one.at >= hook.looked_at - LATE], at) for hook in hooks)
    for hook in hooks:
        Hook.objects.filter(pk=hook.pk).update(looked_to=max(hook.looked_to, top), looked_at=at)
    return written


def write_down_overdue(at: datetime) -> int:
    """What became overdue within the last days and is so still, once for each deadline."""
    hooks = [hook for hook in _listening() if OVERDUE in hook.events.split()]
    if not hooks:
        return 0
    late = Matter.objects.filter(OPENLY, closed_at__isnull=True, due_at__lt=at, due_at__gt=at - OVER).exclude(waiting="paused")
    units = tree(local_date(at)).units
    columns = ("id", "number", "kind", "state", "unit_id", "due_at")
    found = [
        Happened(f"late-{pk}-{int(due.timestamp())}", OVERDUE, pk, number, kind, state, unit, units[unit].code, due)
        for pk, number, kind, state, unit, due in late.order_by("due_at", "id").values_list(*columns)
        if due is not None and unit in units
    ]  # fmt: skip
    return sum(_lay(hook, found, at) for hook in hooks)


def newest() -> int:
    """The last line of all stories."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _listening() -> list[Hook]:
    return list(Hook.objects.filter(ended_at=None, off_at=None).order_by("id"))


def _stepped(low: int, top: int, since: datetime, at: datetime) -> list[Happened]:
    openly = Matter.objects.filter(OPENLY)
    lines = Event.objects.filter(id__gt=low, id__lte=top, at__gte=since, matter__in=openly).order_by("id").values_list(*STORY)
    rows = [(row, kind) for row in lines if (kind := event_of(row[7], row[1], row[2], row[3]))]
    origins = dict(Origin.objects.filter(event__gt=low, event__lte=top).values_list("event_id", "token_id"))
    units = tree(local_date(at)).units
    return [
        Happened(f"e{row[0]}", kind, row[5], row[6], row[7], row[3], row[9], units[row[9]].code, row[4], origin=origins.get(row[0]))
        for row, kind in rows
        if row[9] in units
    ]


def _lay(hook: Hook, found: Sequence[Happened], at: datetime) -> int:
    """What this webhook wants of it and does not have yet."""
    below, events = tree(local_date(at)).below([hook.unit_id]), set(hook.events.split())
    wanted = [
        one for one in found
        if one.event in events and one.unit in below and one.at >= hook.since and (one.origin is None or one.origin != hook.token_id)
    ]  # fmt: skip
    there = (
        set(Delivery.objects.filter(hook=hook, once__in=[one.once for one in wanted]).values_list("once", flat=True)) if wanted else set()
    )
    house = book(local_date(at)).text("messages.address").rstrip("/")
    new = [
        Delivery(hook=hook, once=one.once, event=one.event, body=body_of(one, house), entered_at=at, next_try_at=at)
        for one in wanted
        if one.once not in there
    ]
    Delivery.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
