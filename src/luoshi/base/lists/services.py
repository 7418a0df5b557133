"""Keeping a list: a word of one's own, another label, a word offered no longer or again."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.lists.declared import Words, lists
from luoshi.base.lists.models import ListWord
from luoshi.base.lists.selectors import STAMP
from luoshi.base.refusal import Refusal, Unseen


@transaction.atomic
def add_word(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, label: str, english: str = "", since: date) -> str:
    """A word of one's own, offered from `since` on; answers it. Refused: no label, one that the list has already, a day that is past."""
    chosen = _list(name)
    if commands.begin(actor=actor, at=at, command=command, fields=(name, label, english, since), outcome=("list", 0)):
        return label.strip()
    label, english = _good(chosen, label, english, "")
    if since < local_date(at):
        raise Refusal(_("Choose today or a later day: forms of past days are filled in already."), field="since")
    ListWord.objects.create(list_name=name, word=label, label=label, english=english, since=since)
    _written(actor, at, "list.word_added", {"list": name, "word": label, "english": english, "since": str(since)})
    return label


@transaction.atomic
def change_word(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, word: str, label: str, english: str = "") -> None:
    """Another label for a word, everywhere and at once; records keep the word itself. Refused: no label, one that another word has."""
    chosen = _list(name)
    if commands.begin(actor=actor, at=at, command=command, fields=(name, word, label, english), outcome=("list", 0)):
        return
    label, english = _good(chosen, label, english, _known(chosen, word))
    ListWord.objects.update_or_create(list_name=name, word=word, defaults={"label": label, "english": english})
    _written(actor, at, "list.word_changed", {"list": name, "word": word, "label": label, "english": english})


@transaction.atomic
def offer_word(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, word: str, until: date | None) -> None:
    """A word is offered until the day before `until`, or again from today on where that is None.

    Refused: a past day, and ending the last word of a list.
    """
    chosen, on = _list(name), local_date(at)
    if commands.begin(actor=actor, at=at, command=command, fields=(name, word, until), outcome=("list", 0)):
        return
    own = chosen.kept().get(_known(chosen, word))
    if until is not None and until < on:
        raise Refusal(_("Choose today or a later day: forms of past days are filled in already."), field="until")
    if until is not None and set(chosen.offered(until)) <= {word}:
        raise Refusal(_("A list keeps at least one word."), field="until")
    since = own.since if own else None
    if since is not None and until is not None and until < since:
        until = since
    label = {} if own else {"label": str(chosen.shipped[word])}
    ListWord.objects.update_or_create(list_name=name, word=word, defaults={"until": until, **label})
    _written(actor, at, "list.word_changed", {"list": name, "word": word, "until": str(until or "")})


def _list(name: str) -> Words:
    chosen = lists.get(name)
    if chosen is None:
        raise Unseen
    return chosen


def _known(chosen: Words, word: str) -> str:
    if word not in chosen:
        raise Refusal(_("Choose a word of the list."), field="word")
    return word


def _good(chosen: Words, label: str, english: str, but: str) -> tuple[str, str]:
    """Both labels without blanks around them, if no other word goes by either."""
    label, english = label.strip(), english.strip()
    fits(ListWord, label=label, english=english)
    if not label:
        raise Refusal(_("Write the word."), field="label")
    taken = {str(said).casefold() for word, said in chosen.items() if word != but} | {word.casefold() for word in chosen if word != but}
    if label.casefold() in taken:
        raise Refusal(_("This word stands in the list already."), field="label")
    return label, english


def _written(actor: Actor, at: datetime, verb: str, payload: dict[str, object]) -> None:
    changed(STAMP)
    record(actor=actor, at=at, verb=verb, subject=("list", 0), on=local_date(at), payload=payload)
