"""What the problem list lays on the shelves of the house."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.lists import words
from luoshi.kernel.matters.kinds import Kind, kind
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.org.roles import READING
from luoshi.mechanisms.problems.figures import declare_figures
from luoshi.mechanisms.problems.parameters import declare_parameters
from luoshi.mechanisms.problems.services import report
from luoshi.mechanisms.problems.workflow import PROBLEM
from luoshi.web.shelves import MenuLine, Tile, demo, menu_line, tile

CHANNELS = {
    "phone": _("Phone"),
    "team_talk": _("Team talk"),
    "site_inspection": _("Site inspection"),
    "project_follow_up": _("Project follow-up"),
    "handover": _("Shift handover"),
    "paper": _("Paper form"),
    "customer": _("Customer visit"),
}
TILES = (
    ("hazard", _("Hazard"), "warn"),
    ("equipment", _("Equipment"), "wrench"),
    ("environment", _("Environment"), "leaf"),
    ("tools", _("Tools, spares"), "box"),
    ("living", _("Canteen, bus"), "bowl"),
    ("idea", _("Idea"), "bulb"),
)


def declare() -> None:
    declare_parameters()
    topics = words("problem.topic", _("What problems are about"), {topic: label for topic, label, _icon in TILES})
    kind(
        Kind(
            "problem",
            _("Problem"),
            _("Problem list"),
            PROBLEM,
            {**CHANNELS, "objection": _("Objection to a notice"), CHANNEL: _("Without a name")},
            icon="warn",
            nameless=True,
            topics=topics,
        )
    )
    for topic, label, icon in TILES:
        tile(Tile(topic, label, icon, report, CHANNELS, topics))
    declare_figures()
    menu_line(MenuLine("repeats", _("Repeat list"), "/w/repeats", "list", lambda who: who.holds(*READING)))
    demo("problems", "luoshi.mechanisms.problems.demo")
