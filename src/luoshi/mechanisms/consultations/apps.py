"""Joint consultation: a hard problem goes to several offices at once, and they decide together."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "luoshi.mechanisms.consultations"
    label = "consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.mechanisms.consultations import mechanism

        mechanism.declare()
