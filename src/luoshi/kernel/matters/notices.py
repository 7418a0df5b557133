"""Who is told what about a matter, besides seeing it in the own list: laid on a shelf, so that messengers can be added and taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from luoshi.base.registry import Shelf

WORDS = {
    "to_you": _("Now with you"),
    "to_office": _("Now with your office"),
    "answered": _("Answered: say whether it is fixed"),
    "informed": _("A word to you"),
    "asked": _("A question to you"),
    "paused": _("Paused, with a reason"),
    "resumed": _("Goes on"),
    "soon": _("Due soon"),
    "late": _("Overdue with others"),
    "urged": _("The raiser asks how far it is"),
    "supervised": _("Not satisfied again"),
    "copied": _("For your information"),
    "answerable": _("You answer for it too"),
    "effect": _("Look whether it still holds"),
    "again": _("It has come again"),
    "added": _("Whoever sent it without a name says more"),
    "withdrawn": _("Withdrawn by the raiser"),
    "deputy": _("You stand in for somebody who is away"),
    "consulted": _("You are asked to a consultation"),
    "hooks": _("Another system is told nothing any more"),
    "lists": _("A list of people or units to look at"),
}


@dataclass(frozen=True)
class Notice:
    """One person is told one thing: `what` is a key of WORDS, `title` says which, `url` leads there, `due` is when it is due.

    `key` makes it once: the same key tells nobody a second time. Nothing else about the matter goes along.
    """

    key: str
    what: str
    person: int
    title: str
    url: str
    due: datetime | None
    kind: str = ""


Messenger = Callable[[Notice, datetime], object]
messengers: Shelf[Messenger] = Shelf("messengers")
"""Called as `(notice, at)` inside the transaction that made it so: a messenger writes down what it will send, and sends it later."""


def tell(notice: Notice, at: datetime) -> None:
    """Hand a notice to every messenger."""
    for messenger in messengers:
        messenger(notice, at)
