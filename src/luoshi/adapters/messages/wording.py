"""From rows to words: one message as itself, several as one; title and link, nothing else."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.adapters.messages.channels.channel import Words
from luoshi.adapters.messages.codes import code_of
from luoshi.adapters.messages.models import Address, Message
from luoshi.adapters.messages.outbox import CODE, TEST
from luoshi.base.clock import local_date
from luoshi.base.parameters.selectors import book
from luoshi.kernel.matters.notices import WORDS

NAMED = 5


def words_for(rows: Sequence[Message], address: Address | None, at: datetime) -> Words:
    """What is said for these rows, in the language of the process."""
    house, first = book(local_date(at)).text("messages.address").rstrip("/"), rows[0]
    mark = hashlib.sha256(" ".join(f"{row.pk} {row.key} {row.entered_at}" for row in rows).encode()).hexdigest()[:32]
    if first.what == CODE and address is not None:
        heading = _("Your code: %(code)s") % {"code": code_of(address)}
        return Words(heading, (_("Type it on the page where you gave this address. It holds half an hour."),), house + first.url, mark)
    if first.what == TEST:
        return Words(_("A test: messages from Luoshi reach you here"), (), house + first.url, mark)
    if first.bot_id is not None:
        return Words(first.title, (), house + first.url, mark)
    if len(rows) == 1:
        return Words(said(first.what), (first.title,), house + first.url, mark)
    lines = [row.title for row in rows[:NAMED]]
    if len(rows) > NAMED:
        lines.append(_("and %(n)s more") % {"n": len(rows) - NAMED})
    return Words(_("%(n)s things wait for you") % {"n": len(rows)}, tuple(lines), f"{house}/w/inbox", mark)


def said(what: str) -> str:
    """The kind of a message in words."""
    return str(WORDS.get(what, _("For your information")))
