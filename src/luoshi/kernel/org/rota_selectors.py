"""Asking who works what: the patterns in force, the teams of a works and the days of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.base.refusal import Unseen
from luoshi.kernel.org.calendar import Calendar, ShiftCalendar
from luoshi.kernel.org.models import Rota, ShiftPattern, Unit
from luoshi.kernel.org.selectors import in_force
from luoshi.kernel.org.shifts import letter_on
from luoshi.kernel.org.tree import tree


@dataclass(frozen=True)
class Roster:
    """A team and its letters, one for each day asked; "" where it is on no rota."""

    unit: Unit
    letters: tuple[str, ...]
    pattern: str


def patterns(on: date) -> list[ShiftPattern]:
    """The shift patterns of this day, the oldest first."""
    return list(ShiftPattern.objects.filter(in_force(on)).order_by("id"))


def pattern_by_code(code: str) -> ShiftPattern:
    """A shift pattern by its code; Unseen when there is none."""
    pattern = ShiftPattern.objects.filter(code=code).first()
    if pattern is None:
        raise Unseen
    return pattern


def teams_of(unit: Unit, on: date) -> list[Unit]:
    """The units at or below this one that have nothing below themselves, by code."""
    now = tree(on)
    leaves = (now.units[one] for one in now.below([unit.pk]) if not now.children.get(one))
    return sorted(leaves, key=lambda one: one.code)


def on_shifts(unit: Unit, on: date) -> list[Unit]:
    """Every team at or below this unit that is on a rota on this day or has been, by code."""
    below = tree(on).below([unit.pk])
    return sorted({rota.unit for rota in Rota.objects.filter(unit__in=below).select_related("unit")}, key=lambda one: one.code)


def roster(units: Sequence[Unit], first: date, days: int) -> list[Roster]:
    """What each of these teams works on each day, by the rota in force on that day. One query."""
    rows = Rota.objects.filter(unit__in=[unit.pk for unit in units], since__lt=first + timedelta(days=days))
    rotas: dict[int, list[Rota]] = {}
    for row in rows.select_related("pattern").order_by("since"):
        rotas.setdefault(row.unit_id, []).append(row)
    out = []
    for unit in units:
        own, letters, named = rotas.get(unit.pk, []), [], ""
        for on in (first + timedelta(days=n) for n in range(days)):
            rota = next((one for one in own if one.since <= on and (one.until is None or on < one.until)), None)
            letters.append(letter_on(rota.cycle, rota.anchor, rota.lead, on) if rota else "")
            named = (rota.pattern.name if rota.pattern else rota.cycle) if rota else named
        out.append(Roster(unit, tuple(letters), named))
    return out


def works_shifts(unit: int, on: date) -> bool:
    """Is this unit on a rota on this day?"""
    return Rota.objects.filter(in_force(on), unit=unit).exists()


def calendar_for(unit: int, on: date, office: Calendar) -> Calendar:
    """The calendar that counts the deadlines of this unit's people: by the clock round for teams on a rota, the office's for all others."""
    return ShiftCalendar(office.off, office.makeup, office.confirmed, office.start, office.end) if works_shifts(unit, on) else office
