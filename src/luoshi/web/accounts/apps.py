"""The room of accounts: slips, passwords, sign-in sessions, failed tries, tokens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "luoshi.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.web.accounts import (
            again,  # noqa: F401  (lays the password on the shelf of proofs)
            entering,  # noqa: F401  (its shelves are made before the rooms are ready)
            numbers,
            second_declared,
        )
        from luoshi.web.accounts.me import me_lines  # noqa: F401
        from luoshi.web.accounts.services import sweep
        from luoshi.web.shelves import MenuLine, own_lines

        own_lines.put("me sign-in", MenuLine("me sign-in", _("My sign-in"), "/w/me/sessions", "me", lambda who: True))
        numbers.declare_all()
        second_declared.declare_all()
        verb("account.slip_printed", _("An activation slip was made."), personal=())
        verb("account.activated", _("A password was set with a slip."), personal=())
        verb("account.signed_in", _("Somebody signed in."), personal=())
        verb("account.signed_out", _("Somebody signed out."), personal=())
        verb("account.locked", _("An account was locked after too many wrong passwords."), personal=())
        verb("account.unlocked", _("An account was unlocked before its time."), personal=())
        verb("account.password_changed", _("Somebody changed their own password."), personal=())
        verb("account.change_asked", _("Somebody must choose a new password at the next sign-in."), personal=())
        verb("account.sessions_ended", _("Signed-in browsers were signed out."), personal=())
        verb("account.token_made", _("A key for a program was made."), personal=("name",))
        verb("account.token_revoked", _("A key for a program was taken back."), personal=())
        schedule("accounts.sweep", every=timedelta(hours=1), run=sweep, speaks=False)
