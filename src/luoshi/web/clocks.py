"""The clock of a matter: time left or over in working time, and the same with who holds it."""

from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.clock import local
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Row
from luoshi.kernel.org.calendar import Calendar
from luoshi.web.shapes import Clock
from luoshi.web.times import MINUTE, moment, span


def clock_of(row: Row, at: datetime, calendar: Calendar) -> Clock:
    """The clock of a list row; it stands still while the matter is paused."""
    if row.waiting == "paused" and row.due_at:
        return stopped(row.due_at)
    return clock_at(row.raised_at, row.entered_at, row.due_at, row.closed_at, at, calendar)


def stopped(until: datetime) -> Clock:
    """The clock of what is paused until a day."""
    return Clock("stopped", _("paused until %(day)s") % {"day": f"{local(until):%m-%d}"}, 0, moment(until))


def clock_at(raised: datetime, entered: datetime, due: datetime | None, ended: datetime | None, at: datetime, calendar: Calendar) -> Clock:
    """Time left or time over, in working time; what has ended says how long it took."""
    if ended:
        return Clock("finished", _("took %(time)s") % {"time": span(ended - raised)}, 100, moment(ended))
    if due is None:
        return Clock("ample", _("no deadline"))
    exact = moment(due)
    if unsettled(due, calendar):
        exact += " · " + _("make-up days of this year are not announced yet, the day may move")
    day = calendar.day_length
    if at > due:
        over = calendar.working_time(due, at)
        words = _("%(time)s late") % {"time": span(over, day)} if over >= MINUTE else _("just late")
        return Clock("late", with_doubt(words, due, calendar), 100, exact)
    left, whole = calendar.working_time(at, due), calendar.working_time(entered, due)
    share = round(100 * (1 - left / whole)) if whole else 0
    words = with_doubt(_("%(time)s left") % {"time": span(left, day)} if left >= MINUTE else _("due now"), due, calendar)
    return Clock("soon" if left <= 2 * day else "ample", words, max(0, min(share, 100)), exact)


def unsettled(due: datetime, calendar: Calendar) -> bool:
    """May this deadline still move, because the make-up days of its year are not announced?"""
    return not calendar.settled(local(due).date())


def with_doubt(words: str, due: datetime, calendar: Calendar) -> str:
    """The words of a deadline, and beside them that its year's make-up days are not announced where that is so."""
    if not unsettled(due, calendar):
        return words
    return _("%(deadline)s (make-up days not announced)") % {"deadline": words}


def holder_words(row: Row) -> str:
    """Who has it: a name, or the office."""
    return row.holder or row.holder_unit or ""


def spoken_clock(row: Row, at: datetime, calendar: Calendar, *, mine: bool = False) -> Clock:
    """The clock with who holds it, for people who do not read the chain."""
    clock = clock_of(row, at, calendar)
    if row.closed_at:
        words = _("Closed without your word") if row.closing == "not evaluated" and mine else clock.words
        return Clock(clock.state, words, clock.share, clock.exact)
    state = kinds[row.kind].workflow.state(row.state)
    if row.answered_at and mine:
        return Clock("soon", _("Answered. Yours to check: %(time)s") % {"time": clock.words}, clock.share, clock.exact)
    if state.link == "raised" and clock.state == "late":
        words = _("Not taken, %(time)s") % {"time": clock.words}
    else:
        words = _("With %(who)s, %(time)s") % {"who": holder_words(row), "time": clock.words}
    if row.told:
        words += _(", %(who)s told") % {"who": row.told}
    return Clock(clock.state, words, clock.share, clock.exact)
