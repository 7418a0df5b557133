"""Every call of a consultation into matters: putting a matter to it, and carrying its decision out. One small place to mend."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luoshi.base.actor import Actor
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.org.models import Person

CONSULTED = "consulted"


@dataclass(frozen=True)
class Planned:
    """One action of a decision: what, by whom, within how many working days; its area where the matter is split."""

    text: str
    owner: Person
    workdays: int
    area: str = ""
    contingency: str = ""


def put(actor: Actor, at: datetime, command: uuid.UUID, matter: int, reason: str) -> None:
    """The matter waits for the consultation from now on; it may have been waiting for one to be called."""
    if Matter.objects.filter(pk=matter, state=CONSULTED).exists():
        return
    _step(actor, at, command, matter, "consult", {"reason": reason})


def copy_in(actor: Actor, at: datetime, command: uuid.UUID, matter: int, person: Person) -> None:
    """This person may read the matter from now on and finds it among what is copied to them."""
    from luoshi.kernel.matters.services.involving import involve

    involve(actor=actor, at=at, command=command, matter=matter, person=person, part="copied")


def give_measures(actor: Actor, at: datetime, command: uuid.UUID, matter: int, planned: Sequence[Planned]) -> None:
    """The matter goes on with these measures; the first opens, the others stand beside it."""
    for n, one in enumerate(planned):
        values: dict[str, Any] = {"action": one.text, "owner": one.owner, "workdays": one.workdays}
        if one.contingency:
            values["contingency"] = one.contingency
        _step(actor, at, uuid.uuid5(command, f"measure {n}"), matter, "measure" if n else "assign", values)


def give_parts(actor: Actor, at: datetime, command: uuid.UUID, matter: int, planned: Sequence[Planned]) -> list[int]:
    """The matter is split by area; the ids of its parts, in the same order."""
    from luoshi.kernel.matters.services.splitting import Part, split

    parts = [Part(one.area, one.text, one.owner, one.workdays, contingency=one.contingency) for one in planned]
    return split(actor=actor, at=at, command=command, matter=matter, parts=parts)[-len(parts) :]


def put_off(actor: Actor, at: datetime, command: uuid.UUID, matter: int, reason: str, review_on: date) -> None:
    """Not now: it is looked at again on that day."""
    _step(actor, at, command, matter, "defer", {"reason": reason, "follow_up": review_on})


def draft(actor: Actor, at: datetime, command: uuid.UUID, matter: int, text: str) -> None:
    """The words that the office's answer form opens with."""
    from luoshi.kernel.matters.services.drafting import propose_answer

    propose_answer(actor=actor, at=at, command=command, matter=matter, text=text)


def waits_for_decision(matter: Matter) -> bool:
    """Is it still this consultation's to decide? It may have been withdrawn, merged or assigned meanwhile."""
    return matter.state == CONSULTED


def _step(actor: Actor, at: datetime, command: uuid.UUID, matter: int, step: str, values: dict[str, Any]) -> None:
    take_step(actor=actor, at=at, command=command, matter=matter, step=step, values=values)
