"""The room of photographs."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "luoshi.base.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
