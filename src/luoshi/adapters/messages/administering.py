"""What an administrator does about messages: sending again, the bots of groups."""

import re
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.adapters.messages.channels import CHANNELS
from luoshi.adapters.messages.codes import HOLDS
from luoshi.adapters.messages.models import Bot, Message
from luoshi.adapters.messages.noting import note
from luoshi.adapters.messages.outbox import TEST, write
from luoshi.base.actor import Actor
from luoshi.base.ledger import commands
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.models import Unit
from luoshi.kernel.org.services import must_administer

BOT_NAME = r"[A-Z][A-Z0-9_]{0,29}"


@transaction.atomic
def send_again(*, actor: Actor, at: datetime, command: uuid.UUID, message: int) -> None:
    """A message that was given up is tried anew from the beginning. Unseen: one that was not."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(message,), outcome=("message", message)):
        return
    fresh = {"given_up_at": None, "tries": 0, "next_try_at": at, "trouble": ""}
    if not Message.objects.filter(pk=message, given_up_at__isnull=False).update(**fresh):
        raise Unseen
    note(actor, at, "message.again", ("message", message))


@transaction.atomic
def add_bot(*, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, channel: str, name: str) -> None:
    """A group's bot for a unit. Its key stands in the environment as LUOSHI_BOT_<name>_KEY, what it signs with as LUOSHI_BOT_<name>_SIGN.

    Refused: a channel without groups, a name that is none or taken. A key in the name's place is refused too: it would be kept.
    """
    must_administer(actor)
    name = name.strip()
    if commands.begin(actor=actor, at=at, command=command, fields=(unit.pk, channel, name), outcome=("unit", unit.pk)):
        return
    if channel not in CHANNELS or CHANNELS[channel].post is None:
        raise Refusal(_("Choose where the group is."), field="channel")
    if not re.fullmatch(BOT_NAME, name):
        raise Refusal(_("Capital letters, digits and _, at most 30, never the key itself."), field="name")
    if Bot.objects.filter(name=name).exists():
        raise Refusal(_("There is a bot of this name already."), field="name")
    bot = Bot.objects.create(name=name, unit=unit, channel=channel, since=at)
    note(actor, at, "message.bot_added", ("bot", bot.pk), name=name, unit=unit.code, channel=channel)


@transaction.atomic
def end_bot(*, actor: Actor, at: datetime, command: uuid.UUID, bot: int) -> None:
    """The bot posts nothing any more; its name is not given again."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(bot, "end"), outcome=("bot", bot)):
        return
    if not Bot.objects.filter(pk=bot, ended_at=None).update(ended_at=at):
        raise Unseen
    note(actor, at, "message.bot_ended", ("bot", bot))


@transaction.atomic
def test_bot(*, actor: Actor, at: datetime, command: uuid.UUID, bot: int) -> None:
    """A test to the group. Refused: more than three in half an hour."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(bot, "test"), outcome=("bot", bot)):
        return
    found = Bot.objects.filter(pk=bot, ended_at=None).first()
    if found is None:
        raise Unseen
    if Message.objects.filter(bot=found, what=TEST, entered_at__gt=at - HOLDS).count() >= 3:
        raise Refusal(_("Three tests within half an hour are enough: wait until one has come."))
    write([Message(bot=found, channel=found.channel, key=f"test {command}", what=TEST, title="", url="/w/inbox")], at)
    note(actor, at, "message.test_asked", ("bot", bot), channel=found.channel)
