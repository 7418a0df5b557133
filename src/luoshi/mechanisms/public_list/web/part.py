"""The public text on a matter's sheet: what everybody may read of it, whether it is still true, and the way to confirm it."""

from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.refusal import Unseen
from luoshi.mechanisms.public_list.proposing import Proposal, registers, sheet_state


def draw(actor: Actor, matter: int, at: datetime) -> tuple[str, dict[str, object]] | None:
    """Nothing where there is no text and nobody here may make one."""
    try:
        found = sheet_state(matter)
    except Unseen:
        return None
    registrar = registers(actor, found.office, local_date(at)) and not found.never
    shown = found.latest is not None and found.latest.shown
    if not registrar and not shown:
        return None
    context: dict[str, object] = {
        "public_text": found.latest if shown else None,
        "public_state": state_words(found),
        "public_late": found.stale and found.answered_at is not None,
        "public_url": f"/w/public/{matter}" if shown else "",
        "public_confirm": (f"/w/public/{matter}/text", _confirm_words(found)) if registrar else None,
    }
    return "public_list/part.html", context


def state_words(found: Proposal) -> str:
    """How the public text stands to the matter."""
    if found.latest is None:
        return _("Not on the public list.")
    if not found.latest.shown:
        return _("Taken off the public list: %(why)s") % {"why": found.latest.why}
    if found.stale:
        return _("Answer changed, confirm the public text anew") if found.answered_at else _("It is being handled again.")
    return _("On the public list, version %(n)s.") % {"n": found.latest.version}


def _confirm_words(found: Proposal) -> str:
    return _("Change the public text") if found.latest and found.latest.shown else _("Put it on the public list")
