"""What this room itself holds about people: who opened whose file, what is asked to be corrected, who entered a rule."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, RECORDS, personal


def declare_personal() -> None:
    personal(
        "openings",
        "privacy.Opening",
        ("reader", "reader_words", "subject", "what", "on", "at"),
        what=_("Who opened what is kept about whom, on which day and at which hour"),
        purpose=_("So that everybody can see who looked, and nobody looks without need"),
        basis=RECORDS,
        readers=_("The person it is about; inspectors and the audit administrator of the unit"),
        kept=_("Then it is deleted; the ledger keeps that it was so."),
        job="privacy.forget",
        days="privacy.openings_days",
        own="subject",
        page="/w/me/read-by",
    )
    personal(
        "corrections",
        "privacy.Correction",
        ("person", "text", "answer", "answered_by", "told"),
        what=_("What somebody asked to be corrected, the answer and who gave it"),
        purpose=_("So that what is held about people is right"),
        basis=RECORDS,
        readers=_("The person, system and security administrator, the leader who was told that it is late"),
        kept=HISTORY,
        own="person",
        page="/w/me",
    )
    personal(
        "company rules",
        "privacy.CompanyRule",
        ("set_by",),
        what=_("Which administrator entered a rule of the company"),
        purpose=_("So that it is known who answers for the entry"),
        basis=RECORDS,
        readers=_("Everybody signed in"),
        kept=HISTORY,
    )
