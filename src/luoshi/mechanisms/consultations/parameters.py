"""How long a consultation may wait at each station: defaults in working days, with their source."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.parameters import declare


def declare_parameters() -> None:
    days, habit = _("working days"), _("Default; change it to your own rule.")
    declare("consultation.decide", "10", measure=days, label=_("A consultation decides, once held, within"), source=habit)
    declare("consultation.reply", "2", measure=days, label=_("Who is asked to a consultation says whether they come within"), source=habit)
    declare("consultation.review", "365", measure=_("days"), label=_("A 'not now' is looked at again within"), source=habit)
