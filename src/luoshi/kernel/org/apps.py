"""The room of units, people, places, holdings and the working calendar."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "luoshi.kernel.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare
        from luoshi.kernel.org.registers import declare as declare_registers
        from luoshi.kernel.org.registers_of_things import declare as declare_things

        declare_registers()
        declare_things()
        schedule("org.leaving", every=timedelta(days=1), run=_hand_over, speaks=False)
        schedule("org.calendar", every=timedelta(days=1), run=_keep_calendar, speaks=False)
        habit = _("Default; change it to your own rule.")
        declare("calendar.day_start", "08:00", kind="time", label=_("Working day begins"), source=habit)
        declare("calendar.day_end", "17:30", kind="time", label=_("Working day ends"), source=habit)
        declare(
            "org.administrators_apart",
            "no",
            kind="flag",
            label=_("System and security administrator are two people"),
            source=_("GB/T 22239-2019, 8.1.5: yes from level 3 on. The audit administrator is a third in any case."),
        )
        declare("deputy.longest", "92", measure=_("days"), label=_("A deputy stands in for at most"), source=habit)
        verb("deputy.named", _("A deputy was named for an absence."), personal=("person", "deputy", "why"))
        verb("deputy.ended", _("A deputy's days were ended."), personal=())
        verb("unit.added", _("A unit was added."), personal=())
        verb("unit.moved", _("A unit was moved in the tree."), personal=())
        verb("unit.changed", _("A unit got another name."), personal=())
        verb("units.taken", _("A list of units was taken in."), personal=())
        verb("people.taken", _("A list of people was taken in."), personal=())
        verb("holdings.taken", _("A list of roles was taken in."), personal=())
        verb("person.changed", _("A person's name, unit or post changed."), personal=("name", "post"))
        verb("person.left", _("A person left."), personal=())
        verb("person.added", _("A person was added."), personal=("name", "staff_no"))
        verb("holding.given", _("A role was given."), personal=("person",))
        verb("holding.ended", _("A role was ended."), personal=())
        verb("unit.hung", _("A unit was hung in the party or union tree."), personal=())
        verb("unit.stays", _("A coming move of a unit was taken back."), personal=())
        verb("unit.taken_down", _("A unit was taken out of the party or union tree."), personal=())
        verb("unit.ended", _("A unit was ended."), personal=())
        verb("place.added", _("A place was added."), personal=())
        verb("place.changed", _("A place was changed."), personal=())
        verb("place.ended", _("A place was ended."), personal=())
        verb("places.taken", _("A list of places was taken in."), personal=())
        verb("equipment.added", _("A machine was added."), personal=())
        verb("equipment.changed", _("A machine was changed."), personal=())
        verb("equipment.ended", _("A machine was ended."), personal=())
        verb("equipment.taken", _("A list of machines was taken in."), personal=())
        verb("party.added", _("An outside party was added."), personal=())
        verb("party.changed", _("An outside party was changed."), personal=())
        verb("party.ended", _("An outside party was ended."), personal=())
        verb("parties.taken", _("A list of outside parties was taken in."), personal=())
        verb("skill.added", _("It was written down what somebody knows."), personal=("person", "name"))
        verb("skill.ended", _("What somebody knows was ended."), personal=())
        verb("rotas.set", _("The teams of a works were set on a shift pattern."), personal=())
        verb("pattern.added", _("A shift pattern was written."), personal=())
        verb("calendar.set", _("A year of the working calendar was set."), personal=())
        post_migrate.connect(_lay_in_patterns, sender=self)
        verb("rota.set", _("A shift pattern was set."), personal=())


def _keep_calendar(at: datetime) -> int:
    """The libraries behind the calendar are heavy: the jobs process loads them when the day has come, the web process never."""
    from luoshi.kernel.org.seeding import keep_calendar

    return keep_calendar(at)


def _lay_in_patterns(*, using: str, **_more: Any) -> None:
    """`luoshi init` and `luoshi upgrade` bring the tables up and so the usual shift patterns; a table that is not made yet stays empty."""
    from luoshi.kernel.org.patterns import seed_patterns

    if "org_shift_pattern" in connections[using].introspection.table_names():
        seed_patterns()


def _hand_over(at: datetime) -> int:
    from luoshi.kernel.org.leaving import hand_over_of_the_day

    return hand_over_of_the_day(at)
