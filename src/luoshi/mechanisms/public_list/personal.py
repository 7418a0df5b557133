"""What the public list holds about people: who confirmed a text, and the text."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, SAFETY, personal


def declare_personal() -> None:
    personal(
        "public texts",
        "public_list.PublicText",
        ("title", "text", "answer", "why", "confirmed_by"),
        what=_("What everybody reads about a matter, and who confirmed it; it names nobody"),
        purpose=_("So that everybody sees what was raised and what became of it"),
        basis=SAFETY,
        readers=_("Everybody of the own plant"),
        kept=HISTORY,
    )
