"""The room of messages: to people by WeCom, DingTalk, Feishu and mail, to groups by their bots."""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "luoshi.adapters.messages"
    label = "messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.adapters.messages.outbox import write_down
        from luoshi.adapters.messages.services import forget
        from luoshi.base.jobs.schedule import schedule
        from luoshi.kernel.matters.notices import messengers
        from luoshi.kernel.org.leaving import when_left
        from luoshi.kernel.org.roles import BUILDING, LEADING
        from luoshi.web.shelves import MenuLine, menu_line, own_lines

        _declare_parameters()
        _declare_verbs()
        messengers.put("messages", write_down)
        when_left.put("messages", forget)
        schedule("messages.send", every=timedelta(seconds=10), run=_send)
        schedule("messages.groups", every=timedelta(minutes=5), run=_post)
        schedule("messages.sweep", every=timedelta(days=1), run=_sweep, speaks=False)
        own_lines.put("messages", MenuLine("messages", _("Messages and calendar"), "/w/messages/mine", "bell", lambda who: True))
        menu_line(
            MenuLine("message slips", _("Slips for people without a phone"), "/w/messages/slips", "print", lambda who: who.holds(*LEADING))
        )
        menu_line(MenuLine("message admin", _("Messages: what failed"), "/w/admin/messages/", "bell", lambda who: who.holds(BUILDING)))


def _declare_parameters() -> None:
    from luoshi.base.parameters import declare

    habit = _("Default; change it to your own rule.")
    declare("messages.address", "http://127.0.0.1:8000", kind="address", label=_("Address of this house in messages"), source=habit)
    declare("messages.quiet_from", "21:00", kind="time", label=_("Messages are quiet from"), source=habit)
    declare("messages.quiet_until", "07:00", kind="time", label=_("Messages are quiet until"), source=habit)
    declare("messages.group_at", "08:30", kind="time", label=_("Groups are told at"), source=habit)
    declare("messages.kept_days", "30", measure=_("days"), label=_("Messages are kept after they went out"), source=habit)
    declare("messages.slip_days", "14", measure=_("days"), label=_("A slip waits to be printed"), source=habit)


def _declare_verbs() -> None:
    from luoshi.base.ledger.verbs import verb

    verb("message.address_given", _("Somebody said where messages reach them."), personal=())
    verb("message.address_confirmed", _("An address for messages was confirmed."), personal=())
    verb("message.address_removed", _("An address for messages was removed."), personal=())
    verb("message.kinds_chosen", _("Somebody chose which messages to get."), personal=("unwanted",))
    verb("message.test_asked", _("A test of messages was asked for."), personal=())
    verb("message.again", _("A message that failed is sent again."), personal=())
    verb("message.bot_added", _("A group's bot was added."), personal=())
    verb("message.bot_ended", _("A group's bot was ended."), personal=())
    verb("message.slips_printed", _("Slips of what waits were printed."), personal=("people",))
    verb("message.feed_made", _("A calendar feed was made."), personal=())
    verb("message.feed_ended", _("A calendar feed was ended."), personal=())


def _send(at: datetime) -> int:
    from luoshi.adapters.messages.sending import send_ready

    return send_ready(at)


def _post(at: datetime) -> int:
    from luoshi.adapters.messages.groups import write_posts

    return write_posts(at)


def _sweep(at: datetime) -> int:
    from luoshi.adapters.messages.outbox import sweep

    return sweep(at)
