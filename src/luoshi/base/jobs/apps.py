"""The room of work that happens by the clock."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "luoshi.base.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
