"""The room of what happened: meetings, talks, visits."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _


class ActivitiesConfig(AppConfig):
    name = "luoshi.kernel.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.ledger.verbs import verb

        verb("activity.held", _("An activity was recorded."), personal=("host", "people", "minutes"))
