"""What joint consultation lays on the shelves of the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.jobs.schedule import schedule
from luoshi.base.ledger.verbs import verb
from luoshi.kernel.activities.kinds import ActivityKind, activity_kind
from luoshi.kernel.org.roles import LEADING
from luoshi.mechanisms.consultations.figures import declare_figures
from luoshi.mechanisms.consultations.parameters import declare_parameters
from luoshi.mechanisms.consultations.services.by_the_clock import tell_leaders
from luoshi.mechanisms.consultations.waiting import count, todos
from luoshi.web.shelves import MenuLine, SheetPart, TodoSource, demo, menu_line, sheet_parts, todo_sources

PARTS = {"chair": _("Chair"), "office": _("For an office"), "recorder": _("Recorder")}


def _may(who: Actor) -> bool:
    return who.holds("handler", *LEADING)


def declare() -> None:
    declare_parameters()
    _declare_verbs()
    activity_kind(ActivityKind("consultation", _("Consultation"), _("Consultations"), PARTS, "/w/consultations/of/{id}"))
    menu_line(MenuLine("consultations", _("Consultations"), "/w/consultations/", "people", _may))
    todo_sources.put("consultations", TodoSource("consultations", _("Consultation"), todos, count))
    sheet_parts.put("consultations", SheetPart("consultations", _of_matter, instead=("consult",)))
    schedule("consultations.tell", every=timedelta(minutes=5), run=tell_leaders)
    declare_figures()
    demo("consultations", "luoshi.mechanisms.consultations.demo")


def _of_matter(*asked: object) -> tuple[str, dict[str, object]] | None:
    """The drawing is loaded when the first sheet is drawn: it needs the pages, which are not there yet when shelves are laid."""
    from luoshi.mechanisms.consultations.web.sheet_part import draw

    return draw(*asked)  # type: ignore[arg-type]


def _declare_verbs() -> None:
    verb("consultation.called", _("A consultation was called."), personal=("title", "people", "chair"))
    verb("consultation.invited", _("More people were asked to a consultation."), personal=("people",))
    verb("consultation.moved", _("A consultation was moved."), personal=("reason", "chair"))
    verb("consultation.replied", _("Somebody answered whether they come to a consultation."), personal=("person", "reason", "instead"))
    verb("consultation.held", _("A consultation was held."), personal=("present",))
    verb("consultation.said", _("An office said its word at a consultation."), personal=("person", "text"))
    verb("consultation.decided", _("A consultation decided an item."), personal=("reason", "answer", "steps"))
    verb("consultation.concluded", _("A consultation was concluded."), personal=("note",))
    verb("consultation.told", _("A consultation that is late was told to a leader."), personal=("leader",))
