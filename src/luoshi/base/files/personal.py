"""What the stored files hold about people."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, SAFETY, SEERS, personal


def declare_personal() -> None:
    personal(
        "photographs", "files.StoredFile", ("digest",), what=_("Photographs with a report or a step; place, time and camera are taken out"),
        purpose=_("So that it can be seen what was wrong and what was done"), basis=SAFETY, readers=SEERS, kept=HISTORY,
    )  # fmt: skip
