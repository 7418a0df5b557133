"""The timeline in sentences that begin with the person."""

from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.clock import local
from luoshi.kernel.matters.selectors import Line


def said(line: Line) -> tuple[str, str]:
    """Who, and what they did."""
    who = line.person or (_("The house") if line.act in ("tell", "confirm") else _("Somebody before sign-in"))
    detail = line.detail
    words = {
        "raise": _("raised it"),
        "claim": _("left a staff number, not proved yet"),
        "prove": _("signed in as the raiser"),
        "take": _("took it"),
        "assign": _("gave it to %(owner)s, due %(due)s") % _named(detail),
        "reassign": _("changed owner or date: %(old_owner)s, due %(old_due)s → %(owner)s, due %(due)s") % _named(detail),
        "do": _("says it is done; %(verifier)s checks") % _named(detail),
        "pass": _("checked: it holds"),
        "refuse": _("checked: it does not hold"),
        "answer": _("answered"),
        "confirm": _("says it is fixed") if line.person else _("closed it without a word from the raiser: not evaluated"),
        "reopen": _("says it is not fixed"),
        "tell": _("told %(leader)s that it is overdue") % _named(detail),
    }
    did = words.get(line.act, line.step or line.act)
    if line.behalf and line.act in ("do", "raise"):
        did += _(" (for %(who)s)") % {"who": line.behalf}
    return who, did


def _named(detail: dict[str, str]) -> dict[str, str]:
    filled = {
        "owner": "—",
        "due": "—",
        "old_owner": "—",
        "old_due": "—",
        "verifier": "—",
        "leader": _("nobody: no leader is set above"),
    }
    filled.update({key: str(value) for key, value in detail.items() if value})
    for key in ("due", "old_due"):
        if "T" in filled[key]:
            filled[key] = f"{local(datetime.fromisoformat(filled[key])):%m-%d}"
    return filled
