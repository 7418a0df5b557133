"""Filling the working calendar from the libraries; what a library does not know yet stays marked as not announced."""

from datetime import date, timedelta

import chinese_calendar
import holidays

from luoshi.base.copies.kept import changed
from luoshi.kernel.org.calendar import STAMP
from luoshi.kernel.org.models import CalendarDay, CalendarYear

ANNOUNCED = "State Council notice, by chinesecalendar"
STATUTORY = "statutory holidays, by holidays; make-up days not announced"


def seed_calendar(years: range) -> None:
    """Fill years that are not in the table yet; a year that stands is left as it is."""
    standing = set(CalendarYear.objects.values_list("year", flat=True))
    for year in years:
        if year not in standing:
            _announced(year) or _statutory(year)
    changed(STAMP)


def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    days = []
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        on = date(year, 1, 1) + timedelta(days=offset)
        works, name = chinese_calendar.is_workday(on), chinese_calendar.get_holiday_detail(on)[1]
        if works != (on.weekday() < 5):
            days.append(CalendarDay(on=on, kind="makeup" if works else "holiday", name=str(name or ""), source=ANNOUNCED))
    CalendarYear.objects.create(year=year, confirmed=True, source=ANNOUNCED)
    CalendarDay.objects.bulk_create(days)
    return True


def _statutory(year: int) -> bool:
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    CalendarYear.objects.create(year=year, confirmed=False, source=STATUTORY)
    CalendarDay.objects.bulk_create(
        CalendarDay(on=on, kind="holiday", name=str(name)[:60], source=STATUTORY) for on, name in sorted(found.items())
    )
    return True
