"""Opinions of workers by the proposal procedure: boxes, forms, symposiums, the mailbox."""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "luoshi.mechanisms.opinions"
    label = "opinions"

    def ready(self) -> None:
        from luoshi.mechanisms.opinions import mechanism

        mechanism.declare()
