"""Confirming the public text of a matter, and taking it off the list."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.org.tree import tree
from luoshi.kernel.postings.discretion import must_be_discreet
from luoshi.mechanisms.public_list.discreet import forbidden_of
from luoshi.mechanisms.public_list.models import PublicText

MOST_SIGNS = 2000


@transaction.atomic
def confirm_public(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, title: str, text: str, answer: str = "") -> int:
    """This is what everybody may read of the matter: a new version, its number. Only the office that handles it confirms.

    Refused: a matter about conduct or with somebody it concerns who must not read it; no title or text; the name or staff number of the
    raiser, or what looks like a telephone number; an answer before there is one, none where there is one. Unseen for everybody else.
    """
    known = commands.begin(actor=actor, at=at, command=command, fields=(matter, title, text, answer), outcome=("public_text", 0))
    if known:
        return known.id
    row = _held(actor, at, matter)
    title, text, answer = title.strip(), text.strip(), answer.strip()
    _complete(row, title, text, answer)
    words = forbidden_of([matter])
    for said, field in ((title, "title"), (text, "text"), (answer, "answer")):
        must_be_discreet(said, words, field=field, numbers=True)
    return _add(actor, at, command, row, PublicText(title=title, text=text, answer=answer, basis=row.answered_at))


@transaction.atomic
def take_off(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, why: str) -> int:
    """It stands on the list no more, for this reason; what was confirmed stays kept. Refused: no reason, or not on the list."""
    known = commands.begin(actor=actor, at=at, command=command, fields=(matter, why), outcome=("public_text", 0))
    if known:
        return known.id
    row = _held(actor, at, matter)
    last = PublicText.objects.filter(matter=row, last=True, shown=True).first()
    if last is None:
        raise Refusal(_("It does not stand on the public list."))
    fits(PublicText, why=why)
    if not why.strip():
        raise Refusal(_("Say why it is taken off the list."), field="why")
    off = PublicText(title=last.title, text=last.text, answer=last.answer, basis=last.basis, shown=False, why=why.strip())
    return _add(actor, at, command, row, off)


def _held(actor: Actor, at: datetime, matter: int) -> Matter:
    on = local_date(at)
    row = Matter.objects.select_for_update().exclude(hidden(actor, on)).filter(pk=matter).first()
    if row is None or actor.person is None or not tree(on).covers(actor.units("handler"), row.office_id):
        raise Unseen
    return row


def _complete(row: Matter, title: str, text: str, answer: str) -> None:
    if row.conduct or row.reserved or not row.findable:
        raise Refusal(_("This is never made public: it concerns somebody who must not read it."))
    fits(PublicText, title=title)
    for said, field in ((title, "title"), (text, "text")):
        if not said:
            raise Refusal(_("Write what everybody may read of it."), field=field)
    if max(len(text), len(answer)) > MOST_SIGNS:
        raise Refusal(_("At most %(n)s signs fit here.") % {"n": MOST_SIGNS}, field="text" if len(text) > MOST_SIGNS else "answer")
    if answer and row.answered_at is None:
        raise Refusal(_("It is not answered yet: leave the answer empty and confirm anew when it is."), field="answer")
    if row.answered_at is not None and not answer:
        raise Refusal(_("It is answered: write the answer as everybody may read it."), field="answer")


def _add(actor: Actor, at: datetime, command: uuid.UUID, row: Matter, made: PublicText) -> int:
    before = PublicText.objects.filter(matter=row, last=True).first()
    PublicText.objects.filter(matter=row, last=True).update(last=False)
    made.matter, made.version, made.unit_id = row, (before.version if before else 0) + 1, row.unit_id
    made.confirmed_by_id, made.confirmed_at = actor.person or 0, at
    made.save()
    payload = {"version": made.version, "title": made.title, "text": made.text, "answer": made.answer, "shown": made.shown, "why": made.why}
    verb = "public.confirmed" if made.shown else "public.taken_off"
    record(actor=actor, at=at, verb=verb, subject=("matter", row.pk), on=local_date(at), unit=row.unit_id, payload=payload)
    commands.finish(actor=actor, command=command, outcome=("public_text", made.version))
    return made.version
