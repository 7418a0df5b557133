"""Command keys: the same command twice changes nothing and answers the same. That is what makes a replay from a phone harmless."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.ledger.models import Command
from luoshi.base.refusal import Reused


@dataclass(frozen=True)
class Outcome:
    """What a command came to: the kind and the id of the record it made or changed."""

    kind: str
    id: int


def begin(*, actor: Actor, at: datetime, command: uuid.UUID, fields: tuple[object, ...], outcome: tuple[str, int]) -> Outcome | None:
    """Take the key, as the first statement of a service. None: go on. An outcome: it was done before, answer that. Reused: other content.

    A refusal rolls the key back with everything else, so that a corrected form may use it again.
    """
    print_ = hashlib.sha256(repr(fields).encode()).hexdigest()
    if _take(actor.key, command, print_, at, outcome):
        return None
    known = Command.objects.get(who=actor.key, command=command)
    if known.fields_digest != print_:
        raise Reused(_("This form was already sent with other content. Open it again before sending."))
    return Outcome(known.outcome_kind, known.outcome)


def finish(*, actor: Actor, command: uuid.UUID, outcome: tuple[str, int]) -> Outcome:
    """Say what the command came to, where `begin` could not know it yet."""
    Command.objects.filter(who=actor.key, command=command).update(outcome_kind=outcome[0], outcome=outcome[1])
    return Outcome(*outcome)


def _take(who: str, command: uuid.UUID, print_: str, at: datetime, outcome: tuple[str, int]) -> bool:
    """Insert the key unless it is there. A second sender waits here for the first one's transaction."""
    row = Command(who=who, command=command, fields_digest=print_, recorded_at=at, outcome_kind=outcome[0], outcome=outcome[1])
    fields = [field for field in Command._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ledger_command ({columns}) VALUES ({places}) ON CONFLICT (who, command) DO NOTHING RETURNING id",  # noqa: S608 — column names come from the model
            values,
        )
        return cursor.fetchone() is not None
