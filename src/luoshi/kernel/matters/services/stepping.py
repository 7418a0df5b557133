"""Taking a step: who may, what it asks for, what it changes, who holds the matter afterwards and until when."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.base.actor import HOUSE, NAMELESS, Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import AMONG, compiled
from luoshi.base.files.services import Photo
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.workflow import Need, State, Step, Workflow, WorkflowError
from luoshi.kernel.matters.acts import ACTS, HOUSE_ACTS, Effect, Move
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.measures import fronting, is_about_a_measure, named, standing_measures, state_of
from luoshi.kernel.matters.models import Action, Event, Matter
from luoshi.kernel.matters.offices import handlers_of, is_office
from luoshi.kernel.matters.opening import is_open
from luoshi.kernel.matters.recusal import not_recused, recused
from luoshi.kernel.matters.relations import WORDS, may_see, standing
from luoshi.kernel.matters.services.handing import answer_merged, hand_over, inform_merged, note_merging
from luoshi.kernel.matters.services.keeping_from import keep_parts_from, kept_away
from luoshi.kernel.matters.services.notifying import notify
from luoshi.kernel.matters.services.raising import attach, make_findable
from luoshi.kernel.matters.services.splitting import after_a_part, lay_parts
from luoshi.kernel.matters.services.telling import tell_leader
from luoshi.kernel.org.calendar import read_calendar
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.selectors import able, verifiers
from luoshi.kernel.org.tree import tree


@transaction.atomic
def take_step(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    matter: int,
    step: str,
    values: Mapping[str, Any],
    photos: Sequence[Photo] = (),
    measure: int | None = None,
) -> int:
    """Take a step of the matter's workflow and return the matter's id; the same command again changes nothing.

    `values` holds what the step asks for: persons as Person, working days as int, texts as str. `measure` is the number of the measure
    that the step is about; without it the one in front. Unseen for what this person may not see; Refusal for a step that is not open from
    here, not this person's, barred by what the person did, or incomplete.
    """
    prints = tuple(photo.digest for photo in photos)
    filled = sorted((name, _print_of(value)) for name, value in values.items())
    fields = (matter, step, filled, prints, *((measure,) if measure is not None else ()))
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("matter", matter)):
        return matter
    row = _locked(matter, values)
    on, workflow = local_date(at), kinds[row.kind].workflow
    tries = standing_measures(row)
    action = named(tries, measure)
    if measure is not None and action is None:
        raise Unseen
    taken = _allowed(actor, row, action, workflow, step, at, measure)
    book_ = book(on)
    calendar = read_calendar(book_.time("calendar.day_start"), book_.time("calendar.day_end"))
    move = Move(row, action, taken, actor, at, _complete(taken, row, action, actor, values, on), calendar)
    before = row.state
    effect = kept_away(row, _settled(ACTS[taken.act](move), move, workflow), on)
    if effect.stays or (taken.stays and effect.unit is None):
        row.save()
    else:
        _stand(row, taken, effect, move)
        hand_over(row, effect, at)
    text = effect.text or _words(taken, values)
    event = _written(move, before, effect, text, prints)
    attach(event, photos, at)
    _follows(move, effect, event, text)
    return row.pk


def _written(move: Move, before: str, effect: Effect, text: str, prints: Sequence[str]) -> Event:
    """The line of the story and the entry of the ledger."""
    row, taken, actor, at, on = move.matter, move.step, move.actor, move.at, local_date(move.at)
    behalf = move.action.owner_id if taken.act == "do" and move.action and move.action.owner_id != actor.person else None
    detail = {**(effect.detail or {}), **({"nameless": "yes"} if actor is NAMELESS else {})}
    event = Event.objects.create(
        matter=row,
        act=taken.act,
        step=taken.name,
        before=before,
        after=row.state,
        round=row.round,
        person_id=actor.person,
        behalf_id=behalf,
        at=at,
        on=on,
        text=text,
        detail=detail,
    )
    payload = {"step": taken.name, "before": before, "after": row.state, "text": text, "photos": prints, **detail}
    record(
        actor=actor,
        at=at,
        verb="matter.stepped",
        subject=("matter", row.pk),
        on=on,
        unit=row.unit_id,
        behalf=behalf,
        payload=payload,
    )
    return event


def _follows(move: Move, effect: Effect, event: Event, text: str) -> None:
    """What a step means for others: what was merged into it, its parts and its whole, a leader, who is told, the search."""
    row, actor, at, act = move.matter, move.actor, move.at, move.step.act
    note_merging(actor, row, move, at)
    answer_merged(actor, row, effect, act, row.state, text, at)
    inform_merged(actor, row, act, text, at)
    lay_parts(move, at)
    keep_parts_from(move)
    after_a_part(row, at)
    if effect.tell:
        tell_leader(row, at)
    notify(actor, row, event, move, effect)
    if text:
        make_findable(row)


def _print_of(value: Any) -> Any:
    """What of a value makes one command differ from another."""
    return [_print_of(one) for one in value] if isinstance(value, list | tuple) else getattr(value, "pk", value)


def _stand(row: Matter, taken: Step, effect: Effect, move: Move) -> None:
    """Where the matter stands now, with whom, and until when."""
    workflow = kinds[row.kind].workflow
    target = workflow.state(effect.state or (row.state if taken.stays else taken.target))
    moved = target.name != row.state
    if move.step.act != "refile" and target.name not in {row.state if taken.stays else taken.target, *taken.also}:
        raise WorkflowError(f"step {taken.name} leads to {target.name}, which it does not declare")
    row.state, row.told, row.told_at, row.told_level, row.reminded_at = target.name, None, None, 0, None
    row.entered_at = move.at if moved or not taken.waits else _entered_before(row, move.at)
    row.due_at, row.due_workdays = _due(target, effect, move, book(local_date(move.at)).count(target.due) if target.due else None)
    row.holder_unit_id, row.holder_id = effect.unit, effect.person
    row.save()


def _entered_before(row: Matter, at: datetime) -> datetime:
    """When the station began that goes on after standing still."""
    stopped = Event.objects.filter(matter=row, act__in=("ask", "pause")).order_by("-id").values_list("detail", flat=True).first()
    return datetime.fromisoformat(stopped["entered"]) if stopped and stopped.get("entered") else at


def _settled(effect: Effect, move: Move, workflow: Workflow) -> Effect:
    """A matter with several measures stands where the first one stands that has not held yet."""
    if not is_about_a_measure(move.step):
        return effect
    tries = standing_measures(move.matter)
    numbers = {one.measure for one in tries} | {move.present.measure}
    if len(numbers) == 1:
        return effect
    front = fronting(tries)
    if front.verdict == "passed":
        return effect
    state, matter = state_of(workflow, front), move.matter
    person = front.owner if front.done_at is None else front.verifier
    if state == matter.state and person is not None and person.pk == matter.holder_id and front.pk != move.present.pk:
        return replace(effect, stays=True)
    due = front.due_at if front.done_at is None else None
    unit = person.unit_id if person else matter.office_id
    days = effect.workdays if front.pk == move.present.pk else None
    return replace(effect, state=state, unit=unit, person=person.pk if person else None, due=due, workdays=days, stays=False)


def _locked(matter: int, values: Mapping[str, Any]) -> Matter:
    """The matter, and another one that the step speaks of, both held in the order of their ids: two who merge crosswise wait in turn."""
    wanted = [matter, *(value.pk for value in values.values() if isinstance(value, Matter))]
    held = {row.pk: row for row in compiled((), "matters held", _held).records(keys=wanted)}
    if matter not in held:
        raise Unseen
    return held[matter]


def _held() -> QuerySet[Matter]:
    return Matter.objects.select_for_update().filter(AMONG).order_by("pk")


def _words(taken: Step, values: Mapping[str, Any]) -> str:
    needs = (*taken.needs, *taken.offers)
    return next((str(values[need.name]).strip() for need in needs if need.kind == "longtext" and values.get(need.name)), "")


def _allowed(
    actor: Actor, row: Matter, action: Action | None, workflow: Workflow, name: str, at: datetime, measure: int | None = None
) -> Step:
    on = local_date(at)
    of = tree(on)
    if actor is not HOUSE and not may_see(actor, row, action, of, on):
        raise Unseen
    taken = workflow.step(name)
    if taken is None:
        raise Unseen
    if not is_open(taken, row, action, workflow, on, measure):
        if taken.act in ("effect_holds", "effect_fails") and row.effect_on and row.effect_on > on:
            raise Refusal(_("Whether it still holds is looked at on %(day)s, not before.") % {"day": row.effect_on})
        raise Refusal(_("This has moved on in the meantime: %(state)s. Look at it again.") % {"state": workflow.state(row.state).label})
    if actor is HOUSE:
        lapsed = taken.lapses and row.due_at is not None and at > row.due_at
        if not lapsed and taken.act not in HOUSE_ACTS:
            raise Refusal(_("Only a person can do this."))
        return taken
    who = standing(actor, row, action, of, on)
    if who.barred_from(taken):
        names = "、".join(person.name for person in not_recused(row, verifiers(row.unit_id, on, [*_doers(action), actor.person]), on))
        raise Refusal(_("The checker cannot be the doer. These can: %(names)s.") % {"names": names or "—"})
    if not who.may(taken):
        raise Refusal(_("This is for %(who)s to do.") % {"who": "、".join(str(WORDS.get(one, one)) for one in sorted(taken.by))})
    return taken


def _complete(taken: Step, row: Matter, action: Action | None, actor: Actor, values: Mapping[str, Any], on: Any) -> Mapping[str, Any]:
    if actor is HOUSE:
        return values
    for need in (*taken.needs, *taken.offers):
        value = values.get(need.name)
        if value is None or (isinstance(value, str | list | tuple) and not value) or (isinstance(value, str) and not value.strip()):
            if need in taken.offers:
                continue
            raise Refusal(need.missing or _("This is missing."), field=need.name)
        if isinstance(value, int | Decimal) and value < 0:
            raise Refusal(need.missing or _("This is missing."), field=need.name)
        if need.kind in ("verifier", "signer"):
            _free_to_verify(need, value, row, action, actor, on)
        if need.kind == "person" and not able(on).filter(pk=value.pk).exists():
            raise Refusal(
                _("%(name)s cannot be given work: not here any more, or in a role that never holds it.") % {"name": value.name},
                field=need.name,
            )
        if need.kind == "choice" and value not in [choice.value for choice in need.choices]:
            raise Refusal(need.missing, field=need.name)
        if need.kind in ("matter", "closed") and not may_see(actor, value, None, tree(on), on):
            raise Refusal(_("There is no such number here."), field=need.name)
        if need.kind == "office":
            _an_office(need, value, row, on)
        if isinstance(value, Person) and need.kind != "concern" and recused(row, value, on):
            raise Refusal(
                _("%(name)s cannot have to do with it: it is about them or somebody above them.") % {"name": value.name}, field=need.name
            )
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _an_office(need: Need, unit: Unit, row: Matter, on: Any) -> None:
    """Matters go to offices: units with somebody who handles, and not the one it is about."""
    if not is_office(unit.pk, on):
        raise Refusal(_("%(unit)s has nobody who handles: choose an office.") % {"unit": unit.name}, field=need.name)
    if row.reserved and not handlers_of(row, unit.pk, on):
        raise Refusal(_("Everybody who handles at %(unit)s is barred from it: choose another one.") % {"unit": unit.name}, field=need.name)


def _free_to_verify(need: Need, person: Person, row: Matter, action: Action | None, actor: Actor, on: Any) -> None:
    """A checker stands over the place where it was found, a signer over the owner; neither did it."""
    barred = [*_doers(action), actor.person]
    signs = need.kind == "signer" and action is not None
    free = verifiers(action.owner.unit_id, on, barred) if signs and action else verifiers(row.unit_id, on, barred)
    free = not_recused(row, free, on)
    if person.pk not in [one.pk for one in free]:
        names = {"names": "、".join(one.name for one in free) or "—"}
        if signs:
            raise Refusal(_("Who wrote the answer cannot sign it. These can: %(names)s.") % names, field=need.name)
        raise Refusal(_("The checker cannot be the doer. These can: %(names)s.") % names, field=need.name)


def _doers(action: Action | None) -> list[int | None]:
    return [action.owner_id, action.done_by_id, action.done_for_id] if action else []


def _due(target: State, effect: Effect, move: Move, days: int | None) -> tuple[datetime | None, int | None]:
    """The deadline, and the working days from now that it is counted from where it is counted so."""
    if target.closed:
        return None, None
    if effect.due is not None:
        return effect.due, effect.workdays
    return (move.calendar.due(move.at, days), days) if days is not None else (None, None)
