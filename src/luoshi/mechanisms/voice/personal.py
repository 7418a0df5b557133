"""What a voice without a name holds about people: by intent nothing but the words, which may tell."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import SAFETY, personal


def declare_personal() -> None:
    personal(
        "receipts without a name",
        "voice.Receipt",
        ("digest", "number", "words_digest"),
        what=_("The print of a receipt and of the words sent without a name; no name, no time, no address"),
        purpose=_("So that whoever sent it reads the answer"),
        basis=SAFETY,
        readers=_("Who holds the receipt; its number also the named recipients"),
        kept=_("After the answer it is deleted with the words."),
        job="voice.shred",
        days="voice.kept",
    )
