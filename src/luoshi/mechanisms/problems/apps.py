"""The problem list: anything from any channel, carried through and answered."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "luoshi.mechanisms.problems"
    label = "problems"

    def ready(self) -> None:
        from luoshi.mechanisms.problems import mechanism

        mechanism.declare()
