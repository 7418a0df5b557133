"""What a sheet says of a matter in words: its facts, its clock, what follows, the answer."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.base.clock import local
from luoshi.kernel.activities.kinds import activity_kinds
from luoshi.kernel.matters.acts import ANSWERING
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.nameless import is_nameless
from luoshi.kernel.matters.sheet import Sheet
from luoshi.kernel.org.calendar import Calendar
from luoshi.web.clocks import clock_at, stopped, with_doubt
from luoshi.web.shapes import Clock
from luoshi.web.times import moment, short_moment
from luoshi.web.words import RATED, RESULTS

EFFECTS = {"holds": _l("it holds"), "failed": _l("it did not hold")}
Fact = tuple[str, str, str]


def holder(seen: Sheet) -> str:
    """Who has it now: a person, or an office."""
    m = seen.matter
    return m.holder.name if m.holder else m.holder_unit.name if m.holder_unit else ""


def waits_for_raiser(seen: Sheet) -> bool:
    """Is it answered, and does this person have the word now?"""
    m = seen.matter
    answered = kinds[m.kind].workflow.state(m.state).link == "answered"
    return answered and not m.closed_at and "raiser" in seen.standing.are


def tags(seen: Sheet) -> list[tuple[str, str]]:
    m, shown = seen.matter, []
    if m.waiting:
        shown.append((_("A question to the raiser") if m.waiting == "asked" else _("Paused"), "late"))
    if is_nameless(m):
        shown.append((_("Without a name"), ""))
    elif m.conduct:
        shown.append((_("About conduct"), "late"))
    elif m.reserved:
        shown.append((_("Kept from whom it is about"), ""))
    if m.topic:
        shown.append((str(kinds[m.kind].topic(m.topic)), ""))
    if m.imported:
        shown.append((_("from an old ledger"), ""))
    if m.round > 1:
        shown.append((_("Round %(n)s") % {"n": m.round}, "late"))
    return shown


def facts(seen: Sheet) -> list[Fact]:
    """Where, how, by whom, when; and what else is known of this one."""
    m, kind = seen.matter, kinds[seen.matter.kind]
    told: list[Fact] = [
        (_("Place"), " · ".join(part for part in (m.unit.name, m.place.name if m.place else "") if part), ""),
        (_("How it came"), str(kind.channels.get(m.channel, m.channel or "—")), ""),
        (_("Raised by"), _raiser(seen), ""),
        (_("When raised"), moment(m.raised_at), ""),
        (_("Office"), m.office.name, ""),
    ]
    if m.ledger_no:
        told.append((_("Number in the old ledger"), m.ledger_no, ""))
    if m.activity:
        told.append((_("Raised at"), m.activity.title, activity_kinds[m.activity.kind].url.format(id=m.activity.pk)))
    if m.equipment:
        told.append((_("Equipment"), f"{m.equipment.name} · {m.equipment.code}", ""))
    if m.party:
        told.append((_("Outside party"), m.party.name, ""))
    if m.parent:
        label = _("Part of") if _is_part(seen) else _("Answered together with")
        told.append((label, m.parent.number, f"/w/matters/{m.parent.pk}"))
    if m.again_of:
        told.append((_("The same again as"), m.again_of.number, f"/w/matters/{m.again_of.pk}"))
    if seen.concerned:
        told.append((_("Whom it is about"), "、".join(seen.concerned), ""))
    told += [
        (_("Merged into this one"), line.detail["from"], f"/w/matters/{line.detail['id']}")
        for line in seen.lines
        if line.act == "merged_in"
    ]
    if m.owner:
        told.append((_("Owner"), f"{m.owner.name} · {m.owner.unit.name}", ""))
    for part, label in (("co_responsible", _("Answers for it too")), ("copied", _("Is kept informed"))):
        if named := [name for name, how in seen.involved if how == part]:
            told.append((label, "、".join(named), ""))
    if m.result:
        told.append((_("What came of it"), str(RESULTS[m.result]), ""))
    if m.effect_on:
        told.append((_("The effect is looked at on"), f"{m.effect_on} {EFFECTS.get(m.effect, '')}".strip(), ""))
    if m.rating:
        told.append((_("Satisfaction"), str(RATED[m.rating]), ""))
    return told


def _is_part(seen: Sheet) -> bool:
    """Was it made by splitting another one?"""
    return bool(seen.lines) and seen.lines[0].step == "part"


def _raiser(seen: Sheet) -> str:
    m = seen.matter
    if _is_part(seen) and m.parent:
        return _("whoever raised %(number)s") % {"number": m.parent.number}
    if is_nameless(m):
        return _("without a name")
    if m.raiser:
        named = f"{m.raiser.name} · {m.raiser.unit.name}"
        return _("%(who)s, not to be named to others") % {"who": named} if m.confidential else named
    if m.confidential:
        return _("asked not to be named")
    if m.raiser_words:
        return m.raiser_words
    if m.claim:
        return _("%(staff_no)s (not proved)") % {"staff_no": m.claim}
    return _("nobody signed it") if m.entered_by_id else _("before sign-in")


def caption(lines: Any, file: str) -> str:
    """Whether a photograph shows how it was before or after."""
    line = next(one for one in lines if file in one.photos)
    words = {"raise": _("before"), "do": _("after"), "reopen": _("not fixed")}
    return f"{words.get(line.act, '')} {local(line.at):%m-%d}".strip()


def clock(seen: Sheet, at: datetime, calendar: Calendar) -> Clock:
    m = seen.matter
    if m.waiting == "paused" and m.due_at:
        return stopped(m.due_at)
    read = clock_at(m.raised_at, m.entered_at, m.due_at, m.closed_at, at, calendar)
    if not waits_for_raiser(seen):
        return read
    words = _("Yours to check: %(time)s") % {"time": read.words}
    return Clock("soon" if read.state == "ample" else read.state, words, read.share, read.exact)


def consequence(seen: Sheet, at: datetime, calendar: Calendar) -> str:
    """The one line under the clock: until when, and what follows."""
    m = seen.matter
    if m.closed_at:
        return _closed(seen)
    if m.due_at is None:
        return _("It waits for its parts.") if m.state == "parted" else _waits_with(seen)
    when = with_doubt(moment(m.due_at), m.due_at, calendar)
    state = kinds[m.kind].workflow.state(m.state)
    if state.link == "answered":
        return _("Until %(when)s. No answer counts as no answer, not as satisfied.") % {"when": when}
    if m.waiting == "paused":
        return _("Paused until %(when)s: %(reason)s") % {"when": when, "reason": _last_said(seen, "pause")}
    if m.waiting == "asked":
        return _("Until %(when)s the raiser has the word: %(question)s") % {"when": when, "question": _last_said(seen, "ask")}
    if m.state == "deferred":
        return _("Not now; looked at again on %(when)s: %(reason)s") % {"when": when, "reason": _last_said(seen, "defer")}
    if m.told:
        return _("Due %(when)s. %(leader)s has been told.") % {"when": when, "leader": m.told.name}
    if m.result == "planned" and m.answered_at:
        return _("Planned: it is looked at again on %(when)s. A promise closes nothing.") % {"when": when}
    sentence = _("Due %(when)s, with %(who)s.") if at > m.due_at else _("Due %(when)s, with %(who)s. After that the leader is told.")
    return sentence % {"when": when, "who": holder(seen)}


def _waits_with(seen: Sheet) -> str:
    m = seen.matter
    return _("It is answered together with %(number)s.") % {"number": m.parent.number} if m.state == "merged" and m.parent else ""


def _last_said(seen: Sheet, act: str) -> str:
    return next((line.text for line in reversed(seen.lines) if line.act == act), "")


def _closed(seen: Sheet) -> str:
    m = seen.matter
    if m.rating:
        return _("The raiser says: %(rating)s.") % {"rating": RATED[m.rating]}
    words = {
        "confirmed": _("The raiser says it is fixed."),
        "not evaluated": _("The raiser left no word: written as not evaluated, not as satisfied."),
        "imported": _("From an old ledger, which has no word of the raiser."),
        "withdrawn": _("The raiser took it back before it was registered."),
        "part": _("This part is done; the raiser is answered with the whole."),
    }
    return words.get(m.closing, "")


def answer(seen: Sheet) -> tuple[str, str, str] | None:
    """The last answer of this round: its words, who gave it, when."""
    if seen.matter.answered_at is None:
        return None
    line = next(one for one in reversed(seen.lines) if one.act in ANSWERING)
    who = f"{line.person} · {line.person_unit}" if line.person else line.detail.get("as_written", "")
    when = f"{local(line.at):%Y-%m-%d}" if line.detail.get("hour") == "unknown" else short_moment(line.at)
    return line.text, who or _("as the old ledger says"), when
