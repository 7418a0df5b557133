"""What happens when nobody acts: holders are reminded, leaders are told further and further up, silence lapses, effects fall due."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.recusal import recused
from luoshi.kernel.matters.services.notifying import tell_holder, tell_people
from luoshi.kernel.matters.services.stepping import take_step
from luoshi.kernel.matters.services.telling import HIGHEST, tell_leader
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.models import Person

SPACE = uuid.UUID("6f1c6d0e-6f6c-4a3e-9f0e-6c756f736869")


def lapse_unanswered(at: datetime) -> int:
    """Close what the raiser has left without a word past its day. Silence is not satisfaction: it is written as not evaluated."""
    done = 0
    for kind in kinds:
        lapsing = [step for step in kind.workflow.steps.values() if step.lapses]
        for step in lapsing:
            standing = Matter.objects.filter(kind=kind.name, state__in=step.sources, closed_at__isnull=True, due_at__lt=at)
            rows = standing.filter(waiting=step.waits)
            for matter, entered in rows.values_list("id", "entered_at"):
                key = uuid.uuid5(SPACE, f"lapse {matter} {entered.isoformat()}")
                done += _lapsed(matter, step.name, key, at)
    return done


def _lapsed(matter: int, step: str, key: uuid.UUID, at: datetime) -> int:
    """One matter; 0 when the raiser was quicker than the clock."""
    try:
        take_step(actor=HOUSE, at=at, command=key, matter=matter, step=step, values={})
    except Refusal:
        return 0
    return 1


def tell_leaders(at: datetime) -> int:
    """Tell a leader above the holder of what is overdue: the nearest at once, the next ones up every few working days, each once."""
    done, days, calendar = 0, book(local_date(at)).count("matters.escalate"), office_calendar(local_date(at))
    for kind in kinds:
        rows = Matter.objects.filter(_late(at), kind=kind.name).filter(Q(told_at__isnull=True) | Q(told_at__lte=at - timedelta(days=days)))
        waits = [source for step in kind.workflow.steps.values() if step.lapses and not step.waits for source in step.sources]
        for matter, told_at in rows.exclude(state__in=waits).exclude(waiting="paused").order_by("id").values_list("id", "told_at"):
            if told_at is None or calendar.due(told_at, days) < at:
                done += _tell(matter, told_at, at)
    return done


def remind_holders(at: datetime) -> int:
    """Remind who holds what falls due within the next working day: once at each station."""
    days, calendar, done = book(local_date(at)).count("matters.reminded"), office_calendar(local_date(at)), 0
    soon = Q(closed_at__isnull=True, reminded_at__isnull=True, due_at__gt=at, due_at__lte=calendar.due(at, days))
    for matter in Matter.objects.filter(soon).exclude(waiting="paused").order_by("id").values_list("id", flat=True):
        done += _remind(matter, soon, at)
    return done


def ask_for_effects(at: datetime) -> int:
    """Ask whether it still holds, on the day it is looked at again: the last checker, or the office; a leader when nobody looks."""
    on, done = local_date(at), 0
    due = Q(effect_on__lte=on, effect="", closed_at__isnull=False)
    for matter in Matter.objects.filter(due, reminded_at__isnull=True).order_by("id").values_list("id", flat=True):
        done += _ask_for_effect(matter, due & Q(reminded_at__isnull=True), at)
    days, calendar = book(on).count("matters.effect_within"), office_calendar(on)
    asked = Matter.objects.filter(due, reminded_at__isnull=False, told_level=0).order_by("id").values_list("id", "reminded_at")
    for matter, reminded in asked:
        if reminded and calendar.due(reminded, days) < at:
            done += _tell_of_effect(matter, due & Q(told_level=0), at)
    return done


def _late(at: datetime) -> Q:
    return Q(closed_at__isnull=True, due_at__lt=at, told_level__lt=HIGHEST)


@transaction.atomic
def _tell(matter: int, told_at: datetime | None, at: datetime) -> int:
    row = Matter.objects.select_for_update().filter(_late(at), pk=matter, told_at=told_at).first()
    return int(tell_leader(row, at)) if row else 0


@transaction.atomic
def _remind(matter: int, still: Q, at: datetime) -> int:
    row = Matter.objects.select_for_update().filter(still, pk=matter).first()
    if row is None:
        return 0
    _noted(row, "remind", "soon", at)
    tell_holder(row, "soon", f"remind{row.pk}-{row.entered_at.isoformat()}", at)
    return 1


@transaction.atomic
def _ask_for_effect(matter: int, still: Q, at: datetime) -> int:
    row = Matter.objects.select_for_update().filter(still, pk=matter).first()
    if row is None:
        return 0
    _noted(row, "effect_due", "effect", at)
    tell_people(row, "effect", lookers(row, local_date(at)), f"effect{row.pk}-{row.effect_on}", at)
    return 1


@transaction.atomic
def _tell_of_effect(matter: int, still: Q, at: datetime) -> int:
    row = Matter.objects.select_for_update().filter(still, pk=matter).first()
    return int(tell_leader(row, at)) if row else 0


def lookers(row: Matter, on: date) -> list[Person]:
    """Who is asked whether it still holds: whoever checked it last, if still here, else who handles at the office."""
    last = Action.objects.filter(matter=row, verified_by__isnull=False).select_related("verified_by").order_by("-ordinal").first()
    checker = last.verified_by if last else None
    if checker and (checker.until is None or checker.until > on) and not recused(row, checker, on):
        return [checker]
    return handlers_of(row, row.office_id, on)


def _noted(row: Matter, act: str, what: str, at: datetime) -> None:
    on = local_date(at)
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    Event.objects.create(matter=row, act=act, before=row.state, after=row.state, round=row.round, at=at, on=on)
    record(actor=HOUSE, at=at, verb="matter.reminded", subject=("matter", row.pk), on=on, unit=row.unit_id, payload={"what": what})
