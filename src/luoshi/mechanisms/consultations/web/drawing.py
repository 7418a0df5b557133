"""A consultation and its items in words and shapes for the pages."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from luoshi.base.clock import local, local_date
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row
from luoshi.kernel.org.calendar import office_calendar
from luoshi.mechanisms.consultations.dossier import dossier
from luoshi.mechanisms.consultations.minutes import DECIDED
from luoshi.mechanisms.consultations.selectors import Put, Whole
from luoshi.mechanisms.consultations.suggesting import known_by
from luoshi.mechanisms.consultations.times import due_of, reply_due
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_at, clock_of
from luoshi.web.facts import caption, facts
from luoshi.web.relay import held_list, relay_of
from luoshi.web.request import Asked, actor, today
from luoshi.web.shapes import Clock
from luoshi.web.times import moment, short_moment
from luoshi.web.words import said

if TYPE_CHECKING:
    from luoshi.mechanisms.consultations.models import Invitation

STOPPED = ("consulted", "parted", "deferred")


def clock(request: Asked, seen: Whole) -> Clock:
    """Time left until it is to be held, or decided."""
    one = seen.one
    due = due_of(one.planned_at, one.held_at)
    return clock_at(one.called_at, one.held_at or one.called_at, due, one.concluded_at, request.at, office_calendar(today(request)))


def head(request: Asked, seen: Whole) -> dict[str, Any]:
    """What stands beside every page of one consultation."""
    one = seen.one
    rows = [
        (_("Number"), one.number),
        (_("Called by"), " · ".join(part for part in (one.office.name, one.called_by.name if one.called_by else "") if part)),
        (_("Held") if one.held_at else _("Planned for"), moment(one.held_at or one.planned_at)),
        (_("Place"), one.place or "—"),
        (_("Led by"), one.chair.name),
    ]
    if one.recorder:
        rows.append((_("Recorder"), one.recorder.name))
    if one.missing_note:
        rows.append((_("Decided without some, because"), one.missing_note))
    skills = known_by([row.person_id for row in seen.asked], today(request))
    open_ = sum(not put.item.decision for put in seen.items)
    return {
        "title": one.title,
        "one": {"id": one.pk, "number": one.number, "concluded": bool(one.concluded_at), "held": bool(one.held_at)},
        "facts": rows,
        "clock": clock(request, seen),
        "consequence": _consequence(seen),
        "asked": [_invitation(request, seen, row, skills.get(row.person_id, [])) for row in seen.asked],
        "open_words": _("%(n)s of %(of)s decided") % {"n": len(seen.items) - open_, "of": len(seen.items)},
    }


def _consequence(seen: Whole) -> str:
    one = seen.one
    if one.concluded_at:
        return _("Concluded; the minutes are frozen.")
    due = moment(due_of(one.planned_at, one.held_at))
    if one.told:
        return _("Due %(when)s. %(leader)s has been told.") % {"when": due, "leader": one.told.name}
    if one.held_at:
        return _("To be decided by %(when)s, else the leader is told.") % {"when": due}
    return _("To be held by %(when)s, else the leader is told.") % {"when": due}


def _invitation(request: Asked, seen: Whole, row: "Invitation", skills: list[str]) -> dict[str, Any]:
    one = seen.one
    late = not row.answer and not one.held_at and request.at > reply_due(row.asked_at, one.planned_at)
    words = {"comes": _("comes"), "cannot": _("cannot come"), "": _("no answer in time") if late else _("not answered yet")}[row.answer]
    tone = "late" if late or row.answer == "cannot" else "accent" if row.answer == "comes" else ""
    if row.present is not None:
        words, tone = (_("was there"), "accent") if row.present else (_("was not there"), "late")
    why = [_("leads it")] if row.person_id == one.chair_id else []
    why += [row.why] if row.why else []
    return {
        "id": row.person_id,
        "name": row.person.name,
        "unit": row.unit.name,
        "why": "、".join(why),
        "skills": "、".join(one for one in skills if one not in row.why),
        "words": words,
        "tone": tone,
        "reason": row.reason,
        "instead": row.instead.name if row.instead else "",
        "present": row.answer == "comes" if row.present is None else row.present,
    }


def item_context(request: Asked, put: Put) -> dict[str, Any]:
    """One item: its dossier, what the offices said, what was decided. Without the matter where this person does not read it."""
    item = put.item
    drawn: dict[str, Any] = {"ordinal": item.ordinal, "id": item.pk, "decision": item.decision, "hidden": put.row is None}
    if put.row is None:
        return drawn
    words = [
        (word.person.name, word.unit.name, word.text, word.dissent, short_moment(word.at), word.entered_by.name if word.entered_by else "")
        for word in put.words
    ]
    return {
        **drawn,
        **_dossier(request, put.row),
        "skills": item.skills,
        "words": words,
        "decided": _decided(put) if item.decision else None,
    }


def _dossier(request: Asked, row: Row) -> dict[str, Any]:
    calendar = office_calendar(today(request))
    found = dossier(actor(request), row.id, request.at)
    m, seen = found.sheet.matter, found.sheet
    return {
        "number": row.number,
        "title": row.title,
        "url": f"/w/matters/{row.id}",
        "text": seen.lines[0].text if seen.lines else "",
        "facts": facts(seen),
        "chain": small_chain(row),
        "clock": clock_of(row, request.at, calendar),
        "state": str(kinds[row.kind].workflow.state(row.state).label),
        "moved_on": row.state != "consulted",
        "photos": [(f"/w/photos/{one}", caption(seen.lines, one)) for one in found.photos],
        "tries": [_try(one, m.state not in STOPPED) for one in seen.actions],
        "relay": relay_of(seen.stays, request.at, m.due_at, m.closed_at),
        "held": held_list(seen.stays, request.at, m.closed_at),
        "timeline": [
            (short_moment(line.at), *said(line), line.text, [f"/w/photos/{one}" for one in line.photos])
            for line in seen.lines
            if line.act != "involve"
        ],
        "here": [_earlier(one) for one in found.here],
        "alike": [_earlier(one) for one in found.alike],
        "sections": found.sections,
    }


def _try(one: Any, working: bool) -> tuple[str, str, str, str, str]:
    """One try and what came of it; what nobody works on any more stopped when the matter went to the consultation."""
    if one.dropped_at:
        working = False
    standing = _("waits to be checked") if one.done_at else _("being done") if working else _("stopped: it went to a consultation")
    verdict = {"passed": _("passed"), "refused": _("not passed")}.get(one.verdict, standing)
    if one.verified_by:
        verdict = f"{verdict} · {one.verified_by.name}"
    return (one.text, one.owner.name, f"{local(one.due_at):%Y-%m-%d}", one.done_text, verdict)


def _earlier(row: Row) -> tuple[Any, ...]:
    states, sentence = small_chain(row)
    state = str(kinds[row.kind].workflow.state(row.state).label)
    return (f"/w/matters/{row.id}", row.number, row.title, str(row.raised_on), state, states, sentence)


def _decided(put: Put) -> dict[str, Any]:
    item = put.item
    settled = [(_("Outage permit"), item.permit), (_("Work plan"), item.plan), (_("Spare parts"), item.spares)]
    rows = [
        (
            step.area, step.text, step.owner.name, str(step.due_on), step.contingency,
            (step.part.number, f"/w/matters/{step.part_id}", bool(step.part.closed_on)) if step.part else None,
        )
        for step in put.steps
    ]  # fmt: skip
    parts = [step for step in put.steps if step.part]
    done = sum(step.part.closed_on is not None for step in parts if step.part)
    return {
        "what": str(DECIDED[item.decision]),
        "reason": item.reason,
        "review": str(item.review_on or ""),
        "settled": [(label, words) for label, words in settled if words],
        "steps": rows,
        "areas": _("%(n)s of %(of)s areas done") % {"n": done, "of": len(parts)} if parts else "",
        "answer": item.answer,
        "by": item.decided_by.name if item.decided_by else "",
        "when": moment(item.decided_at) if item.decided_at else moment(item.left_at) if item.left_at else "",
        "days": _days(put),
    }


def _days(put: Put) -> str:
    if put.item.decided_at is None:
        return ""
    days = (local_date(put.item.decided_at) - put.item.put_on).days
    return _("decided %(n)s days after the call") % {"n": days}
