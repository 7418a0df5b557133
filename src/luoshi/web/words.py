"""The timeline in sentences that begin with the person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.base.clock import local
from luoshi.kernel.matters.sheet import Line
from luoshi.web.times import short_moment


def said(line: Line) -> tuple[str, str]:
    """Who, and what they did."""
    who = line.person or line.detail.get("as_written") or _nobody(line)
    detail = line.detail
    words = {
        "raise": _entered(line),
        "claim": _("left a staff number, not proved yet"),
        "prove": _("signed in as the raiser"),
        "take": _("took it"),
        "assign": _("gave it to %(owner)s, due %(due)s") % _named(detail),
        "reassign": _("changed owner or date: %(old_owner)s, due %(old_due)s → %(owner)s, due %(due)s") % _named(detail),
        "do": _("says it is done; %(verifier)s checks") % _named(detail),
        "pass": _("checked: it holds"),
        "refuse": _("checked: it does not hold"),
        "answer": _("answered"),
        "confirm": _("says it is fixed")
        if line.person or detail.get("nameless")
        else _("closed it without a word from the raiser: not evaluated"),
        "reopen": _("says it is not fixed"),
        "tell": (_("told %(leader)s that it is overdue") if detail.get("late", True) else _("told %(leader)s")) % _named(detail),
        "extend": _("gave more time: %(old_due)s → %(due)s") % _named(detail),
        "decline": _("did not take it up"),
        "reply": _("wrote the answer; %(verifier)s signs it") % _named(detail),
        "plan": _("answers with a plan for %(follow_up)s; %(verifier)s signs it") % _named(detail),
        "sign": _("signed the answer") if line.step != "merged" else _("answered it with %(with)s") % _named(detail),
        "sign_plan": _("signed the plan for %(follow_up)s") % _named(detail),
        "merge": _("merged it into %(into)s") % _named(detail),
        "merged_in": _("merged %(from)s into this one") % _named(detail),
        "unmerge": _("took it apart from %(into)s again") % _named(detail),
        "rate": _rated(line),
        "handle_again": _("is not satisfied"),
        "calendar": _("moved the day with the calendar: %(old_due)s → %(due)s") % _named(detail),
        "measure": _("added a measure: %(owner)s, due %(due)s") % _named(detail),
        "drop": _("gave up the measure of %(owner)s") % _named(detail),
        "inform": _("wrote to the raiser"),
        "not_ours": _returned(detail),
        "hand_on": _("handed it on: %(office)s → %(to)s") % _named(detail),
        "decide_whose": _("decided: it is %(to)s's, and that binds") % _named(detail),
        "refile": _("filed it as another kind"),
        "withdraw": _("withdrew it"),
        "ask": _("asks the raiser"),
        "tell_more": _("answered the question") if line.person else _("went on without an answer to the question"),
        "pause": _("paused it until %(until)s") % _named(detail),
        "resume": _("went on with it"),
        "consult": _("sent it to a consultation"),
        "defer": _("not now; looked at again on %(follow_up)s") % _named(detail),
        "take_up": _("looks at it again"),
        "urge": _("asks how far it is"),
        "involve": _beside(detail),
        "concern": _("said whom it is about: they never read it from now on"),
        "again": _("linked it with %(again_of)s: the same again") % _named(detail),
        "split": _("split it: %(areas)s") % _named(detail),
        "parts_done": _("The last part is closed: the whole is answered now"),
        "effect_due": _("asked whether it still holds"),
        "effect_holds": _("looked again: it still holds"),
        "effect_fails": _("looked again: it does not hold"),
        "remind": _("reminded the holder"),
        "undertake": _("sees to it until %(due)s") % _named(detail),
        "add": _("said more"),
        "escalate": _("asks for the next recipient: it is late"),
        "draft_answer": _("proposed an answer"),
        "left": _("%(old_owner)s has left: now with %(owner)s") % _named(detail),
    }
    did = words.get(line.act, line.step or line.act)
    if line.act in ("raise", "sign", "answer") and detail.get("imported"):
        did += _(" (from an old ledger)")
    if line.behalf and line.act in ("do", "raise"):
        did += _(" (for %(who)s)") % {"who": line.behalf}
    return who, did


BY_THE_CLOCK = (
    "tell", "confirm", "rate", "left", "calendar", "remind", "effect_due", "parts_done", "tell_more", "resume", "take_up", "involve",
)  # fmt: skip


def _nobody(line: Line) -> str:
    if line.detail.get("nameless"):
        return _("Whoever sent it")
    if line.act in BY_THE_CLOCK:
        return _("The house")
    return _("Somebody, as the old ledger says") if line.detail.get("imported") else _("Somebody before sign-in")


def _entered(line: Line) -> str:
    """Whoever only entered it is not said to have raised it."""
    if line.detail.get("unsigned"):
        return _("entered it; nobody signed it")
    return _("entered it for somebody who is not to be named") if line.detail.get("unnamed") else _("raised it")


def _returned(detail: dict[str, str]) -> str:
    """To which office it went, and who decides when that was the second time."""
    said = _("“not ours”: %(office)s → %(to)s") % _named(detail)
    return said + _("; now %(level)s decides") % _named(detail) if detail.get("level") else said


def _beside(detail: dict[str, str]) -> str:
    words = _("%(who)s answers for it too") if detail.get("part") == "co_responsible" else _("keeps %(who)s informed")
    return words % _named(detail)


def told_together(lines: Iterable[Line]) -> list[Line]:
    """Those whom somebody keeps informed from one moment on stand in one line, one after the other."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        if (
            before
            and _copies(before)
            and _copies(line)
            and (before.person, short_moment(before.at)) == (line.person, short_moment(line.at))
        ):
            out[-1] = replace(before, detail={**before.detail, "who": f"{before.detail['who']}、{line.detail['who']}"})
        else:
            out.append(line)
    return out


def _copies(line: Line) -> bool:
    return line.act == "involve" and line.detail.get("part") == "copied" and not line.text


def _rated(line: Line) -> str:
    if not line.detail.get("rating"):
        return _("closed it without a word from the raiser: not evaluated")
    return _("says: %(rating)s") % {"rating": RATED[line.detail["rating"]]}


RATED = {"satisfied": _l("satisfied"), "mostly": _l("mostly satisfied"), "dissatisfied": _l("not satisfied")}
RESULTS = {
    "solved": _l("solved, or mostly"),
    "planned": _l("being solved or planned"),
    "explained": _l("not possible now, explained"),
    "reference": _l("noted for reference"),
    "declined": _l("not taken up"),
}


def _named(detail: dict[str, str]) -> dict[str, str]:
    filled = {
        "owner": "—",
        "due": "—",
        "old_owner": "—",
        "old_due": "—",
        "verifier": "—",
        "leader": _("nobody: no leader is set above"),
        "into": "—",
        "from": "—",
        "with": "—",
        "follow_up": "—",
        "office": "—",
        "to": "—",
        "level": "—",
        "until": "—",
        "who": "—",
        "again_of": "—",
        "areas": "—",
    }
    filled.update({key: str(value) for key, value in detail.items() if value})
    for key in ("due", "old_due"):
        if "T" in filled[key]:
            filled[key] = f"{local(datetime.fromisoformat(filled[key])):%m-%d}"
    return filled
