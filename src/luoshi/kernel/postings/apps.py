"""The room of what is made public."""

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    name = "luoshi.kernel.postings"
    label = "postings"
    default_auto_field = "django.db.models.BigAutoField"
