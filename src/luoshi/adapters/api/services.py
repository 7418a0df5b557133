"""What programs do: the same services as on the pages, with a note through which key it came."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from luoshi.adapters.api.models import Origin
from luoshi.base.actor import Actor
from luoshi.kernel.matters.models import Event
from luoshi.kernel.matters.services import take_step

LATELY = 50


@transaction.atomic
def raise_through(*, token: int, actor: Actor, at: datetime, command: uuid.UUID, report: Callable[..., int], **said: Any) -> int:
    """A report as the page takes it; its id. Refused is what the page refuses; the same command answers the same id."""
    pk = report(actor=actor, at=at, command=command, **said)
    _note(token, actor, at)
    return pk


@transaction.atomic
def step_through(*, token: int, actor: Actor, at: datetime, command: uuid.UUID, matter: int, step: str, **said: Any) -> int:
    """A step as the sheet takes it; the id of the matter. Refused is what the sheet refuses."""
    pk = take_step(actor=actor, at=at, command=command, matter=matter, step=step, **said)
    _note(token, actor, at)
    return pk


def _note(token: int, actor: Actor, at: datetime) -> None:
    """Every line that was written for it just now came through this key."""
    recent = Event.objects.filter(person=actor.person).order_by("-id").values_list("id", "at")[:LATELY]
    rows = [Origin(event_id=event, token_id=token) for event, when in recent if when == at]
    Origin.objects.bulk_create(rows, ignore_conflicts=True)


def written(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields of a step as a form has them: a list of rows becomes one column for each name."""
    form: dict[str, list[str]] = {}
    for name, value in fields.items():
        if isinstance(value, list):
            for row in value:
                for column, cell in row.items():
                    form.setdefault(f"part-{column}", []).append(cell)
        elif value is not None:
            form[name] = [str(value)]
    return form
