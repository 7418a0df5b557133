"""Where people are reached, what they want to be told, their calendar feeds."""

import re
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.adapters.messages.channels import CHANNELS
from luoshi.adapters.messages.codes import HOLDS, MOST_WRONG, same
from luoshi.adapters.messages.models import SLIP, Address, Feed, Message, Unwanted
from luoshi.adapters.messages.noting import note
from luoshi.adapters.messages.outbox import ALWAYS, CODE, OPEN, STAMP, TEST, write
from luoshi.base.actor import Actor
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.notices import WORDS
from luoshi.kernel.org.models import Person
from luoshi.web.accounts.services import digest

MINE = "/w/messages/mine"


def _person(actor: Actor) -> int:
    if actor.person is None:
        raise Unseen
    return actor.person


def _dropped(at: datetime) -> dict[str, datetime | None]:
    """No longer to be sent, and taken from a sender that has it in hand."""
    return {"dropped_at": at, "claimed_by": None, "claimed_until": None}


@transaction.atomic
def give_address(*, actor: Actor, at: datetime, command: uuid.UUID, channel: str, address: str) -> None:
    """Where the person is reached on a channel; a code goes there, and nothing else before it is confirmed. An earlier address is replaced.

    Refused: an unknown channel, what cannot be an address there, a third code within half an hour.
    """
    person, address = _person(actor), address.strip()
    if commands.begin(actor=actor, at=at, command=command, fields=(channel, address), outcome=("person", person)):
        return
    known = CHANNELS.get(channel)
    if known is None:
        raise Refusal(_("Choose how you want to be reached."), field="channel")
    if not re.fullmatch(known.fits, address):
        raise Refusal(_("This cannot be an address there: %(hint)s.") % {"hint": known.hint}, field="address")
    if Message.objects.filter(person=person, what=CODE, entered_at__gt=at - HOLDS).count() >= 3:
        raise Refusal(_("Three codes within half an hour: wait until one has come."), field="address")
    values = {"address": address, "nonce": secrets.token_hex(16), "code_until": at + HOLDS, "wrong": 0, "confirmed_at": None}
    row, _made = Address.objects.update_or_create(person_id=person, channel=channel, defaults=values)
    changed(STAMP)
    Message.objects.filter(OPEN, person=person, channel=channel, what=CODE).update(**_dropped(at))
    write([Message(person_id=person, channel=channel, key=f"code {row.nonce}", what=CODE, title="", url=MINE)], at)
    note(actor, at, "message.address_given", ("person", person), channel=channel)


def confirm_address(*, actor: Actor, at: datetime, command: uuid.UUID, channel: str, code: str) -> None:
    """From now on messages go there. Refused: a code that is wrong, too old, or tried more than five times.

    A wrong code is counted although it is refused: the count is not rolled back with the refusal.
    """
    if not _confirmed(actor=actor, at=at, command=command, channel=channel, code=code):
        raise Refusal(_("This code does not hold, or no longer: look again, or give the address anew."), field="code")


@transaction.atomic
def _confirmed(*, actor: Actor, at: datetime, command: uuid.UUID, channel: str, code: str) -> bool:
    person = _person(actor)
    row = Address.objects.select_for_update().filter(person=person, channel=channel).first()
    if row is None:
        raise Unseen
    if row.confirmed_at is not None:
        return True
    if row.code_until <= at or row.wrong >= MOST_WRONG or not same(row, code):
        row.wrong += 1
        row.save(update_fields=["wrong"])
        return False
    if not commands.begin(actor=actor, at=at, command=command, fields=(channel, "confirm"), outcome=("person", person)):
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        changed(STAMP)
        note(actor, at, "message.address_confirmed", ("person", person), channel=channel)
    return True


@transaction.atomic
def remove_address(*, actor: Actor, at: datetime, command: uuid.UUID, channel: str) -> None:
    """Nothing goes there any more, also not what waits already: without another way that becomes a slip."""
    person = _person(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(channel, "remove"), outcome=("person", person)):
        return
    if not Address.objects.filter(person=person, channel=channel).delete()[0]:
        raise Unseen
    changed(STAMP)
    waiting = Message.objects.filter(OPEN, person=person, channel=channel)
    if not Address.objects.filter(person=person, confirmed_at__isnull=False).exists():
        left = waiting.exclude(what__in=(CODE, TEST))
        write(
            [Message(person_id=person, channel=SLIP, key=m.key, what=m.what, title=m.title, url=m.url, due_at=m.due_at) for m in left], at
        )
    waiting.update(**_dropped(at))
    note(actor, at, "message.address_removed", ("person", person), channel=channel)


@transaction.atomic
def send_test(*, actor: Actor, at: datetime, command: uuid.UUID, channel: str) -> None:
    """A test to one's own confirmed address. Refused: more than three in half an hour."""
    person = _person(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(channel, "test"), outcome=("person", person)):
        return
    if not Address.objects.filter(person=person, channel=channel, confirmed_at__isnull=False).exists():
        raise Unseen
    if Message.objects.filter(person=person, what=TEST, entered_at__gt=at - HOLDS).count() >= 3:
        raise Refusal(_("Three tests within half an hour are enough: wait until one has come."))
    write([Message(person_id=person, channel=channel, key=f"test {command}", what=TEST, title="", url=MINE)], at)
    note(actor, at, "message.test_asked", ("person", person), channel=channel)


@transaction.atomic
def choose_kinds(*, actor: Actor, at: datetime, command: uuid.UUID, wanted: Iterable[str]) -> None:
    """Which kinds of messages the person gets from now on; what is overdue comes always."""
    person, chosen = _person(actor), set(wanted)
    unwanted = sorted(set(WORDS) - chosen - {ALWAYS})
    if commands.begin(actor=actor, at=at, command=command, fields=(unwanted,), outcome=("person", person)):
        return
    Unwanted.objects.filter(person=person).delete()
    Unwanted.objects.bulk_create(Unwanted(person_id=person, what=what) for what in unwanted)
    changed(STAMP)
    note(actor, at, "message.kinds_chosen", ("person", person), unwanted=unwanted)


def forget(person: Person, _heir: Person | None, at: datetime) -> None:
    """Somebody has left: nothing is sent any more, and where they were reached is deleted. Again it changes nothing."""
    Message.objects.filter(OPEN, person=person).update(**_dropped(at))
    Address.objects.filter(person=person).delete()
    Unwanted.objects.filter(person=person).delete()
    Feed.objects.filter(person=person).delete()
    changed(STAMP)


@transaction.atomic
def make_feed(*, actor: Actor, at: datetime, command: uuid.UUID) -> str:
    """A new secret address for the own calendar, told once; an earlier one ends. 256 bits.

    An address is never the same twice: the command only names the act in the ledger.
    """
    person, token = _person(actor), secrets.token_urlsafe(32)
    Feed.objects.update_or_create(person_id=person, defaults={"token_digest": digest(token), "since": at})
    note(actor, at, "message.feed_made", ("person", person), command=str(command))
    return token


@transaction.atomic
def end_feed(*, actor: Actor, at: datetime, command: uuid.UUID) -> None:
    """The secret address of the own calendar leads nowhere from now on."""
    person = _person(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=("feed-end",), outcome=("person", person)):
        return
    if Feed.objects.filter(person=person).delete()[0]:
        note(actor, at, "message.feed_ended", ("person", person))
