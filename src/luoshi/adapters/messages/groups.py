"""What a group is told: how many things are open and late in its unit, once a day. Numbers and kinds, never a name or a title."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from luoshi.adapters.messages.models import Bot, Message
from luoshi.adapters.messages.outbox import write
from luoshi.base.actor import Actor, Grant
from luoshi.base.clock import PLANT_ZONE, local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Filters, in_list
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.selectors import turn

LATEST = timedelta(hours=2)  # a house that was down does not speak in the evening of what was in the morning


def write_posts(at: datetime) -> int:
    """Lay down today's post of each bot whose time has come: the start of its team's shift, else half past eight on a working day."""
    rows = [row for bot in Bot.objects.filter(ended_at=None).select_related("unit") if (row := post_of(bot, at)) is not None]
    known = set(Message.objects.filter(bot__in=[row.bot for row in rows], key__in={row.key for row in rows}).values_list("bot", "key"))
    fresh = [row for row in rows if (row.bot_id, row.key) not in known]
    write(fresh, at)
    return len(fresh)


def post_of(bot: Bot, at: datetime) -> Message | None:
    """Today's post if its time has come and something is open."""
    when = moment(bot.unit_id, at)
    if when is None or not when <= at < when + LATEST:
        return None
    title = counted(bot, at)
    return (
        Message(bot=bot, channel=bot.channel, key=f"day {local_date(when)}", what="group", title=title, url="/w/inbox") if title else None
    )


def moment(unit: int, at: datetime) -> datetime | None:
    """When this unit's group is told today."""
    on = local_date(at)
    stands = turn(unit, at, on)
    if stands is not None:
        return stands.now.since if stands.now else None
    if not office_calendar(on).is_workday(on):
        return None
    return datetime.combine(local(at).date(), book(on).time("messages.group_at"), tzinfo=PLANT_ZONE)


def counted(bot: Bot, at: datetime) -> str:
    """`水处理车间：问题 3 件待办，1 件超期`; nothing when nothing is open."""
    reader = Actor(person=None, name="group", grants=(Grant("unit_leader", bot.unit_id),))
    parts = []
    for kind in kinds:
        asked = Filters(kind.name, units=(bot.unit_id,))
        open_ = in_list(reader, asked, at).count()
        if open_:
            late = in_list(reader, Filters(kind.name, "late", (bot.unit_id,)), at).count()
            words = _("%(kind)s: %(open)s open, %(late)s late") if late else _("%(kind)s: %(open)s open")
            parts.append(words % {"kind": kind.label, "open": open_, "late": late})
    return bot.unit.name + " " + _("; ").join(parts) if parts else ""
