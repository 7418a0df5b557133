"""What the stored files hold about people."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, NOBODY, RECORDS, SAFETY, SEERS, personal


def declare_personal() -> None:
    personal(
        "photographs",
        "files.StoredFile",
        ("digest", "name"),
        what=_("Photographs and documents with a report or a step; place, time and camera are taken out of photographs"),
        purpose=_("So that it can be seen what was wrong and what was done"),
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
    )
    personal(
        "sent on a day",
        "files.SentOnDay",
        ("person",),
        what=_("How many bytes somebody sent on a day"),
        purpose=_("So that nobody can fill the disk"),
        basis=RECORDS,
        readers=NOBODY,
        kept=_("After a week it is deleted."),
        job="files.tidy",
    )
