"""The outbox: what will be said is written down in the transaction that made it so, once, and sent later by the jobs process."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from luoshi.adapters.messages.models import SLIP, Address, Message, Unwanted
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import kept
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.notices import Notice

STAMP = "messages"
ALWAYS = "late"
CODE, TEST = "code", "test"  # asked for by the person a moment ago: neither quiet hours nor a digest hold them up
OPEN = Q(sent_at=None, dropped_at=None, given_up_at=None)


@dataclass(frozen=True)
class Wish:
    """On which channels a person is reached, and which kinds are not wanted."""

    channels: tuple[str, ...]
    unwanted: frozenset[str]


def wish_of(person: int) -> Wish:
    """What this person has set; kept in memory until somebody changes theirs."""
    return kept(STAMP, person, lambda: _load(person))


def write_down(notice: Notice, at: datetime) -> None:
    """The messenger: one row for each way this person is reached, else a row for a printed slip. The same key twice writes nothing."""
    wish = wish_of(notice.person)
    if notice.what in wish.unwanted and notice.what != ALWAYS:
        return
    row = {"person_id": notice.person, "key": short(notice.key), "what": notice.what, "title": _line(notice.title), "url": notice.url[:200]}
    write([Message(channel=channel, due_at=notice.due, **row) for channel in wish.channels or (SLIP,)], at)


def write(rows: list[Message], at: datetime) -> None:
    """Lay rows into the outbox, ready now; those whose key is there already are left out."""
    for row in rows:
        row.entered_at = row.ready_at = row.next_try_at = at
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def short(key: str) -> str:
    """A key as it is kept: as it is, or its digest where it is long."""
    return key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest()


def sweep(at: datetime) -> int:
    """Messages are personal data: what went out, was dropped or given up is deleted after its days; a slip nobody printed too."""
    days = book(local_date(at)).count
    over = at - timedelta(days=days("messages.kept_days"))
    ended = Q(sent_at__lt=over) | Q(dropped_at__lt=over) | Q(given_up_at__lt=over)
    unprinted = OPEN & Q(channel=SLIP, entered_at__lt=at - timedelta(days=days("messages.slip_days")))
    unproved = Address.objects.filter(confirmed_at__isnull=True, code_until__lt=at - timedelta(days=1))
    return Message.objects.filter(ended | unprinted).delete()[0] + unproved.delete()[0]


def _line(text: str) -> str:
    """One line without signs that steer."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= 200 else line[:199] + "…"


def _load(person: int) -> Wish:
    reached = Address.objects.filter(person=person, confirmed_at__isnull=False).order_by("channel").values_list("channel", flat=True)
    return Wish(tuple(reached), frozenset(Unwanted.objects.filter(person=person).values_list("what", flat=True)))
