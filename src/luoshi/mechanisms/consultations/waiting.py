"""What waits for a person in consultations: to say whether they come, to hold it, to decide and conclude it; asked for on every page."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import AMONG, compiled
from luoshi.base.copies.kept import kept
from luoshi.kernel.matters.selectors import WORDING
from luoshi.mechanisms.consultations.models import Consultation, Invitation
from luoshi.mechanisms.consultations.reach import runs, seen_by, speaks_for
from luoshi.mechanisms.consultations.times import due_of, reply_due
from luoshi.web.shelves import Todo

STAMP = "consultations"


@dataclass(frozen=True)
class Open:
    """An open consultation and who has not said yet whether they come: (person, asked at)."""

    id: int
    title: str
    office: int
    chair: int
    told: int | None
    planned_at: datetime
    held_at: datetime | None
    silent: tuple[tuple[int, datetime], ...]


def open_ones() -> tuple[Open, ...]:
    """All that is called and not concluded; a handful, held in memory until something changes."""
    return kept(STAMP, "open", _load)


def count(actor: Actor, on: date) -> int:
    """How many wait for this person."""
    return len(_waiting(actor, on))


def todos(actor: Actor, at: datetime, limit: int) -> list[Todo]:
    """The same as lines of the to-do page, soonest due first."""
    found = [_todo(actor, one, why) for one, why in _waiting(actor, local_date(at))]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due))[:limit]


def _waiting(actor: Actor, on: date) -> list[tuple[Open, str]]:
    """What waits and why; only for whom something may wait it is asked whether one of the matters must never reach them."""
    if actor.person is None:
        return []
    found = [(one, why) for one in open_ones() if (why := _why(actor, one, on))]
    if not found:
        return []
    seen = compiled(
        WORDING, ("consultations seen", actor, on), lambda: Consultation.objects.filter(seen_by(actor, on), AMONG).values_list("pk")
    )
    there = set(seen.rows(int, keys=[one.id for one, _why_ in found]))
    return [(one, why) for one, why in found if one.id in there]


def _why(actor: Actor, one: Open, on: date) -> str:
    if one.held_at is None and any(speaks_for(actor, person) for person, _asked in one.silent):
        return "reply"
    if runs(actor, one.office, on) or speaks_for(actor, one.chair) or actor.person == one.told:
        return "conclude" if one.held_at else "hold"
    return ""


def _todo(actor: Actor, one: Open, why: str) -> Todo:
    verbs = {"reply": _("Say whether you come"), "hold": _("Hold it"), "conclude": _("Decide and conclude")}
    due = due_of(one.planned_at, one.held_at)
    if why == "reply":
        due = min(reply_due(asked, one.planned_at) for person, asked in one.silent if speaks_for(actor, person))
    return Todo(f"/w/consultations/{one.id}", verbs[why], one.title, due)


def _load() -> tuple[Open, ...]:
    silent: dict[int, list[tuple[int, datetime]]] = {}
    asked = Invitation.objects.filter(answer="", consultation__concluded_at__isnull=True, consultation__held_at__isnull=True)
    for consultation, person, at in asked.order_by("id").values_list("consultation", "person", "asked_at"):
        silent.setdefault(consultation, []).append((person, at))
    columns = ("id", "title", "office_id", "chair_id", "told_id", "planned_at", "held_at")
    rows = Consultation.objects.filter(concluded_at__isnull=True).order_by("planned_at", "id").values_list(*columns)
    return tuple(
        Open(pk, title, office, chair, told, planned, held, tuple(silent.get(pk, ())))
        for pk, title, office, chair, told, planned, held in rows
    )
