"""What the voice without a name lets be set."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.parameters import declare


def declare_parameters() -> None:
    habit = _("Default; change it to your own rule.")
    declare(
        "voice.kept",
        "180",
        measure=_("days"),
        label=_("What came without a name is shredded after the answer, 90 to 365 days"),
        source=habit,
    )
    declare("voice.smallest", "5", measure=_("people"), label=_("The smallest unit that can be chosen without a name"), source=habit)
