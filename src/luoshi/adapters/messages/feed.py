"""A calendar of what a person holds: on the due day its number and kind, with the link. Nothing for a calendar's keeper to read."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from luoshi.base.clock import local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import held_by
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.selectors import actor_of

MOST = 300


def calendar(person: Person, at: datetime) -> bytes:
    """The feed as calendars read it, folded and escaped by the library, which is loaded when the first feed is asked for."""
    from icalendar import Calendar, Event

    house = book(local_date(at)).text("messages.address").rstrip("/")
    out = Calendar()
    out.add("prodid", "-//Luoshi//calendar//ZH")
    out.add("version", "2.0")
    out.add("x-wr-calname", _("Luoshi: due dates"))
    out.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for row in held_by(actor_of(person, local_date(at)), local_date(at), MOST):
        if row.due_at is None:
            continue
        day, event = local(row.due_at).date(), Event()
        event.add("uid", f"matter-{row.id}@luoshi")
        event.add("dtstamp", at.replace(microsecond=0))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", _("Due: %(kind)s %(number)s") % {"kind": kinds[row.kind].label, "number": row.number})
        event.add("url", f"{house}/w/matters/{row.id}")
        event.add("transp", "TRANSPARENT")
        out.add_component(event)
    whole: bytes = out.to_ical()
    return whole
