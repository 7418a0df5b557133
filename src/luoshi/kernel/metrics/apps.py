"""The room of numbers that answer for themselves."""

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "luoshi.kernel.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"
