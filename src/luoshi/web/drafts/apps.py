"""The room of drafts: what was begun and not sent yet."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "luoshi.web.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from datetime import timedelta

        from luoshi.base.jobs.schedule import schedule
        from luoshi.web.drafts.services import forget_old

        schedule("drafts.forget", every=timedelta(days=1), run=forget_old, speaks=False)
