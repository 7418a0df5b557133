"""Sending without a name: nothing is written but into the spool. There is no actor, and the moment gives only its day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.mechanisms.voice import spool
from luoshi.mechanisms.voice.reach import by_receipt, offered, readers_but
from luoshi.mechanisms.voice.receipts import digest_of, words_digest

LONGEST = 5000
MOST_PICTURES = 6
MOST_WAITING = 12


def send(
    *,
    at: datetime,
    key: bytes,
    receipt: str,
    kind: str,
    unit: str,
    topic: str,
    text: str,
    pictures: Sequence[bytes] = (),
    keep_from: Sequence[int] = (),
) -> bytes:
    """Lay an opinion or a problem into the spool; the digest of its receipt. The same key again changes nothing.

    `pictures` are made anew from their pixels already; `keep_from` are named recipients whom it is about. Refused: neither words nor a
    picture, too much of either, a kind that does not come without a name, a unit that is too small or that nobody is named for.
    """
    declared = kinds.get(kind)
    if declared is None or not declared.nameless:
        raise Refusal(_("Choose what it is."), field="kind")
    if unit not in {one.code for one in offered(local_date(at))}:
        raise Refusal(_("Choose the unit: only those can be chosen that are large enough and have a named recipient."), field="unit")
    if not readers_but(unit, keep_from, local_date(at)):
        raise Refusal(_("Nobody would be left to read it: leave one of them in."), field="keep_from")
    if topic and topic not in declared.topics:
        raise Refusal(_("Choose what it is about."), field="topic")
    _fits(text, pictures)
    said = {"kind": kind, "unit": unit, "topic": topic, "text": text.strip(), "keep_from": sorted(keep_from)}
    digest = digest_of(receipt)
    if by_receipt(digest) is None:
        spool.lay_in(spool.Waiting(key, digest, local_date(at), "report", said, pictures), at)
    return digest


def say_more(*, at: datetime, key: bytes, receipt: str, step: str, values: Mapping[str, str]) -> None:
    """A further word by receipt: it waits in the spool like the first. Unseen for a receipt that nobody has; refused: too many waiting."""
    digest = digest_of(receipt)
    if by_receipt(digest) is None:
        raise Unseen
    if len(spool.waiting(at, digest)) >= MOST_WAITING:
        raise Refusal(_("Much of yours waits already to be handed over: come back tomorrow."), field="told")
    _fits("".join(values.values()) or "-", ())
    said = {"step": step, "values": dict(values)}
    spool.lay_in(spool.Waiting(key, digest, local_date(at), "word", said), at)


def take_back(*, at: datetime, receipt: str) -> int:
    """Take back what still waits: it is overwritten at once and nobody will have read it. How many there were."""
    held = spool.waiting(at, digest_of(receipt))
    if held:
        spool.take_out([one.id for one in held], at)
    return len(held)


def text_digest(text: str) -> str:
    """The digest that stands on the proof of filing."""
    return words_digest(text)


def _fits(text: str, pictures: Sequence[bytes]) -> None:
    if not text.strip() and not pictures:
        raise Refusal(_("Write a sentence or take a photograph: one of them is enough."), field="text")
    if len(text) > LONGEST:
        raise Refusal(_("At most %(n)s characters: say it shorter, or send the rest as a further word.") % {"n": LONGEST}, field="text")
    if len(pictures) > MOST_PICTURES:
        raise Refusal(_("At most %(n)s photographs.") % {"n": MOST_PICTURES}, field="photos")
