"""The room where words are found."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "luoshi.base.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
