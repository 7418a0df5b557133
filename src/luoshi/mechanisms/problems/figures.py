"""What is counted of problems."""

from django.utils.translation import gettext_lazy as _

from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.metrics.figures import Figure, figure


def declare_figures() -> None:
    figure(
        Figure(
            "problems.found",
            label=_("Problems found"),
            measure=_("problems"),
            of=lambda: Matter.objects.filter(kind="problem"),
            on="raised_on",
            counted=_("every problem raised in the period, by the day it was raised"),
            not_counted=_("nothing is left out"),
        )
    )
    figure(
        Figure(
            "problems.closed",
            label=_("Problems closed"),
            measure=_("problems"),
            of=lambda: Matter.objects.filter(kind="problem"),
            on="closed_on",
            face={"at": "closed_at"},
            counted=_("problems closed in the period: said to be fixed by the raiser, or not evaluated in time"),
            not_counted=_("problems that were closed and have been opened again since"),
        )
    )
    figure(
        Figure(
            "problems.reopened",
            label=_("Problems not fixed"),
            measure=_("times"),
            of=lambda: Event.objects.filter(act="reopen", matter__kind="problem"),
            on="on",
            unit="matter__unit_id",
            face={"id": "matter_id", "number": "matter__number", "title": "matter__title", "at": "at"},
            counted=_("each time a raiser said that it is not fixed, by the day it was said"),
            not_counted=_("work sent back by the checker before the answer"),
        )
    )
