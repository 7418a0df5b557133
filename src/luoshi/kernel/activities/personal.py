"""What activities hold about people: who was there, and the minutes."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, LABOUR, UNIT_READERS, personal

WHY = _("So that what was said and promised together is carried through")


def declare_personal() -> None:
    personal(
        "activities",
        "activities.Activity",
        ("host", "recorded_by", "title", "place", "minutes"),
        what=_("Who held it and wrote it down, where, and the minutes"),
        purpose=WHY,
        basis=LABOUR,
        readers=UNIT_READERS,
        kept=HISTORY,
    )
    personal(
        "participants",
        "activities.Participation",
        ("person", "part"),
        what=_("Who was there"),
        purpose=WHY,
        basis=LABOUR,
        readers=UNIT_READERS,
        kept=HISTORY,
    )
