"""What accounts hold about people: the password's print, signed-in browsers, slips."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, LABOUR, NOBODY, ONESELF, OWN, RECORDS, personal

SIGNING = _("So that only the person signs in under the own name")


def declare_personal() -> None:
    personal(
        "accounts",
        "accounts.Account",
        ("person", "password"),
        what=_("The print of the password; the password itself is not kept"),
        purpose=SIGNING,
        basis=LABOUR,
        readers=NOBODY,
        kept=HISTORY,
    )
    personal(
        "sign-ins",
        "accounts.SignIn",
        ("account", "token_digest", "since", "until", "risk", "how", "device", "seen_at", "shown_at"),
        what=_("Each signed-in browser, since when and until when"),
        purpose=SIGNING,
        basis=LABOUR,
        readers=ONESELF,
        kept=_("Until sign-out or its last day; then it is deleted."),
        job="accounts.sweep",
        own="account__person",
    )
    personal(
        "slips",
        "accounts.Slip",
        ("person", "code_digest", "since", "until", "used_at", "revoked_at"),
        what=_("When a slip for signing in was printed and used"),
        purpose=SIGNING,
        basis=LABOUR,
        readers=_("System and security administrator: until when it holds"),
        kept=HISTORY,
        own="person",
    )
    personal(
        "failed tries",
        "accounts.Tries",
        ("key_digest", "account", "failed", "locked_until"),
        what=_("How often a sign-in failed lately; an address only as a print"),
        purpose=SIGNING,
        basis=RECORDS,
        readers=_("System and security administrator: that an account is locked"),
        kept=_("As soon as it counts no longer it is deleted."),
        job="accounts.sweep",
    )
    personal(
        "past passwords",
        "accounts.PastPassword",
        ("account", "password"),
        what=_("The prints of the last passwords"),
        purpose=_("So that an old password is not taken again"),
        basis=LABOUR,
        readers=NOBODY,
        kept=_("As long as it is among the last ones."),
    )
    personal(
        "keys for programs",
        "accounts.Token",
        ("account", "name", "token_digest", "scopes", "since", "until", "used_on", "revoked_at"),
        what=_("Keys with which a program reads for somebody"),
        purpose=_("So that a program reads no more than it was given"),
        basis=OWN,
        readers=ONESELF,
        kept=HISTORY,
        own="account__person",
        page="/w/me/tokens",
    )
    personal(
        "codes of a phone",
        "accounts.Totp",
        ("account", "sealed"),
        what=_("The seed of the codes that a phone shows, sealed"),
        purpose=SIGNING,
        basis=LABOUR,
        readers=NOBODY,
        kept=_("Until the person or a security administrator takes it away."),
    )
    personal(
        "codes on paper",
        "accounts.RecoveryCode",
        ("account", "code_digest"),
        what=_("The prints of one-time codes on paper"),
        purpose=SIGNING,
        basis=LABOUR,
        readers=NOBODY,
        kept=_("Until they are used or made anew."),
    )
    personal(
        "passkeys",
        "accounts.Passkey",
        ("account", "name", "credential_digest", "public_key"),
        what=_("Which device signs in without a password; no fingerprint and no face comes here"),
        purpose=SIGNING,
        basis=OWN,
        readers=ONESELF,
        kept=_("Until the person or a security administrator takes it away."),
    )
