"""The room of the lists that people choose from."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _


class ListsConfig(AppConfig):
    name = "luoshi.base.lists"
    label = "lists"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.ledger.verbs import verb

        verb("list.word_added", _("A word was added to a list."), personal=())
        verb("list.word_changed", _("A word of a list was changed."), personal=())
