"""The ledger room: who did what, chained, and the command keys."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _


class LedgerConfig(AppConfig):
    name = "luoshi.base.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.ledger.verbs import verb

        verb("ledger.shredded", _("Payloads of entries were shredded."), personal=("reason",))
        verb("parameter.set", _("A parameter was set."), personal=())
