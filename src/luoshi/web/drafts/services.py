"""Keeping what is being written, and letting it go: when it was sent, when it is thrown away, after thirty days.

A draft is nobody's act: it stands in no ledger and takes no command key. It belongs to its writer alone.
"""

import json
import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.ledger.models import Command
from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.drafts.models import Draft

MOST, LARGEST = 50, 20_000
KEPT = timedelta(days=30)
NEVER_KEPT = re.compile(r"csrf|command|password|token|^draft$")
KEY, ADDRESS = re.compile(r"[\w/.:-]{1,80}"), re.compile(r"/w/[\w/.-]*")


@transaction.atomic
def keep_draft(*, actor: Actor, at: datetime, form: str, page: str, title: str, typed: object, command: str = "") -> int:
    """Keep what was typed so far in the place of what was kept before; the draft's id, or 0 where nothing is left to keep.

    Secrets and keys are left out; the oldest goes where somebody has more than fifty. `command` is the key of the form: what was sent
    meanwhile is not kept again. Refused: no key, no address of this house, what is no set of fields, more than 20 kB. Unseen before
    sign-in.
    """
    if actor.person is None:
        raise Unseen
    fields = fields_of(typed)
    if not KEY.fullmatch(form) or not ADDRESS.fullmatch(page) or len(page) > 200:
        raise Refusal(_("This is no form of this house."))
    if _sent(actor, command):
        return 0
    mine = Draft.objects.filter(person=actor.person)
    if not any(value for values in fields.values() for value in values):
        mine.filter(form=form).delete()
        return 0
    kept, _made = Draft.objects.update_or_create(
        person_id=actor.person, form=form, defaults={"page": page, "title": title[:120], "typed": fields, "at": at}
    )
    mine.filter(pk__in=list(mine.order_by("-at", "-pk").values_list("pk", flat=True)[MOST:])).delete()
    return kept.pk


def fields_of(typed: object) -> dict[str, list[str]]:
    """Names and what was typed there, without secrets. Refused: anything else, and what is too much."""
    shaped = isinstance(typed, Mapping) and all(
        isinstance(name, str) and isinstance(values, list) and all(isinstance(one, str) for one in values) for name, values in typed.items()
    )
    if not shaped or not isinstance(typed, Mapping):
        raise Refusal(_("This cannot be kept as a draft."))
    fields = {name: list(values) for name, values in typed.items() if not NEVER_KEPT.search(name)}
    if len(json.dumps(fields, ensure_ascii=False).encode()) > LARGEST:
        raise Refusal(_("This is too long to be kept as a draft: send it, or keep it elsewhere."))
    return fields


def throw_away(*, actor: Actor, draft: int) -> None:
    """Let a draft go for good. Unseen for another's."""
    gone, _each = Draft.objects.filter(person=actor.person, pk=draft).delete() if actor.person else (0, {})
    if not gone:
        raise Unseen


def was_sent(*, actor: Actor, form: str) -> None:
    """A form has been sent: its draft is no longer needed."""
    if actor.person:
        Draft.objects.filter(person=actor.person, form=form).delete()


def forget_old(at: datetime) -> int:
    """Thirty days after the last change a draft goes; how many went."""
    gone, _each = Draft.objects.filter(at__lt=at - KEPT).delete()
    return gone


def _sent(actor: Actor, command: str) -> bool:
    """Was the form with this key sent already? A save on its way must not bring back what was sent meanwhile."""
    try:
        key = uuid.UUID(command)
    except ValueError:
        return False
    return Command.objects.filter(who=actor.key, command=key).exists()
