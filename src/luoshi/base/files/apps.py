"""The room of files: photographs and documents."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "luoshi.base.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.files.by_the_clock import tidy
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.parameters import declare

        habit = _("Default; change it to your own rule.")
        declare("files.one", "20", measure="MB", label=_("One file may have at most"), source=habit)
        declare("files.form", "60", measure="MB", label=_("All files of a form together may have at most"), source=habit)
        declare("files.day", "300", measure="MB", label=_("One person may send files on a day of at most"), source=habit)
        declare("files.guests", "1000", measure="MB", label=_("Before sign-in all together may send on a day at most"), source=habit)
        declare("files.free", "500", measure="MB", label=_("On the disk there stays free at least"), source=habit)
        schedule("files.tidy", every=timedelta(days=1), run=tidy, speaks=False)
