"""The room of accounts, sign-in sessions and activation slips."""

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
        from luoshi.base.parameters import declare
        from luoshi.web.accounts import entering  # noqa: F401  (its shelves are made before the rooms are ready)
        from luoshi.web.accounts.services import sweep

        declare(
            "accounts.slip_days",
            "14",
            measure=_("days"),
            label=_("An activation slip holds"),
            source=_("Default; change it to your own rule."),
        )
        declare(
            "accounts.signed_in_days",
            "30",
            measure=_("days"),
            label=_("A phone stays signed in"),
            source=_("Default; change it to your own rule."),
        )
        verb("account.slip_printed", _("An activation slip was made."), personal=())
        verb("account.activated", _("A password was set with a slip."), personal=())
        verb("account.signed_in", _("Somebody signed in."), personal=())
        verb("account.signed_out", _("Somebody signed out."), personal=())
        schedule("accounts.sweep", every=timedelta(hours=1), run=sweep, speaks=False)
