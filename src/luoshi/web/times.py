"""Lengths of time and moments in words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.clock import local

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def span(time: timedelta, day: timedelta = DAY) -> str:
    """A length of time in words: days and hours over a day, hours and minutes under a day, minutes under an hour."""
    days, rest = divmod(max(time, timedelta()), day)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days:
        words = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return f"{words} {_hours(hours)}" if hours and days < 10 else words
    if hours:
        return f"{_hours(hours)} {_minutes(minutes)}" if minutes else _hours(hours)
    return _minutes(minutes) if minutes else _("less than a minute")


def _hours(n: int) -> str:
    return _("%(n)s h") % {"n": n}


def _minutes(n: int) -> str:
    return _("%(n)s min") % {"n": n}


def whole_days(time: timedelta) -> str:
    """The same, in whole days for narrow columns."""
    return ngettext("%(n)s day", "%(n)s days", time.days) % {"n": time.days} if time >= DAY else _("under a day")


def moment(at: datetime) -> str:
    """A moment on the plant's clock."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def short_moment(at: datetime) -> str:
    return f"{local(at):%m-%d %H:%M}"
