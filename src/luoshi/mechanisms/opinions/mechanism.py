"""What opinions lay on the shelves of the house."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.actor import Actor
from luoshi.base.lists import words
from luoshi.base.sheets.register import register
from luoshi.kernel.activities.kinds import ActivityKind, activity_kind
from luoshi.kernel.matters.kinds import Kind, kind
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.org.roles import READING
from luoshi.mechanisms.opinions.figures import declare_figures
from luoshi.mechanisms.opinions.ledger import LEDGER
from luoshi.mechanisms.opinions.parameters import declare_parameters
from luoshi.mechanisms.opinions.services import ENTERING, submit
from luoshi.mechanisms.opinions.workflow import OPINION
from luoshi.web.shelves import MenuLine, Tile, demo, menu_line, tile

CHANNELS = {
    "box": _("Opinion box"),
    "form": _("Opinion form"),
    "symposium": _("Symposium"),
    "mailbox": _("Mailbox"),
}
TOPICS = {
    "pay": _("Pay and benefits"),
    "safety": _("Work safety"),
    "production": _("Production and equipment"),
    "canteen": _("Canteen"),
    "transport": _("Commuting"),
    "housing": _("Housing and surroundings"),
    "training": _("Training and posts"),
    "management": _("Management and rules"),
    "culture": _("Culture and sport"),
    "care": _("Hardship and care"),
    "other": _("Other"),
}
PARTS = {"representative": _("Representative"), "leader": _("Leader")}


def _entry(who: Actor) -> str:
    """Whoever has a desk reads opinions off paper; everybody else raises the own one."""
    return "/w/opinions/enter" if who.holds(*ENTERING) else "/w/report/"


def declare() -> None:
    declare_parameters()
    kind(
        Kind(
            "opinion",
            _("Opinion"),
            _("Opinions"),
            OPINION,
            {**CHANNELS, CHANNEL: _("Without a name")},
            icon="bulb",
            topics=words("opinion.topic", _("What opinions are about"), TOPICS),
            history_at="registered",
            entry=_entry,
            nameless=True,
        )
    )
    activity_kind(ActivityKind("symposium", _("Symposium"), _("Symposiums"), PARTS, "/w/opinions/symposiums/{id}"))
    tile(Tile("opinion", _("Opinion"), "list", submit, {"mailbox": CHANNELS["mailbox"], "form": CHANNELS["form"], "box": CHANNELS["box"]}))
    register(LEDGER)
    menu_line(MenuLine("symposiums", _("Symposiums"), "/w/opinions/symposiums/", "people", lambda who: who.holds(*READING)))
    menu_line(MenuLine("enter opinions", _("Enter opinions"), "/w/opinions/enter", "box", lambda who: who.holds(*ENTERING)))
    declare_figures()
    demo("opinions", "luoshi.mechanisms.opinions.demo")
