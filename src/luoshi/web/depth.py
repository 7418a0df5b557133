"""What a sheet shows of a matter in depth: what a measure is for and costs, its parts, what it may repeat, what mechanisms add."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.kernel.matters.likeness import likely_repeat
from luoshi.kernel.matters.selectors import Row
from luoshi.kernel.matters.sheet import Sheet
from luoshi.kernel.org.calendar import Calendar
from luoshi.web.chains import small_chain
from luoshi.web.clocks import clock_of, holder_words
from luoshi.web.request import Asked, actor
from luoshi.web.shelves import sheet_parts

if TYPE_CHECKING:
    from luoshi.kernel.matters.models import Action

NATURES = {
    "containment": _l("keeps it from getting worse"),
    "corrective": _l("puts it right"),
    "preventive": _l("keeps it from coming again"),
}
EARLY = ("reported", "registered")


def about(one: "Action") -> str:
    """What a measure is for, what it costs, and what if it does not work."""
    said = [str(NATURES[one.nature])] if one.nature else []
    if one.money is not None:
        said.append(_("%(money)s yuan") % {"money": f"{one.money:,.2f}".removesuffix(".00")})
    if one.contingency:
        said.append(_("if it does not work: %(words)s") % {"words": one.contingency})
    return " · ".join(said)


def costs(seen: Sheet) -> str:
    """What all measures that stand cost together, each counted once."""
    last = {one.measure: one for one in seen.actions if one.dropped_at is None}
    money = [one.money for one in last.values() if one.money is not None]
    return f"{sum(money, Decimal()):,.2f}".removesuffix(".00") if len(money) > 1 else ""


def part_line(row: Row, at: datetime, calendar: Calendar, whole: str) -> tuple[Any, ...]:
    """One part of a whole: where it leads, its area, how far it is, with whom."""
    states, sentence = small_chain(row)
    return (
        f"/w/matters/{row.id}",
        row.number,
        row.title.removeprefix(f"{whole} · "),
        states,
        sentence,
        clock_of(row, at, calendar),
        holder_words(row),
    )


def repeats(seen: Sheet) -> tuple[str, str, str] | None:
    """The closed one that this may repeat: number, title and the link that says so. For who registers it."""
    m = seen.matter
    if m.state not in EARLY or m.again_of_id or "handler" not in seen.standing.are or "again" not in {step.name for step in seen.steps}:
        return None
    found = likely_repeat(m)
    return (*found, f"/w/matters/{m.pk}?step=again#step") if found else None


def elsewhere() -> set[str]:
    """The acts to which a part of the sheet is the way."""
    return {act for part in sheet_parts for act in part.instead}


def more_parts(request: Asked, matter: int, channel: str) -> list[SafeString]:
    """What mechanisms add to this sheet."""
    drawn = [one.draw(actor(request), matter, request.at) for one in sheet_parts if one.channel in ("", channel)]
    return [mark_safe(render_to_string(name, context, request=request)) for name, context in filter(None, drawn)]  # noqa: S308 — drawn by templates
