"""The room of copies: what every process keeps in memory, and how it learns that its copy is old."""

from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "luoshi.base.copies"
    label = "copies"
    default_auto_field = "django.db.models.BigAutoField"
