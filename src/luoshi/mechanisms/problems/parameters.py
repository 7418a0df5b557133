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
    declare("problem.disputed", "2", measure=days, label=_("The level above decides whose it is within"), source=habit)
    declare("problem.consulted", "10", measure=days, label=_("A consultation decides within"), source=habit)
    declare(
        "problem.not_ours",
        "5",
        measure=days,
        label=_("An office says “not ours” within"),
        source=_("Government analogue: five working days."),
    )
    declare("problem.asked", "5", measure=days, label=_("The raiser answers a question within"), source=habit)
    declare("problem.paused", "60", measure=_("days"), label=_("A problem is paused for at most"), source=habit)
    declare("problem.deferred", "180", measure=_("days"), label=_("“Not now” is looked at again within"), source=habit)
    declare("problem.effect", "30", measure=_("days"), label=_("The effect is looked at after"), source=habit)
