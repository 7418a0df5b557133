"""What a person has set, what an administrator must look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min

from luoshi.adapters.messages.channels import CHANNELS
from luoshi.adapters.messages.models import SLIP, Address, Bot, Feed, Message
from luoshi.adapters.messages.outbox import ALWAYS, OPEN, wish_of
from luoshi.base.actor import Actor
from luoshi.base.refusal import Unseen
from luoshi.kernel.matters.notices import WORDS
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.roles import BUILDING
from luoshi.kernel.org.selectors import in_force
from luoshi.web.accounts.services import digest

MOST = 200


def addresses_of(actor: Actor) -> dict[str, Address]:
    """The own addresses, by channel."""
    return {row.channel: row for row in Address.objects.filter(person=actor.person)} if actor.person else {}


def kinds_of(actor: Actor) -> list[tuple[str, object, bool, bool]]:
    """Each kind of message: its name, its words, whether it is wanted, whether it can be switched off."""
    unwanted = wish_of(actor.person).unwanted if actor.person else frozenset()
    return [(what, words, what not in unwanted or what == ALWAYS, what != ALWAYS) for what, words in WORDS.items()]


def feed_since(actor: Actor) -> datetime | None:
    """Since when the own calendar feed runs."""
    return Feed.objects.filter(person=actor.person).values_list("since", flat=True).first() if actor.person else None


def person_of_feed(token: str, on: date) -> Person:
    """Whose calendar has this secret address; Unseen for any other, and for somebody who has left."""
    feed = Feed.objects.filter(token_digest=digest(token), person__in=Person.objects.filter(in_force(on))).select_related("person").first()
    if feed is None:
        raise Unseen
    return feed.person


@dataclass(frozen=True)
class Failed:
    """A message that was given up, without its title: an administrator mends ways, and reads no matters."""

    id: int
    channel: str
    what: str
    whose: str
    trouble: str
    tries: int
    given_up_at: datetime


def failed(actor: Actor) -> list[Failed]:
    """What was given up, newest first; Unseen for others than administrators."""
    _must(actor)
    rows = Message.objects.filter(given_up_at__isnull=False).select_related("person", "bot").order_by("-given_up_at", "-id")[:MOST]
    return [Failed(row.pk, row.channel, row.what, _whose(row), row.trouble, row.tries, row.given_up_at) for row in rows if row.given_up_at]


def waiting(actor: Actor) -> list[tuple[str, int, datetime, str]]:
    """How many wait on each channel, the time from which the first may go, and what went wrong last."""
    _must(actor)
    found = Message.objects.filter(OPEN).exclude(channel=SLIP)
    counted = found.values_list("channel").annotate(n=Count("id"), first=Min("next_try_at")).order_by("channel")
    troubles = dict(found.exclude(trouble="").order_by("id").values_list("channel", "trouble"))
    return [(channel, n, first, troubles.get(channel, "")) for channel, n, first in counted]


def unprinted(actor: Actor) -> int:
    """How many slips wait to be printed."""
    _must(actor)
    return Message.objects.filter(OPEN, channel=SLIP).count()


def bots(actor: Actor) -> Sequence[Bot]:
    """The bots in use, by name."""
    _must(actor)
    return list(Bot.objects.filter(ended_at=None).select_related("unit").order_by("name"))


def labels() -> dict[str, object]:
    """Channels in words."""
    return {one.name: one.label for one in CHANNELS.values()}


def _whose(row: Message) -> str:
    if row.bot is not None:
        return row.bot.name
    return f"{row.person.name} {row.person.staff_no}" if row.person else ""


def _must(actor: Actor) -> None:
    if not actor.holds(BUILDING):
        raise Unseen
