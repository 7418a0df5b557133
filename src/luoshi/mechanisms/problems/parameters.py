"""How long a problem may wait at each station: defaults in working days, with their source."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.parameters import declare


def declare_parameters() -> None:
    days, habit = _("working days"), _("Default; change it to your own rule.")
    declare("problem.reported", "0", measure=days, label=_("A problem is taken within"), source=habit)
    declare("problem.registered", "1", measure=days, label=_("A problem has an owner within"), source=habit)
    declare("problem.done", "2", measure=days, label=_("What was done is checked within"), source=habit)
    declare("problem.verified", "1", measure=days, label=_("The raiser is answered within"), source=habit)
    declare("problem.answered", "5", measure=days, label=_("The raiser may say fixed or not fixed within"), source=habit)
