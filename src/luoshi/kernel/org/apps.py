"""The room of units, people, places, holdings and the working calendar."""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "luoshi.kernel.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare

        schedule("org.calendar", every=timedelta(days=1), run=_keep_calendar, speaks=False)
        habit = _("Default; change it to your own rule.")
        declare("calendar.day_start", "08:00", kind="time", label=_("Working day begins"), source=habit)
        declare("calendar.day_end", "17:30", kind="time", label=_("Working day ends"), source=habit)
        verb("unit.added", _("A unit was added."), personal=())
        verb("unit.moved", _("A unit was moved in the tree."), personal=())
        verb("person.added", _("A person was added."), personal=("name", "staff_no"))
        verb("holding.given", _("A role was given."), personal=("person",))
        verb("holding.ended", _("A role was ended."), personal=())
        verb("place.added", _("A place was added."), personal=())
        verb("rota.set", _("A shift pattern was set."), personal=())


def _keep_calendar(at: datetime) -> int:
    """The libraries behind the calendar are heavy: the jobs process loads them when the day has come, the web process never."""
    from luoshi.kernel.org.seeding import keep_calendar

    return keep_calendar(at)
