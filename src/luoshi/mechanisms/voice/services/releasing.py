"""Releasing what waits: several at once, in random order, all with the moment of the release, and one entry in the ledger for all."""

import io
import logging
import os
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from luoshi.base.actor import HOUSE, NAMELESS
from luoshi.base.clock import at_local, local, local_date
from luoshi.base.files.services import Photo, path_of, take_in
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.org.selectors import people_chosen, unit_by_code
from luoshi.mechanisms.voice import spool
from luoshi.mechanisms.voice.models import Receipt
from luoshi.mechanisms.voice.receipts import check_of, words_digest

log = logging.getLogger("luoshi.voice")
TOGETHER, MORNING = 3, 8
SPACE = uuid.UUID("7c0f7a46-4b0e-4a77-9df5-766f69636500")
EVERY = timedelta(hours=1)


def release(at: datetime) -> int:
    """Hand over what waits: when there are three at least, or in the morning when something is of an earlier day. How many there were.

    Only what was there already at the last look is handed over: when it came says nothing about when it goes. What was handed over is
    taken out of the spool afterwards; handed over twice, it is the same matter.
    """
    waiting = [one for one in spool.waiting(at) if one.sort in ("report", "word")]
    held = [one for one in waiting if one.seen or one.on < local_date(at)]
    if any(not one.seen for one in waiting):
        spool.mark_seen(at)
    if not _together(held, at):
        return 0
    random.SystemRandom().shuffle(held)
    held.sort(key=lambda one: one.sort)  # a further word comes after the first; among themselves they stay shuffled
    with transaction.atomic():
        done = [one for one in held if _handed_over(one, at)]
        counts = {sort: sum(one.sort == sort for one in done) for sort in ("report", "word")}
        payload = {"reports": counts["report"], "words": counts["word"]}
        if done:
            record(actor=HOUSE, at=at, verb="voice.released", subject=("voice", len(done)), on=local_date(at), payload=payload)
    spool.take_out([one.id for one in done], at)
    return len(done)


def _together(held: Sequence[spool.Waiting], at: datetime) -> bool:
    """Are there enough that one is lost among the others, or is it the morning after?"""
    if len(held) >= TOGETHER:
        return True
    return local(at).hour >= MORNING and any(one.on < local_date(at) for one in held)


def _handed_over(one: spool.Waiting, at: datetime) -> bool:
    """Into the house. What cannot be taken stays in the spool, and the log says why, without a traceback: that would hold words."""
    try:
        with transaction.atomic():
            _raise(one, at) if one.sort == "report" else _say(one, at)
    except Exception as error:
        log.error("something without a name could not be handed over: %s", type(error).__name__)
        return False
    return True


def _raise(one: spool.Waiting, at: datetime) -> None:
    said = one.said
    shots = [_kept(picture, at) for picture in one.pictures]
    matter = raise_matter(
        actor=NAMELESS,
        at=at,
        command=_command(one),
        kind=said["kind"],
        unit=unit_by_code(said["unit"]),
        place=None,
        text=said["text"],
        topic=said["topic"],
        channel=CHANNEL,
        photos=shots,
        concerns=people_chosen(said["keep_from"]),
        conduct=True,
    )
    kept = {"matter_id": matter, "number": check_of(one.receipt), "words_digest": words_digest(said["text"])}
    Receipt.objects.get_or_create(digest=one.receipt.hex(), defaults=kept)


def _say(one: spool.Waiting, at: datetime) -> None:
    """The step that was chosen, or where it has moved on in the meantime, the words alone. A shredded one takes no more."""
    kept = Receipt.objects.filter(digest=one.receipt.hex()).first()
    if kept is None:
        return
    step, values = one.said["step"], one.said["values"]
    for name, filled in ((step, values), ("add", {"told": "\n".join(words for words in values.values() if words.strip())})):
        try:
            with transaction.atomic():
                take_step(actor=NAMELESS, at=at, command=_command(one), matter=kept.matter_id, step=name, values=filled)
            return
        except (Refusal, Unseen):
            continue


def _command(one: spool.Waiting) -> uuid.UUID:
    return uuid.uuid5(SPACE, one.id.hex())


def _kept(picture: bytes, at: datetime) -> Photo:
    """Beside the other photographs, with the time of the last midnight."""
    photo = take_in(stream=io.BytesIO(picture))
    midnight = at_local(local_date(at), 0).timestamp()
    os.utime(path_of(photo.digest), (midnight, midnight))
    return photo
