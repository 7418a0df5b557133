"""The relay strip: who held a matter how long."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from luoshi.base.clock import local
from luoshi.kernel.matters.sheet import Stay
from luoshi.web.shapes import Relay, Shade, Stretch
from luoshi.web.times import MINUTE, span

WHY = {"asked": gettext_lazy("asked"), "paused": gettext_lazy("paused")}


def relay_of(stays: Sequence[Stay], at: datetime, due: datetime | None, closed: datetime | None) -> Relay:
    """The strip of holders from the first day to now, or to the deadline where that is later."""
    if not stays:
        return Relay(())
    begin, now = stays[0].since, closed or at
    end = max(now, due) if due and not closed else now
    whole = max(end - begin, MINUTE)

    def place(moment_: datetime) -> float:
        return round(100 * (moment_ - begin) / whole, 2)

    drawn: list[Stretch] = []
    for number, stay in enumerate(stays):
        until = stay.until or now
        shade: Shade = "now" if stay.until is None else "b" if number % 2 else "a"
        who = stay.person or stay.unit
        drawn.append(Stretch(who, span(until - stay.since), place(stay.since), max(place(until) - place(stay.since), 0.0), shade))
    if due and not closed and now > due:
        drawn.append(Stretch("", "", place(max(due, begin)), place(now) - place(max(due, begin)), "late"))
    if end > now:
        drawn.append(Stretch("", "", place(now), 100 - place(now), "todo"))
    shown = due and begin <= due <= end
    return Relay(drawn, place(due) if due and shown else None, f"{local(due):%m-%d}" if due and shown else "")


def held_list(stays: Sequence[Stay], at: datetime, closed: datetime | None) -> list[tuple[str, str, bool]]:
    """Each holder once, with the time charged to them, in the order they first held it."""
    total: dict[str, timedelta] = {}
    current = ""
    for stay in stays:
        who = f"{stay.unit} · {stay.person}" if stay.person else stay.unit
        who += f"（{WHY[stay.why]}）" if stay.why in WHY else ""
        total[who] = total.get(who, timedelta()) + ((stay.until or closed or at) - stay.since)
        if stay.until is None:
            current = who
    return [(who, span(time), who == current) for who, time in total.items()]
