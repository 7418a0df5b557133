"""How long an opinion may wait at each station of the proposal procedure: defaults in working days, with their source."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.parameters import declare


def declare_parameters() -> None:
    days = _("working days")
    procedure = _("Customary proposal procedure; change it to your own rule.")
    declare("opinion.raised", "10", measure=days, label=_("An opinion is registered, merged or not taken up within"), source=procedure)
    declare("opinion.registered", "3", measure=days, label=_("An opinion is handed to its owner within"), source=procedure)
    declare("opinion.assigned", "20", measure=days, label=_("An opinion is answered in writing within"), source=procedure)
    declare("opinion.extended", "20", measure=days, label=_("More time for an answer, once, at most"), source=procedure)
    declare("opinion.planned", "365", measure=_("days"), label=_("A plan is looked at again within"), source=procedure)
    declare("opinion.replied", "3", measure=days, label=_("An answer is signed within"), source=procedure)
    declare("opinion.answered", "15", measure=days, label=_("The raiser may say how satisfied within"), source=procedure)
    declare("opinion.again", "20", measure=days, label=_("An answer that did not satisfy is written again within"), source=procedure)
    declare("opinion.answered_within", "20", measure=days, label=_("In time is an answer within"), source=procedure)
