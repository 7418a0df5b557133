"""What the voice without a name lays on the shelves of the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from luoshi.base.jobs.schedule import schedule
from luoshi.base.ledger.verbs import verb
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.mechanisms.voice.parameters import declare_parameters
from luoshi.mechanisms.voice.services import release, shred_old
from luoshi.mechanisms.voice.services.releasing import EVERY
from luoshi.mechanisms.voice.services.troubles import tell_troubles
from luoshi.mechanisms.voice.spool import stir
from luoshi.mechanisms.voice.web.part import draw
from luoshi.web.shelves import SheetPart, demo, sheet_parts


def declare() -> None:
    declare_parameters()
    verb("voice.released", _("What came without a name was handed over."), personal=())
    verb("voice.read", _("Somebody read what came without a name."), personal=())
    verb("voice.passed_on", _("A recipient raised a matter because of it."), personal=())
    sheet_parts.put("voice", SheetPart("voice", draw, channel=CHANNEL))
    schedule("voice.release", every=EVERY, run=release, speaks=False)
    schedule("voice.stir", every=timedelta(seconds=5), run=stir, speaks=False)
    schedule("voice.troubles", every=timedelta(hours=1), run=tell_troubles, speaks=False)
    schedule("voice.shred", every=timedelta(days=1), run=shred_old, speaks=False)
    demo("voice", "luoshi.mechanisms.voice.demo")
