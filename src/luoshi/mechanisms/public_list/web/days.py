"""The days of a posting as people say them: the last day is the last on which it hangs."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.web.request import Asked


def last_day(until: date) -> date:
    return until - timedelta(days=1)


def day(on: date) -> str:
    return on.isoformat()


def days(since: date, until: date) -> str:
    return _("%(since)s to %(last)s") % {"since": day(since), "last": day(last_day(until))}


def typed_day(request: Asked, name: str) -> date:
    """A day that was typed. Refused: none, or what is no day."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=name) from None
