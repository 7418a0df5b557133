"""What a matter's own sheet says of consultations: those it was put to and what they decided; the way to call one."""

from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.mechanisms.consultations.minutes import DECIDED
from luoshi.mechanisms.consultations.selectors import of_matter
from luoshi.web.times import short_moment


def draw(actor: Actor, matter: int, at: datetime) -> tuple[str, dict[str, object]] | None:
    """The template and what it shows; None where there is nothing to say and nothing to do."""
    found = of_matter(actor, matter, local_date(at))
    if not found.items and not found.may_call:
        return None
    lines = []
    for item in found.items:
        one = item.consultation
        state = str(DECIDED[item.decision]) if item.decision else _("held, not decided") if one.held_at else _("called, not held")
        words = (
            _("%(words)s Looked at again on %(day)s.") % {"words": item.reason, "day": item.review_on} if item.review_on else item.reason
        )
        when = short_moment(one.held_at or one.planned_at)
        lines.append((f"/w/consultations/{one.pk}/items/{item.ordinal}", one.title, one.number, when, state, bool(item.decision), words))
    call_url = f"/w/consultations/new?matter={matter}" if found.may_call else ""
    return "consultations/on_sheet.html", {"consultations": lines, "call_url": call_url, "waits": found.waits}
