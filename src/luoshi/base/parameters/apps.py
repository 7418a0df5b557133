"""The room of dated parameters."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    name = "luoshi.base.parameters"
    label = "parameters"
    default_auto_field = "django.db.models.BigAutoField"
