"""The voice without a name: opinions and problems that lead back to nobody, answered by receipt."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "luoshi.mechanisms.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.mechanisms.voice import mechanism

        mechanism.declare()
