"""What second steps lay on the shelves: the parameter, the ledger's verbs, the step before the house, the proof, the line about oneself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from luoshi.base.jobs.schedule import schedule
from luoshi.base.ledger.verbs import verb
from luoshi.base.parameters import declare
from luoshi.kernel.org.leaving import when_left
from luoshi.kernel.org.roles import ROLES
from luoshi.web.accounts import second
from luoshi.web.accounts.entering import Proof, SecondStep, proofs, second_steps
from luoshi.web.shelves import MenuLine, own_lines

VERBS = {
    "account.second_set": _("Somebody set up a phone's codes as second step."),
    "account.second_ended": _("Somebody ended the phone's codes."),
    "account.second_taken": _("Somebody's second steps were taken away by an administrator."),
    "account.codes_made": _("New codes on paper were made."),
    "account.paper_code_used": _("A code on paper was used."),
    "account.passkey_added": _("A passkey was added."),
    "account.passkey_ended": _("A passkey was ended."),
    "account.passkey_copied": _("A passkey's counter went back: it was not taken."),
}


def declare_all() -> None:
    declare(
        "accounts.second_for", "none", kind="names", measure=_("names of roles, or none"), label=_("Roles that must have a second step"),
        source=_("GB/T 22239-2019, 8.1.4.1 d: for the third grade at least system_admin, security_admin, audit_admin."), among=tuple(ROLES),
    )  # fmt: skip
    for name, sentence in VERBS.items():
        verb(name, sentence, personal=())
    second_steps.put("second", SecondStep("second", second.wanted))
    proofs.put("phone", Proof("phone", _("Code of the phone, or one from paper"), second.types, second.proves))
    when_left.put("second steps", second.forget)
    schedule("accounts.second_sweep", every=timedelta(hours=1), run=second.sweep, speaks=False)
    own_lines.put("second", MenuLine("second", _("Second step of signing in"), "/w/me/second", "me", lambda who: who.person is not None))
