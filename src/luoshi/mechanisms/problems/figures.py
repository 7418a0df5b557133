"""What is counted of problems."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.metrics.figures import Figure, figure
from luoshi.kernel.metrics.known import last_said

PROBLEMS = _("problems")
closed_by = last_said(lambda: Event.objects.all(), link="matter_id", done=("confirm",), undone=("reopen",), at="closed_at", on="closed_on")


def topics() -> Mapping[str, object]:
    return kinds["problem"].topics


def declare_figures() -> None:
    found = Figure(
        "problems.found",
        _("Problems found"),
        PROBLEMS,
        of=lambda: Matter.objects.filter(kind="problem"),
        on="raised_on",
        topic="topic",
        person="owner_id",
        topics=topics,
        counted=_("every problem raised in the period, by the day it was raised"),
        not_counted=_("nothing is left out"),
    )
    figure(found)
    figure(
        Figure(
            "problems.closed",
            _("Problems closed"),
            PROBLEMS,
            of=lambda: Matter.objects.filter(kind="problem"),
            on="closed_on",
            topic="topic",
            person="owner_id",
            topics=topics,
            face={"at": "closed_at"},
            known=closed_by,
            counted=_("problems closed in the period: said to be fixed by the raiser, or not evaluated in time"),
            not_counted=_("problems that were closed and have been opened again since"),
        )
    )
    figure(
        Figure(
            "problems.reopened",
            _("Problems not fixed"),
            _("times"),
            of=lambda: Event.objects.filter(act="reopen", matter__kind="problem"),
            on="on",
            unit="matter__unit_id",
            topic="matter__topic",
            person="matter__owner_id",
            topics=topics,
            face={"id": "matter_id", "number": "matter__number", "title": "matter__title", "at": "at"},
            counted=_("each time a raiser said that it is not fixed, by the day it was said"),
            not_counted=_("work sent back by the checker before the answer"),
        )
    )
