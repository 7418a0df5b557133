"""What a program asks about its own key, about what is the person's own, and about the kinds of matters there are."""

from collections.abc import Mapping
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from luoshi.adapters.api.web.declared import Call, Endpoint, Said
from luoshi.adapters.api.web.shapes import Line, Moment, Named, lines
from luoshi.base.clock import local
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.selectors import held_by, held_by_office, mine
from luoshi.web.shelves import offered_tiles

MOST = 200


class Me(Said, frozen=True):
    """Who a key speaks for, what it may do, and until when."""

    staff_no: str
    name: str
    scopes: list[str]
    until: Moment
    key: Annotated[str, Meta(description="The key by its number: as `origin` in what the house tells by itself.", examples=["key-12"])]


class Rows(Said, frozen=True):
    """At most 200 lines."""

    items: list[Line]


class State(Said, frozen=True):
    """A station in the life of a matter; `link` is where it stands on the chain from raised to answered."""

    name: str
    label: str
    link: str
    closed: bool


class KindOfMatter(Said, frozen=True):
    """A kind of matter: what it can be about, the ways it comes in, its states."""

    name: str
    label: str
    topics: list[Named]
    channels: list[Named]
    states: list[State]


class About(Said, frozen=True):
    """What a report can be about; `name` is what POST /api/matters wants as `about`."""

    name: str
    label: str
    channels: list[Named]


class Kinds(Said, frozen=True):
    """What kinds of matters there are, and what can be raised."""

    kinds: list[KindOfMatter]
    about: list[About]


def _me(call: Call) -> Me:
    who = call.who
    return Me(who.staff_no, who.name, list(who.scopes), local(who.until), f"key-{who.token}")


def _mine(call: Call) -> Rows:
    return Rows(lines(mine(call.actor, MOST)))


def _waiting(call: Call) -> Rows:
    own, office = held_by(call.actor, call.on, MOST), held_by_office(call.actor, call.on, MOST)
    return Rows(lines([*own, *office][:MOST]))


def _kinds(call: Call) -> Kinds:
    def named(words: Mapping[str, object]) -> list[Named]:
        return [Named(name, str(label)) for name, label in words.items() if name != CHANNEL]

    found = [
        KindOfMatter(
            kind.name, str(kind.label), named(kind.offered(call.on)), named(kind.channels),
            [State(one.name, str(one.label), one.link, one.closed) for one in kind.workflow.states],
        )
        for kind in kinds
    ]  # fmt: skip
    about = [About(name, str(tile.label), named(tile.channels)) for name, tile in offered_tiles(call.on).items()]
    return Kinds(found, about)


ENDPOINTS = (
    Endpoint("GET", "me", "api-me", "", _("Who this key speaks for, what it may do, and until when"), _me, Me),
    Endpoint("GET", "kinds", "api-kinds", "", _("What kinds of matters there are, and what can be raised"), _kinds, Kinds),
    Endpoint("GET", "mine", "api-mine", "own", _("What I raised"), _mine, Rows),
    Endpoint("GET", "waiting", "api-waiting", "own", _("What waits for me and for my office, soonest due first"), _waiting, Rows),
)
