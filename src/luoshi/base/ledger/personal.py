"""What the ledger holds about people."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import NOBODY, RECORDS, WHOLE_LEDGER, personal

WHO_DID = _("So that it can be proved who did what, and when")


def declare_personal() -> None:
    personal(
        "ledger entries",
        "ledger.LedgerEntry",
        ("person", "behalf", "subject"),
        what=_("Who did what to whom, on whose behalf, when"),
        purpose=WHO_DID,
        basis=RECORDS,
        readers=_("The audit administrator; who runs the server"),
        kept=WHOLE_LEDGER,
    )
    personal(
        "ledger words",
        "ledger.LedgerPayload",
        ("body",),
        what=_("What an entry says, also words and names"),
        purpose=WHO_DID,
        basis=RECORDS,
        readers=_("The audit administrator; who runs the server"),
        kept=_(
            "As long as the house stands. It lies apart from the chain: where it must be erased it is destroyed, and the chain says so."
        ),
    )
    personal(
        "command keys",
        "ledger.Command",
        ("who",),
        what=_("Whose form it was"),
        purpose=_("So that a form sent twice counts once"),
        basis=RECORDS,
        readers=NOBODY,
        kept=WHOLE_LEDGER,
    )
