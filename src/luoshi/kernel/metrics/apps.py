"""The room of numbers that answer for themselves."""

from datetime import timedelta

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "luoshi.kernel.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.kernel.metrics.recounting import recount_where_wrong

        schedule("metrics.recount", every=timedelta(days=1), run=lambda _at: recount_where_wrong(), speaks=False)
