"""Sending what is ready: rows are claimed, said outside of any transaction, and written down as sent, tried or given up."""

import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import get_language, override

from luoshi.adapters.messages.channels import CHANNELS
from luoshi.adapters.messages.channels.trouble import Busy, Hopeless, Trouble
from luoshi.adapters.messages.models import SLIP, Address, Message
from luoshi.adapters.messages.outbox import CODE, OPEN, TEST, write
from luoshi.adapters.messages.quiet import ready
from luoshi.adapters.messages.still import over
from luoshi.adapters.messages.wording import words_for
from luoshi.base.clock import local_date
from luoshi.kernel.org.models import Person

log = logging.getLogger("luoshi.messages")
CLAIM = timedelta(minutes=5)
BUDGET = 10.0  # seconds in one run: the jobs process has other work, and its lease ends after thirty
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
BUSY_FOR = timedelta(minutes=1)
BOT_MINUTE = 20
MOST = 50


@dataclass
class Round:
    """One run: which channels said that it is too much, and how many messages were settled."""

    at: datetime
    resting: set[str] = field(default_factory=set)
    settled: int = 0


def send_ready(at: datetime) -> int:
    """Send what is ready, for some ten seconds; answers how many messages were settled, one way or the other."""
    began, round_ = time.perf_counter(), Round(at)
    with override(get_language() or "zh-hans"):
        while time.perf_counter() - began < BUDGET:
            rows = claim(at, but=round_.resting)
            if not rows:
                break
            _deal(rows, round_)
    return round_.settled


def claim(at: datetime, *, but: set[str] | None = None) -> list[Message]:
    """Take the next message, with all that are ready for the same person on the same channel; nobody else takes them for five minutes.

    The claim is one conditional update, so that of two senders each row has one. Each claim counts as a try: a message that kills its
    sender does not do so for ever.
    """
    free = OPEN & Q(next_try_at__lte=at) & (Q(claimed_until=None) | Q(claimed_until__lte=at))
    open_ = Message.objects.filter(free, channel__in=[name for name in CHANNELS if name not in (but or ())])
    for _attempt in range(10):
        first = open_.order_by("next_try_at", "id").first()
        if first is None:
            return []
        alone = first.bot_id is not None or first.what in (CODE, TEST)
        beside = Q(pk=first.pk) if alone else Q(person=first.person_id, channel=first.channel) & ~Q(what__in=(CODE, TEST))
        ids = list(open_.filter(beside).order_by("next_try_at", "id").values_list("id", flat=True)[:MOST])
        mark = uuid.uuid4()
        if Message.objects.filter(free, pk__in=ids).update(claimed_by=mark, claimed_until=at + CLAIM, tries=F("tries") + 1):
            return list(Message.objects.filter(claimed_by=mark).select_related("person", "bot").order_by("entered_at", "id"))
    return []


def _deal(rows: Sequence[Message], round_: Round) -> None:
    """One claim from end to end."""
    at, mark, first = round_.at, rows[0].claimed_by, rows[0]
    if first.person is not None:
        kept = _wanted(rows, first.person, at)
        if not kept:
            return
        rows = kept
    elif _too_many(first, at):
        _wait(mark, at + BUSY_FOR, "")
        return
    try:
        _say(rows, at)
    except Busy as busy:
        round_.resting.add(first.channel)
        _wait(mark, at + BUSY_FOR, str(busy))
    except Trouble as trouble:
        round_.settled += _failed(rows, at, str(trouble), hopeless=isinstance(trouble, Hopeless))
    except Exception as error:
        log.exception("a message by %s failed", first.channel)
        round_.settled += _failed(rows, at, type(error).__name__, hopeless=False)
    else:
        round_.settled += Message.objects.filter(OPEN, claimed_by=mark).update(sent_at=at, trouble="", claimed_by=None, claimed_until=None)


def _wanted(rows: Sequence[Message], person: Person, at: datetime) -> list[Message]:
    """The rows that may go now: none to somebody who has left, none that is over, none in quiet hours."""
    mark, on = rows[0].claimed_by, local_date(at)
    if person.until is not None and person.until <= on:
        _drop([row.pk for row in rows], at)
        return []
    gone = over(rows, person, on)
    _drop(gone, at)
    left = [row for row in rows if row.pk not in gone]
    if left and left[0].what not in (CODE, TEST) and (when := ready(person.unit_id, at)) > at:
        Message.objects.filter(claimed_by=mark).update(ready_at=when)
        _wait(mark, when, left[0].trouble)
        return []
    return left


def _say(rows: Sequence[Message], at: datetime) -> None:
    """Out of the house. Trouble when it did not go."""
    first = rows[0]
    channel = CHANNELS[first.channel]
    if first.bot is not None:
        if channel.post is None or first.bot.ended_at is not None:
            raise Hopeless("this bot has ended")
        return channel.post(first.bot.name, words_for(rows, None, at), at)
    address = Address.objects.filter(person=first.person_id, channel=first.channel).first()
    if address is None or (address.confirmed_at is None and first.what != CODE):
        raise Hopeless("no confirmed address any more")
    return channel.send(address.address, words_for(rows, address, at), at)


def _failed(rows: Sequence[Message], at: datetime, trouble: str, *, hopeless: bool) -> int:
    """The next try in 1, 5, 30 minutes, 2 and 8 hours; after that, or when it is hopeless, it is given up and becomes a slip."""
    settled = 0
    for row in rows:
        mine = Message.objects.filter(OPEN, pk=row.pk, claimed_by=row.claimed_by)
        freed = {"trouble": trouble[:200], "claimed_by": None, "claimed_until": None}
        if not hopeless and row.tries <= len(RETRIES):
            mine.update(next_try_at=at + RETRIES[row.tries - 1], **freed)
        elif mine.update(given_up_at=at, **freed):
            settled += 1
            _as_slip(row, at)
    return settled


def _as_slip(row: Message, at: datetime) -> None:
    if row.person_id is not None and row.what not in (CODE, TEST):
        slip = Message(person_id=row.person_id, channel=SLIP, key=row.key, what=row.what, title=row.title, url=row.url, due_at=row.due_at)
        write([slip], at)


def _drop(ids: Sequence[int], at: datetime) -> None:
    if ids:
        Message.objects.filter(OPEN, pk__in=ids).update(dropped_at=at, claimed_by=None, claimed_until=None)


def _wait(mark: uuid.UUID | None, until: datetime, trouble: str) -> None:
    """Not now, and it was no try."""
    freed = {"claimed_by": None, "claimed_until": None, "trouble": trouble[:200]}
    Message.objects.filter(claimed_by=mark).update(next_try_at=until, tries=F("tries") - 1, **freed)


def _too_many(row: Message, at: datetime) -> bool:
    """A group's robot takes twenty posts a minute."""
    return Message.objects.filter(bot=row.bot_id, sent_at__gt=at - BUSY_FOR).count() >= BOT_MINUTE
