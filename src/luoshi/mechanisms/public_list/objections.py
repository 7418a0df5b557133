"""An objection to a posting becomes a problem of its own; a leader who is told of silence hears it like anything late."""

import uuid
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.matters.services import raise_matter
from luoshi.kernel.org.selectors import person_by_id
from luoshi.kernel.postings.models import Posting, PostingVoice

BECOMES = "problem"
CHANNEL = "objection"
LONGEST = 120


def raise_objection(actor: Actor, at: datetime, command: uuid.UUID, posting: Posting, text: str) -> int | None:
    """The problem that an objection becomes: found where the posting speaks to, raised by who objects; its id. None where a house keeps no
    problem list."""
    if BECOMES not in kinds or actor.person is None:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Objection to %(number)s: %(title)s") % {"number": posting.number, "title": posting.title}
    return raise_matter(
        actor=actor,
        at=at,
        command=command,
        kind=BECOMES,
        unit=posting.audience,
        place=posting.place,
        text=text,
        title=title[:LONGEST],
        channel=CHANNEL,
        raiser=person_by_id(actor.person),
    )


def told_of_silence(voice: PostingVoice, at: datetime) -> None:
    """The leader who was told also gets it as a message, where messages go out."""
    if voice.told_id is None:
        return
    words = _("Not answered: %(title)s") % {"title": voice.posting.title}
    url = f"/w/postings/{voice.posting_id}#voice-{voice.pk}"
    tell(Notice(f"posting voice {voice.pk}", "late", voice.told_id, words, url, voice.due_at, "posting"), at)
