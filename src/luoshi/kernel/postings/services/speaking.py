"""Asking about a posting, objecting to it, and answering."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.postings.kinds import when_objected
from luoshi.kernel.postings.models import Posting, PostingVoice
from luoshi.kernel.postings.reach import in_charge, seen_by

MOST_SIGNS = 2000


@transaction.atomic
def ask(*, actor: Actor, at: datetime, command: uuid.UUID, posting: int, text: str) -> int:
    """A question about a posting; its id. It is answered within `posting.answer`, or a leader is told.

    Refused: no words, or a posting that hangs no more. Unseen for whom it is not meant.
    """
    return _speak(actor, at, command, posting, "question", text)


@transaction.atomic
def object_to(*, actor: Actor, at: datetime, command: uuid.UUID, posting: int, text: str) -> int:
    """An objection: a question that also becomes a matter of its own, which is carried through like any other. Refused like a question."""
    return _speak(actor, at, command, posting, "objection", text)


@transaction.atomic
def answer_voice(*, actor: Actor, at: datetime, command: uuid.UUID, voice: int, answer: str, upheld: bool | None = None) -> None:
    """The answer, readable by everybody who may see the posting; of an objection also whether it was right.

    Refused: no words, the own question, answered already, an objection without yes or no. Unseen for who is not in charge there.
    """
    if commands.begin(actor=actor, at=at, command=command, fields=(voice, answer, upheld), outcome=("voice", voice)):
        return
    on = local_date(at)
    row = PostingVoice.objects.select_for_update().select_related("posting").filter(pk=voice).first()
    if row is None or actor.person is None or not in_charge(actor, row.posting.audience_id, on):
        raise Unseen
    if row.answered_at:
        raise Refusal(_("This is answered already."), field="answer")
    if row.person_id == actor.person:
        raise Refusal(_("Somebody else must answer what you asked yourself."), field="answer")
    if row.kind == "objection" and upheld is None:
        raise Refusal(_("Say whether the objection was right."), field="upheld")
    row.answer, row.answered_by_id, row.answered_at = _words(answer, "answer"), actor.person, at
    row.upheld = upheld if row.kind == "objection" else None
    row.save(update_fields=["answer", "answered_by", "answered_at", "upheld"])
    payload = {"voice": voice, "answer": row.answer, "upheld": row.upheld}
    record(
        actor=actor,
        at=at,
        verb="posting.answered",
        subject=("posting", row.posting_id),
        on=on,
        unit=row.posting.audience_id,
        payload=payload,
    )


def _speak(actor: Actor, at: datetime, command: uuid.UUID, posting: int, kind: str, text: str) -> int:
    known = commands.begin(actor=actor, at=at, command=command, fields=(posting, kind, text), outcome=("voice", 0))
    if known:
        return known.id
    on = local_date(at)
    row = _hanging(actor, posting, on)
    said = _words(text, "text")
    due = office_calendar(on).due(at, book(on).count("posting.answer"))
    voice = PostingVoice.objects.create(posting=row, person_id=actor.person or 0, kind=kind, text=said, at=at, due_at=due)
    if kind == "objection":
        made = (becomes(actor, at, uuid.uuid5(command, "matter"), row, said) for becomes in when_objected)
        voice.matter = next((one for one in made if one is not None), None)
        voice.save(update_fields=["matter"])
    payload = {"voice": voice.pk, "kind": kind, "text": said, "matter": voice.matter}
    record(actor=actor, at=at, verb="posting.asked", subject=("posting", row.pk), on=on, unit=row.audience_id, payload=payload)
    commands.finish(actor=actor, command=command, outcome=("voice", voice.pk))
    return voice.pk


def _hanging(actor: Actor, posting: int, on: date) -> Posting:
    row = Posting.objects.filter(seen_by(actor, on), pk=posting).select_related("audience").first()
    if row is None or actor.person is None:
        raise Unseen
    if row.withdrawn_at or not row.since <= on < row.until:
        raise Refusal(_("This hangs no more. Report it as something new if it still matters."), field="text")
    return row


def _words(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(_("Write a sentence."), field=field)
    if len(said) > MOST_SIGNS:
        raise Refusal(_("At most %(n)s signs fit here.") % {"n": MOST_SIGNS}, field=field)
    return said
