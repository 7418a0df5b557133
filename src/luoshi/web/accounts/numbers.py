"""The dated numbers of this room: what locks, how long sessions rest and last, when somebody is asked again."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.parameters import declare


def declare_all() -> None:
    """Lay them on the shelf."""
    own = _("Default; change it to your own rule.")
    graded = _("GB/T 22239-2019, 8.1.4.1: failed sign-ins are limited; the numbers are the usual ones.")
    rest = _(
        "GB/T 22239-2019, 8.1.4.1: a sign-in that rests ends. For the graded protection set 30 minutes at a desk, 15 for administrators."
    )
    declare("accounts.slip_days", "14", measure=_("days"), label=_("An activation slip holds"), source=own)
    declare("accounts.signed_in_days", "30", measure=_("days"), label=_("A phone stays signed in"), source=own)
    declare("accounts.failures", "5", measure=_("times"), label=_("Wrong passwords until an account is locked"), source=graded)
    declare("accounts.failure_minutes", "10", measure=_("minutes"), label=_("Wrong passwords count together within"), source=graded)
    declare("accounts.lock_minutes", "15", measure=_("minutes"), label=_("A locked account waits"), source=graded)
    declare(
        "accounts.address_failures", "60", measure=_("times"), label=_("Wrong passwords from one address until it waits"), source=graded
    )
    declare("accounts.desk_idle", "720", measure=_("minutes"), label=_("A computer may rest signed in"), source=rest)
    declare("accounts.desk_days", "7", measure=_("days"), label=_("A computer stays signed in"), source=own)
    declare("accounts.admin_idle", "120", measure=_("minutes"), label=_("An administrator may rest signed in"), source=rest)
    declare("accounts.admin_hours", "12", measure=_("hours"), label=_("An administrator stays signed in"), source=own)
    declare(
        "accounts.again_hours",
        "8",
        measure=_("hours"),
        label=_("Approvals ask who it is again after"),
        source=_("One shift: who took the phone over with the shift approves nothing."),
    )
    declare(
        "accounts.password_days",
        "0",
        measure=_("days"),
        label=_("A password holds (0: as long as its person likes)"),
        source=_("GB/T 22239-2019, 8.1.4.1: changed from time to time; 90 for the graded protection."),
    )
