"""The room of Word documents and their dated templates."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _


class DocumentsConfig(AppConfig):
    name = "luoshi.base.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.documents.kinds import declare_documents
        from luoshi.base.ledger.verbs import verb

        declare_documents()
        verb("template.set", _("A Word template was set."), personal=())
