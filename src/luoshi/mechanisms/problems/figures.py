"""What is counted of problems."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Event
from luoshi.kernel.matters.unlisted import conduct, guarded, hidden_from, not_read_by
from luoshi.kernel.metrics.figures import Figure, figure
from luoshi.kernel.metrics.held import Held
from luoshi.kernel.metrics.known import last_said
from luoshi.kernel.metrics.lines import Kept
from luoshi.kernel.metrics.stocks import Stock
from luoshi.mechanisms.problems.stocks import open_at, overdue_now, problems, stretches

PROBLEMS = _("problems")
PARTS = _("the parts into which a problem was divided: the whole counts")
ONCE = _("problems merged into another one and parts of a divided one: the other one and the whole stand for them; what was withdrawn")
CHARGED = {
    "": _("In hand"),
    "asked": _("Waiting for an answer to a question"),
    "paused": _("Paused"),
    "not fixed": _("Lay answered, but was not fixed"),
}
LINKED = Q(parent__isnull=False)  # parts are not counted and what is merged is: the timeline tells which is which, no sum
UNDONE = ("reopen", "effect_fails", "withdraw")
closed_by = last_said(lambda: Event.objects.all(), link="matter_id", done=("confirm",), undone=UNDONE, at="closed_at", on="closed_on")


def topics() -> Mapping[str, object]:
    return kinds["problem"].topics


def not_withdrawn(as_of: date | None) -> Q:
    """It was not taken back; for an earlier day the timeline has said so already."""
    return Q() if as_of else ~Q(closing="withdrawn")


def declare_figures() -> None:
    found = Figure(
        "problems.found",
        _("Problems found"),
        PROBLEMS,
        of=problems,
        on="raised_on",
        topic="topic",
        person="owner_id",
        topics=topics,
        discreet="confidential",
        restricted=conduct(),
        barred=hidden_from(),
        guarded=guarded(),
        kept=Kept("problem", "raised", linked=False, besides=LINKED),
        counted=_("every problem raised in the period, by the day it was raised; merged and withdrawn ones too"),
        not_counted=PARTS,
    )
    figure(found)
    _stocks(found)
    _ends(found)
    _held()


def _stocks(found: Figure) -> None:
    figure(
        Stock(
            "problems.open",
            _("Problems open"),
            PROBLEMS,
            of=found,
            stands=open_at,
            counted=_("problems raised and not closed by the end of the period, or by now; what was opened again later was closed then"),
            not_counted=ONCE,
        )
    )
    figure(
        Stock(
            "problems.overdue",
            _("Problems overdue"),
            PROBLEMS,
            of=found,
            stands=overdue_now,
            present_only=True,
            counted=_("open problems past the deadline of the station where they are now; told only as it stands now"),
            not_counted=ONCE,
        )
    )


def _ends(found: Figure) -> None:
    figure(
        replace(
            found,
            name="problems.closed",
            label=_("Problems closed"),
            on="closed_on",
            face={"at": "closed_at"},
            known=closed_by,
            also=not_withdrawn,
            kept=Kept("problem", "closed", linked=False, besides=LINKED),
            counted=_("problems closed in the period: said to be fixed by the raiser, or not evaluated in time"),
            not_counted=_("problems that were closed and have been opened again since; what was withdrawn; the parts of a divided one"),
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
            discreet="matter__confidential",
            restricted=conduct("matter__"),
            barred=hidden_from("matter__"),
            guarded=guarded("matter__"),
            face={"id": "matter_id", "number": "matter__number", "title": "matter__title", "at": "at"},
            counted=_("each time a raiser said that it is not fixed, by the day it was said"),
            not_counted=_("work sent back by the checker before the answer; what was found not to hold when it was looked at again"),
        )
    )
    figure(
        replace(
            found,
            name="problems.recurred",
            label=_("Problems that came again"),
            of=lambda: problems().filter(again_of__isnull=False),
            kept=None,
            counted=_("problems that were linked to a closed one which they repeat, by the day the new one was raised"),
            not_counted=_("what looks alike but was linked by nobody"),
        )
    )


def _held() -> None:
    held = Figure(
        "problems.held",
        "",
        "",
        of=stretches,
        on="since",
        unit="charged_unit",
        topic="matter__topic",
        person="charged_person",
        topics=topics,
        why="why",
        reasons=lambda: CHARGED,
        discreet="matter__confidential",
        restricted=conduct("matter__"),
        barred=not_read_by("matter__"),
        face={"id": "matter_id", "number": "matter__number", "title": "matter__title", "at": "matter__raised_at"},
        counted="",
    )
    figure(
        Held(
            "problems.holder_days",
            _("Days problems were held"),
            _("days"),
            of=held,
            thing="matter_id",
            counted=_(
                "for each problem the days of 24 hours in the period that somebody held it, charged to that person's unit; "
                "those held now count up to now; every problem, merged ones and parts too"
            ),
            not_counted=_("the time a problem lies closed; nothing is taken off for nights and days off"),
        )
    )
