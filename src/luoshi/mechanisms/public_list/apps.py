"""The public list: what was raised, who has it, what was answered, in a text of its own."""

from django.apps import AppConfig


class PublicListConfig(AppConfig):
    name = "luoshi.mechanisms.public_list"
    label = "public_list"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.mechanisms.public_list import mechanism

        mechanism.declare()
