"""Setting a year of the working calendar by hand, and telling those whose deadlines hang on it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.base.registry import Shelf
from luoshi.kernel.org.calendar import STAMP
from luoshi.kernel.org.models import CalendarDay, CalendarYear
from luoshi.kernel.org.notice import HOLIDAY, LETTERS, MAKEUP, Day
from luoshi.kernel.org.services import must_administer

when_calendar_changes: Shelf[Callable[[int, datetime], int]] = Shelf("what follows when a year of the calendar changes")
EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True)
class Year:
    """A year as the table has it: its days that differ, where they come from, whether they are final, and whether a person set them."""

    year: int
    known: bool
    confirmed: bool
    by_hand: bool
    source: str
    days: tuple[Day, ...]


def calendar_year(year: int) -> Year:
    """What the table says of this year; an unknown year is empty and not confirmed."""
    row = CalendarYear.objects.filter(pk=year).first()
    days = CalendarDay.objects.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31)).order_by("on")
    found = tuple(Day(day.on, day.kind, day.name) for day in days)
    return Year(year, bool(row), bool(row and row.confirmed), bool(row and row.by_hand), row.source if row else "", found)


def tell_calendar_changed(year: int, at: datetime) -> int:
    """Whoever laid a follower on the shelf moves its deadlines, in this transaction; how many moved."""
    return sum(follow(year, at) for follow in when_calendar_changes)


@transaction.atomic
def set_calendar_year(
    *, actor: Actor, at: datetime, command: uuid.UUID, year: int, days: Sequence[Day], source: str, confirmed: bool
) -> int:
    """This year has these holidays and make-up days, and no others; what a library says is never written over it. How many deadlines moved.

    Refused: no source, a day of another year, a day twice, a make-up day on a Monday to Friday, a confirmed year without a holiday.
    """
    must_administer(actor)
    fields = (year, tuple(days), source, confirmed)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("calendar_year", year)):
        return 0
    source = source.strip()
    fits(CalendarYear, source=source)
    _may_stand(year, days, source, confirmed)
    CalendarYear.objects.update_or_create(year=year, defaults={"confirmed": confirmed, "source": source, "by_hand": True})
    CalendarDay.objects.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31)).delete()
    CalendarDay.objects.bulk_create(CalendarDay(on=day.on, kind=day.kind, name=day.name, source=source) for day in days)
    changed(STAMP)
    moved = tell_calendar_changed(year, at)
    lines = [f"{day.on} {LETTERS[day.kind]} {day.name}".strip() for day in sorted(days)]
    payload = {"year": year, "days": lines, "source": source, "confirmed": confirmed, "moved": moved}
    record(actor=actor, at=at, verb="calendar.set", subject=("calendar_year", year), on=local_date(at), payload=payload)
    return moved


def _may_stand(year: int, days: Sequence[Day], source: str, confirmed: bool) -> None:
    if not EARLIEST <= year <= LATEST:
        raise Refusal(_("The calendar reaches from %(first)s to %(last)s.") % {"first": EARLIEST, "last": LATEST}, field="days")
    if not source:
        raise Refusal(_("Write where this comes from: the notice and its number."), field="source")
    seen: dict[date, str] = {}
    for day in days:
        fits(CalendarDay, name=day.name)
        told = {"day": day.on, "year": year}
        if day.on.year != year:
            raise Refusal(_("%(day)s does not lie in %(year)s.") % told, field="days")
        if seen.get(day.on, day.kind) != day.kind:
            raise Refusal(_("%(day)s cannot be a holiday and a make-up day at once.") % told, field="days")
        if day.on in seen:
            raise Refusal(_("%(day)s is named twice.") % told, field="days")
        if day.kind == MAKEUP and day.on.weekday() < 5:
            raise Refusal(_("%(day)s is a Monday to Friday and worked anyway; only a weekend can be a make-up day.") % told, field="days")
        seen[day.on] = day.kind
    if confirmed and HOLIDAY not in seen.values():
        raise Refusal(_("A confirmed year has its holidays: write them first."), field="days")
