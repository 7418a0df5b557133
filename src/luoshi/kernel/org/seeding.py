"""Filling the working calendar from the libraries; what a library does not know yet stays marked as not announced."""

from datetime import date, datetime, timedelta

import chinese_calendar
import holidays
from django.db import transaction

from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.kernel.org.calendar import STAMP
from luoshi.kernel.org.calendar_year import tell_calendar_changed
from luoshi.kernel.org.models import CalendarDay, CalendarYear

ANNOUNCED = "State Council notice, by chinesecalendar"
NAMES = {one.value: str(one.chinese)[:60] for one in chinese_calendar.Holiday}
STATUTORY = "statutory holidays, by holidays; make-up days not announced"


def seed_calendar(years: range, at: datetime | None = None) -> int:
    """Fill years that are not in the table yet, and those not announced when they were filled; how many.

    A year that is announced or was set by hand is left as it is. With a moment, those whose deadlines hang on a filled year are told.
    """
    standing = {year: confirmed or by_hand for year, confirmed, by_hand in CalendarYear.objects.values_list("year", "confirmed", "by_hand")}
    filled = [year for year in years if not standing.get(year) and (_announced(year) or (year not in standing and _statutory(year)))]
    if filled:
        changed(STAMP)
    if at:
        for year in filled:
            tell_calendar_changed(year, at)
    return len(filled)


def keep_calendar(at: datetime) -> int:
    """Every day: next year's table as far as it is known, and this year's make-up days once they are announced."""
    year = local_date(at).year
    with transaction.atomic():
        return seed_calendar(range(year - 1, year + 2), at)


def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    days = []
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        on = date(year, 1, 1) + timedelta(days=offset)
        works, name = chinese_calendar.is_workday(on), NAMES.get(chinese_calendar.get_holiday_detail(on)[1], "")
        if name or works != (on.weekday() < 5):  # the weekends inside a holiday are named too
            days.append(CalendarDay(on=on, kind="makeup" if works else "holiday", name=name, source=ANNOUNCED))
    CalendarDay.objects.filter(on__year=year).delete()
    CalendarYear.objects.update_or_create(year=year, defaults={"confirmed": True, "source": ANNOUNCED})
    CalendarDay.objects.bulk_create(days)
    return True


def _statutory(year: int) -> bool:
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    CalendarYear.objects.create(year=year, confirmed=False, source=STATUTORY)
    CalendarDay.objects.bulk_create(
        CalendarDay(on=on, kind="holiday", name=str(name)[:60], source=STATUTORY) for on, name in sorted(found.items())
    )
    return True
