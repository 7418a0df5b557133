"""Who is told what when something happens to a matter: the new holder, the office, the raiser, those beside it. Nobody whom it is about."""

from collections.abc import Iterable
from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.kernel.matters.acts.move import Effect, Move
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.notices import Notice, messengers, tell
from luoshi.kernel.matters.offices import handlers_of
from luoshi.kernel.matters.recusal import recused
from luoshi.kernel.org.models import Person

TO_RAISER = {
    "pause": "paused",
    "defer": "paused",
    "inform": "informed",
    "sign_plan": "informed",
    "effect_fails": "again",
    "split": "informed",
}

TO_MERGED = ("pause", "defer", "split")  # whoever waits with another's matter learns why it waits; an interim word goes its own way


def notify(actor: Actor, row: Matter, event: Event, move: Move, effect: Effect) -> None:
    """Hand out what follows from one step. Who did it is not told of it."""
    if not len(messengers):
        return
    at, key, act = move.at, f"e{event.pk}", move.step.act
    if row.raiser and act in TO_RAISER:
        tell_person(row, TO_RAISER[act], row.raiser, key, at, but=actor)
    if act in TO_MERGED:
        for part in Matter.objects.filter(parent=row, state="merged", raiser__isnull=False).select_related("raiser").order_by("id"):
            tell_person(part, TO_RAISER[act], part.raiser, f"{key}-{part.pk}", at, but=actor)
    if act == "urge":
        tell_holder(row, "urged", key, at, but=actor)
    elif act == "involve":
        tell_person(row, "copied" if move.values["part"] == "copied" else "answerable", move.values["who"], key, at, but=actor)
    elif act == "measure":
        tell_person(row, "to_you", move.values["owner"], key, at, but=actor)
    elif act == "withdraw":
        tell_people(row, "withdrawn", handlers_of(row, row.office_id, local_date(at)), key, at, but=actor)
    elif act == "again" and row.again_of:
        before = row.again_of
        tell_people(before, "again", [one for one in (before.raiser, before.owner) if one], key, at, but=actor)
    elif act == "add":
        tell_people(row, "added", handlers_of(row, row.office_id, local_date(at)), key, at, but=actor)
    elif is_nameless(row) and _is_answered(row):
        return  # whoever sent it reads the answer with the receipt: nobody else has the word
    elif not effect.stays and effect.unit is not None and row.waiting != "paused":
        what = "asked" if row.waiting == "asked" else "answered" if _is_answered(row) else "to_you" if row.holder_id else "to_office"
        tell_holder(row, what, key, at, but=actor)


def tell_holder(row: Matter, what: str, key: str, at: datetime, but: Actor | None = None) -> None:
    """Who holds it by name, or everybody who handles at the office that does."""
    if not len(messengers) or (row.holder_id is None and row.holder_unit_id is None):
        return
    if row.holder_id is not None:
        tell_person(row, what, row.holder, key, at, but)
    else:
        tell_people(row, what, handlers_of(row, row.holder_unit_id or row.office_id, local_date(at)), key, at, but)


def tell_people(row: Matter, what: str, people: Iterable[Person], key: str, at: datetime, but: Actor | None = None) -> None:
    """Each of these, unless it is about them, or they did it."""
    for person in people:
        tell_person(row, what, person, key, at, but)


def tell_person(row: Matter, what: str, person: Person | None, key: str, at: datetime, but: Actor | None = None) -> None:
    """One person, unless it is about them, or they did it. What is not to be named is told by its number alone."""
    if person is None or not len(messengers) or (but is not None and but.person == person.pk):
        return
    if person.pk != row.raiser_id and recused(row, person, local_date(at)):
        return
    title = row.number if row.conduct or row.reserved else row.title
    tell(Notice(f"{key}-{what}-{person.pk}", what, person.pk, title, f"/w/matters/{row.pk}", row.due_at, row.kind), at)


def _is_answered(row: Matter) -> bool:
    return kinds[row.kind].workflow.state(row.state).link == "answered"
