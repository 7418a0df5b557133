"""What the search holds about people."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import SAFETY, SEERS, personal


def declare_personal() -> None:
    personal(
        "search",
        "search.Document",
        ("body",),
        what=_("The words of a matter, so that it is found; names among them"),
        purpose=_("So that what was there before is found again"),
        basis=SAFETY,
        readers=SEERS,
        kept=_("As long as the matter; laid down anew when its words change."),
    )
