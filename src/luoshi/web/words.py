"""The timeline in sentences that begin with the person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.base.clock import local
from luoshi.kernel.matters.sheet import Line
from luoshi.web.times import short_moment

WORDS = {
    "claim": _l("left a staff number, not proved yet"),
    "prove": _l("signed in as the raiser"),
    "take": _l("took it"),
    "assign": _l("gave it to %(owner)s, due %(due)s"),
    "reassign": _l("changed owner or date: %(old_owner)s, due %(old_due)s → %(owner)s, due %(due)s"),
    "do": _l("says it is done; %(verifier)s checks"),
    "pass": _l("checked: it holds"),
    "refuse": _l("checked: it does not hold"),
    "answer": _l("answered"),
    "reopen": _l("says it is not fixed"),
    "extend": _l("gave more time: %(old_due)s → %(due)s"),
    "decline": _l("did not take it up"),
    "reply": _l("wrote the answer; %(verifier)s signs it"),
    "plan": _l("answers with a plan for %(follow_up)s; %(verifier)s signs it"),
    "sign_plan": _l("signed the plan for %(follow_up)s"),
    "merge": _l("merged it into %(into)s"),
    "merged_in": _l("merged %(from)s into this one"),
    "unmerge": _l("took it apart from %(into)s again"),
    "handle_again": _l("is not satisfied"),
    "calendar": _l("moved the day with the calendar: %(old_due)s → %(due)s"),
    "measure": _l("added a measure: %(owner)s, due %(due)s"),
    "drop": _l("gave up the measure of %(owner)s"),
    "inform": _l("wrote to the raiser"),
    "hand_on": _l("handed it on: %(office)s → %(to)s"),
    "decide_whose": _l("decided: it is %(to)s's, and that binds"),
    "refile": _l("filed it as another kind"),
    "withdraw": _l("withdrew it"),
    "ask": _l("asks the raiser"),
    "pause": _l("paused it until %(until)s"),
    "resume": _l("went on with it"),
    "consult": _l("sent it to a consultation"),
    "defer": _l("not now; looked at again on %(follow_up)s"),
    "take_up": _l("looks at it again"),
    "urge": _l("asks how far it is"),
    "concern": _l("said whom it is about: they never read it from now on"),
    "again": _l("linked it with %(again_of)s: the same again"),
    "split": _l("split it: %(areas)s"),
    "parts_done": _l("The last part is closed: the whole is answered now"),
    "effect_due": _l("asked whether it still holds"),
    "effect_holds": _l("looked again: it still holds"),
    "effect_fails": _l("looked again: it does not hold"),
    "remind": _l("reminded the holder"),
    "undertake": _l("sees to it until %(due)s"),
    "add": _l("said more"),
    "escalate": _l("asks for the next recipient: it is late"),
    "draft_answer": _l("proposed an answer"),
    "left": _l("%(old_owner)s has left: now with %(owner)s"),
}


def said(line: Line) -> tuple[str, str]:
    """Who, and what they did."""
    who = line.person or line.detail.get("as_written") or _nobody(line)
    detail = line.detail
    own = OWN_WORDS.get(line.act)
    did = own(line) if own else str(WORDS.get(line.act, line.step or line.act))
    if "%(" in did and not own:
        did %= _named(detail)
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


def _returned(line: Line) -> str:
    """To which office it went, and who decides when that was the second time."""
    detail = line.detail
    said = _("“not ours”: %(office)s → %(to)s") % _named(detail)
    return said + _("; now %(level)s decides") % _named(detail) if detail.get("level") else said


def _beside(line: Line) -> str:
    detail = line.detail
    words = _("%(who)s answers for it too") if detail.get("part") == "co_responsible" else _("keeps %(who)s informed")
    return words % _named(detail)


def _confirmed(line: Line) -> str:
    if line.person or line.detail.get("nameless"):
        return _("says it is fixed")
    return _("closed it without a word from the raiser: not evaluated")


def _told(line: Line) -> str:
    words = _("told %(leader)s that it is overdue") if line.detail.get("late", True) else _("told %(leader)s")
    return words % _named(line.detail)


def _signed(line: Line) -> str:
    return _("answered it with %(with)s") % _named(line.detail) if line.step == "merged" else _("signed the answer")


def _told_more(line: Line) -> str:
    return _("answered the question") if line.person else _("went on without an answer to the question")


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


OWN_WORDS: Mapping[str, Callable[[Line], str]] = {
    "raise": _entered,
    "confirm": _confirmed,
    "tell": _told,
    "sign": _signed,
    "rate": _rated,
    "not_ours": _returned,
    "tell_more": _told_more,
    "involve": _beside,
}
