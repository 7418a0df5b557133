"""The room for other systems: addresses for programs with a key, and webhooks."""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "luoshi.adapters.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.adapters.api.selectors import count_switched_off, switched_off, todos
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare
        from luoshi.kernel.org.roles import BUILDING
        from luoshi.web.shelves import MenuLine, TodoSource, menu_line, todo_sources

        habit = _("Default; change it to your own rule.")
        declare("api.pace", "300", measure=_("times a minute"), label=_("A key may ask"), source=habit)
        declare("api.hook_failures", "20", measure=_("times"), label=_("A webhook is switched off after failing"), source=habit)
        declare("api.kept_days", "30", measure=_("days"), label=_("What was told to webhooks is kept"), source=habit)
        verb("api.hook_added", _("A webhook was added."), personal=())
        verb("api.hook_ended", _("A webhook was ended."), personal=())
        verb("api.hook_on", _("A webhook was switched on again."), personal=())
        verb("api.hook_tested", _("A test of a webhook was asked for."), personal=())
        verb("api.told_again", _("What a webhook did not take is told again."), personal=())
        schedule("api.write", every=timedelta(seconds=10), run=_write)
        schedule("api.overdue", every=timedelta(minutes=5), run=_overdue)
        schedule("api.send", every=timedelta(seconds=10), run=_send)
        schedule("api.sweep", every=timedelta(days=1), run=_sweep, speaks=False)
        menu_line(MenuLine("hooks", _("Webhooks: telling other systems"), "/w/admin/hooks/", "bell", lambda who: who.holds(BUILDING)))
        todo_sources.put("hooks", TodoSource("hooks", _("Webhooks that were switched off"), todos, count_switched_off, switched_off))


def _write(at: datetime) -> int:
    from luoshi.adapters.api.telling import write_down

    return write_down(at)


def _overdue(at: datetime) -> int:
    from luoshi.adapters.api.telling import write_down_overdue

    return write_down_overdue(at)


def _send(at: datetime) -> int:
    from luoshi.adapters.api.sending import send_ready

    return send_ready(at)


def _sweep(at: datetime) -> int:
    from luoshi.adapters.api.sending import sweep

    return sweep(at)
