"""What a person has begun and not sent: the own drafts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.web.drafts.models import Draft


@dataclass(frozen=True)
class Begun:
    """A form that was begun: where it is filled in, when it was last changed, and what was typed."""

    id: int
    form: str
    page: str
    title: str
    at: datetime
    typed: dict[str, list[str]]


def begun(actor: Actor, limit: int) -> list[Begun]:
    """What this person has begun, the last first."""
    return _found(actor, None, limit)


def begun_in(actor: Actor, forms: Sequence[str]) -> list[Begun]:
    """What this person has begun in these forms."""
    return _found(actor, forms, len(forms)) if forms else []


def _found(actor: Actor, forms: Sequence[str] | None, limit: int) -> list[Begun]:
    if actor.person is None:
        return []
    mine = Draft.objects.filter(person=actor.person)
    chosen = mine if forms is None else mine.filter(form__in=forms)
    names = ("id", "form", "page", "title", "at", "typed")
    return [Begun(*row) for row in chosen.order_by("-at", "-pk").values_list(*names)[:limit]]
