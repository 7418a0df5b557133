"""Deciding an item: measures with owners, a split by area, or a reasoned "not now"; carried out at once, with the answer drafted."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Action
from luoshi.kernel.org.calendar import office_calendar
from luoshi.mechanisms.consultations import outcome
from luoshi.mechanisms.consultations.models import Consultation, Item, Step
from luoshi.mechanisms.consultations.outcome import Planned
from luoshi.mechanisms.consultations.reach import item_of, runs
from luoshi.mechanisms.consultations.times import latest_review

MOST_ROWS = 20
KINDS = ("measures", "split", "not_now")


@transaction.atomic
def decide(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    item: int,
    decision: str,
    planned: Sequence[Planned] = (),
    reason: str = "",
    review_on: date | None = None,
    permit: str = "",
    spares: str = "",
    plan: str = "",
    answer: str = "",
) -> None:
    """One decision for one item, carried out in the same moment: measures with owners and days; or parts by area, each a matter of its
    own; or not now, with a reason the raiser reads and the day on which it is looked at again. The answer to the raiser is drafted.

    Refused: before it was held, twice, an item whose matter went its own way meanwhile, an action without owner or days, one area alone,
    an area twice, no reason or no day to come for "not now", no draft of the answer.
    """
    rows = [(one.area, one.text, one.owner.pk, one.workdays, one.contingency) for one in planned]
    fields = (item, decision, rows, reason, review_on, permit, spares, plan, answer)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("consultation item", item)):
        return
    on = local_date(at)
    one, row = _undecided(actor, item, on)
    if not outcome.waits_for_decision(row.matter):
        raise Refusal(_("%(number)s went its own way meanwhile: note that instead.") % {"number": row.matter.number})
    fits(Item, permit=permit, spares=spares, plan=plan)
    if decision not in KINDS:
        raise Refusal(_("Choose what is decided."), field="decision")
    draft = answer.strip() or (reason.strip() if decision == "not_now" else "")
    _complete(decision, planned, reason, review_on, on)
    if not draft:
        raise Refusal(_("Draft the answer to the raiser while all are here."), field="answer")
    _write(row, actor, at, decision, draft)
    row.reason, row.review_on = reason.strip(), review_on if decision == "not_now" else None
    row.permit, row.spares, row.plan = permit.strip(), spares.strip(), plan.strip()
    row.save()
    steps = _carry_out(actor, at, command, row, decision, planned)
    outcome.draft(actor, at, uuid.uuid5(command, "draft"), row.matter_id, draft)
    payload = {
        "matter": row.matter_id, "decision": decision, "reason": row.reason, "review": str(row.review_on or ""), "answer": draft,
        "permit": row.permit, "spares": row.spares, "plan": row.plan,
        "steps": [[step.area, step.text, step.owner_id, step.workdays, step.part_id] for step in steps],
    }  # fmt: skip
    record(
        actor=actor, at=at, verb="consultation.decided", subject=("consultation", one.pk), on=on, unit=row.matter.unit_id, payload=payload
    )


@transaction.atomic
def note_overtaken(*, actor: Actor, at: datetime, command: uuid.UUID, item: int, reason: str) -> None:
    """The matter went its own way meanwhile (withdrawn, merged, assigned): the item ends with these words instead of a decision.

    Refused: while it still waits for the decision, no words.
    """
    if commands.begin(actor=actor, at=at, command=command, fields=(item, reason), outcome=("consultation item", item)):
        return
    on = local_date(at)
    one, row = _undecided(actor, item, on, held=False)
    if outcome.waits_for_decision(row.matter):
        raise Refusal(_("%(number)s still waits for a decision: decide it.") % {"number": row.matter.number}, field="decision")
    if not reason.strip():
        raise Refusal(_("Write what became of it."), field="reason")
    row.decision, row.reason, row.left_at, row.decided_by_id = "overtaken", reason.strip(), at, actor.person
    row.save()
    payload = {"matter": row.matter_id, "decision": "overtaken", "reason": row.reason}
    record(
        actor=actor, at=at, verb="consultation.decided", subject=("consultation", one.pk), on=on, unit=row.matter.unit_id, payload=payload
    )


def _undecided(actor: Actor, item: int, on: date, *, held: bool = True) -> tuple[Consultation, Item]:
    one, row = item_of(actor, item, on)
    if not runs(actor, one.office_id, on):
        raise Unseen
    if held and not one.held_at:
        raise Refusal(_("Nothing is decided before it is held: mark who is there first."))
    if row.decision:
        raise Refusal(_("This is decided already."))
    return one, row


def _complete(decision: str, planned: Sequence[Planned], reason: str, review_on: date | None, on: date) -> None:
    if decision == "not_now":
        _put_off(reason, review_on, on)
        return
    if not planned:
        raise Refusal(_("Write at least one action with who does it and within how many working days."), field="action-1")
    if len(planned) > MOST_ROWS:
        raise Refusal(_("At most %(n)s actions at once.") % {"n": MOST_ROWS}, field="action-1")
    if decision == "split" and len(planned) < 2:
        raise Refusal(_("A split has at least two areas; for one, decide measures."), field="area-2")
    seen: set[str] = set()
    for n, one in enumerate(planned, start=1):
        _row(decision, n, one, seen)
        seen.add(one.area.strip())


def _row(decision: str, n: int, one: Planned, seen: set[str]) -> None:
    area = one.area.strip()
    if not one.text.strip():
        raise Refusal(_("Write what is to be done."), field=f"action-{n}")
    if not 0 <= one.workdays <= 366:
        raise Refusal(_("Between 0 and 366 working days."), field=f"days-{n}")
    if decision == "split":
        fits(Step, area=one.area)
        if not area:
            raise Refusal(_("Name the area."), field=f"area-{n}")
        if area in seen:
            raise Refusal(_("%(area)s is named twice.") % {"area": area}, field=f"area-{n}")
    elif area:
        raise Refusal(_("Areas belong to a split: choose that, or leave the area empty."), field=f"area-{n}")


def _put_off(reason: str, review_on: date | None, on: date) -> None:
    if not reason.strip():
        raise Refusal(_("Write why not now: the raiser reads it."), field="reason")
    if review_on is None or review_on <= on:
        raise Refusal(_("Choose a day to come on which it is looked at again."), field="review_on")
    most = latest_review(on)
    if review_on > on + timedelta(days=most):
        raise Refusal(_("It is looked at again within %(n)s days at the latest.") % {"n": most}, field="review_on")


def _write(row: Item, actor: Actor, at: datetime, decision: str, draft: str) -> None:
    row.decision, row.answer = decision, draft
    row.decided_by_id, row.decided_at, row.decided_on = actor.person, at, local_date(at)


def _carry_out(actor: Actor, at: datetime, command: uuid.UUID, row: Item, decision: str, planned: Sequence[Planned]) -> list[Step]:
    """The decision becomes what it says; the actions with the days they got."""
    if decision == "not_now":
        assert row.review_on is not None, "not now has a day"
        outcome.put_off(actor, at, uuid.uuid5(command, "defer"), row.matter_id, row.reason, row.review_on)
        return []
    parts: list[int] = []
    if decision == "split":
        parts = outcome.give_parts(actor, at, uuid.uuid5(command, "split"), row.matter_id, planned)
    else:
        outcome.give_measures(actor, at, uuid.uuid5(command, "measures"), row.matter_id, planned)
    dues = _dues(row, parts, planned, at)
    steps = [
        Step(
            item=row, ordinal=n, area=one.area.strip(), text=one.text.strip(), owner=one.owner, workdays=one.workdays,
            contingency=one.contingency.strip(), due_on=dues[n - 1], part_id=parts[n - 1] if parts else None,
        )
        for n, one in enumerate(planned, start=1)
    ]  # fmt: skip
    return Step.objects.bulk_create(steps)


def _dues(row: Item, parts: Sequence[int], planned: Sequence[Planned], at: datetime) -> list[date]:
    """The day each action got: its owner's calendar may be that of shifts."""
    found = Action.objects.filter(matter__in=parts or [row.matter_id], assigned_at=at).order_by("matter_id", "ordinal")
    days = [local_date(due) for due in found.values_list("due_at", flat=True)]
    calendar = office_calendar(local_date(at))
    return days if len(days) == len(planned) else [local_date(calendar.due(at, one.workdays)) for one in planned]
