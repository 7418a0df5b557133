"""What the house tells by itself: which lines of a story are told, in which words, and what never leaves the house."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.clock import local
from luoshi.kernel.matters.acts import TAKING_BACK
from luoshi.kernel.matters.kinds import kinds

RAISED, MOVED, ANSWERED, CLOSED, REOPENED, OVERDUE, TEST = (
    "matter.raised", "matter.moved", "matter.answered", "matter.closed", "matter.reopened", "matter.overdue", "test",
)  # fmt: skip
EVENTS = {
    RAISED: _("a matter was raised"),
    MOVED: _("it went on to another state"),
    ANSWERED: _("it was answered"),
    CLOSED: _("it was closed"),
    REOPENED: _("it was opened again"),
    OVERDUE: _("it is overdue"),
}
OPENLY = Q(reserved=False, conduct=False, confidential=False, imported__isnull=True)
"""What is kept from anybody, what is about conduct, whose raiser is not to be named, and what came with an old ledger is told to nobody."""


@dataclass(frozen=True)
class Happened:
    """Something that happened to a matter, with nothing personal in it. `once` is the same whenever it is found again."""

    once: str
    event: str
    matter: int
    number: str
    kind: str
    state: str
    unit: int
    code: str
    at: datetime
    origin: int | None = None


def event_of(kind: str, act: str, before: str, after: str) -> str:
    """Which event a line of a story is; "" where it is none."""
    if act == "raise":
        return RAISED
    if act in TAKING_BACK:
        return REOPENED
    if before == after or not after:
        return ""
    flow = kinds[kind].workflow
    was, now = flow.state(before) if before else flow.first, flow.state(after)
    if now.closed:
        return "" if was.closed else CLOSED
    return ANSWERED if now.link == "answered" and was.link != "answered" else MOVED


def body_of(one: Happened, house: str) -> str:
    """What goes out: number, kind, state, unit and address. No title, no text, no name."""
    said: dict[str, Any] = {
        "event": one.event,
        "at": local(one.at).isoformat(timespec="seconds"),
        "origin": f"key-{one.origin}" if one.origin else None,
        "matter": {
            "id": one.matter, "number": one.number, "kind": one.kind, "state": one.state, "unit": one.code,
            "url": f"{house}/api/matters/{one.matter}", "page": f"{house}/w/matters/{one.matter}",
        },
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def body_of_test(at: datetime) -> str:
    """A test says only that it is one."""
    return json.dumps({"event": TEST, "at": local(at).isoformat(timespec="seconds"), "origin": None, "matter": None})
