"""Stock phrases: what an office writes again and again, kept once for everybody in it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed, kept
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import StockPhrase
from luoshi.kernel.org.roles import LEADING, VERIFYING

STAMP = "phrases"
MOST = 50
KEEPING = ("handler", *LEADING, *VERIFYING)


def phrases_for(unit: int, kind: str) -> list[str]:
    """The phrases of this unit for this kind, in the order they were written."""
    return kept(STAMP, (unit, kind), lambda: list(_of(unit, kind)))


def keeps_phrases(actor: Actor) -> bool:
    """Who leads, checks or handles keeps the phrases of the own unit; everybody in it chooses from them."""
    return actor.unit is not None and actor.holds(*KEEPING)


@transaction.atomic
def set_phrases(*, actor: Actor, at: datetime, command: uuid.UUID, kind: str, phrases: list[str]) -> None:
    """The phrases of the own unit from now on, in this order. Unseen for who does not keep them; refused: too many, or one too long."""
    if actor.unit is None or not keeps_phrases(actor) or kind not in kinds:
        raise Unseen
    wanted = list(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))
    if commands.begin(actor=actor, at=at, command=command, fields=(kind, wanted), outcome=("unit", actor.unit)):
        return
    if len(wanted) > MOST:
        raise Refusal(_("At most %(n)s phrases: keep those that are used.") % {"n": MOST}, field="phrases")
    for phrase in wanted:
        fits(StockPhrase, text=phrase)
    StockPhrase.objects.filter(unit_id=actor.unit, kind=kind).delete()
    rows = [StockPhrase(unit_id=actor.unit, kind=kind, ordinal=number, text=phrase) for number, phrase in enumerate(wanted, start=1)]
    StockPhrase.objects.bulk_create(rows)
    changed(STAMP)
    record(
        actor=actor,
        at=at,
        verb="phrases.set",
        subject=("unit", actor.unit),
        on=local_date(at),
        unit=actor.unit,
        payload={"kind": kind, "phrases": wanted},
    )


def _of(unit: int, kind: str) -> list[str]:
    return list(StockPhrase.objects.filter(unit_id=unit, kind=kind).order_by("ordinal").values_list("text", flat=True))
