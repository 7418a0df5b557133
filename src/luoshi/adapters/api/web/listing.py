"""The list of matters for programs: narrowed as the page is, newest first, page by page."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET, Meta, UnsetType, structs

from luoshi.adapters.api.web.declared import Asking, Call, Endpoint, Names, Said, given
from luoshi.adapters.api.web.shapes import Line, lines
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.finding import find_in_list
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.selectors import Filters
from luoshi.kernel.matters.selectors import page as keyed_page
from luoshi.kernel.org.roles import READING
from luoshi.kernel.org.tree import tree

LARGEST = 2**63 - 1
Code = Annotated[str, Meta(min_length=1, max_length=60)]


class Which(Asking, frozen=True):
    """Which matters."""

    among: ClassVar[Mapping[str, Names]] = {"kind": lambda _on: kinds.names()}

    kind: Annotated[str, Meta(description="The kind of matter, by its name in code.", examples=["problem"])]
    view: Annotated[Literal["open", "late", "checking", "closed", "all"], Meta(description="Where they stand.")] = "open"
    unit: Annotated[Code, Meta(description="Only what lies in this unit and below it, by its code.", examples=["WATER"])] | UnsetType = (
        UNSET
    )
    channel: Annotated[Code, Meta(description="How they came, by its name in code.")] | UnsetType = UNSET
    topic: Annotated[Code, Meta(description="What they are about, by its name in code.")] | UnsetType = UNSET
    place: Annotated[Code, Meta(description="Found at this place, by its code.")] | UnsetType = UNSET
    equipment: Annotated[Code, Meta(description="On this equipment, by its code.")] | UnsetType = UNSET
    since: Annotated[date, Meta(description="Raised on this day or later.")] | UnsetType = UNSET
    until: Annotated[date, Meta(description="Raised before this day.")] | UnsetType = UNSET
    words: Annotated[str, Meta(max_length=200, description="Only what holds these words.")] | UnsetType = UNSET
    before: Annotated[int, Meta(ge=1, le=LARGEST, description="The page below this id; `next` says which.")] | UnsetType = UNSET


class Listed(Said, frozen=True):
    """One page of a list."""

    items: list[Line]
    next: Annotated[str | None, Meta(description="The address of the next page, null at the end.")]


def _list(call: Call) -> Listed:
    if not call.actor.holds(*READING):
        raise Unseen
    which: Which = call.query
    unit, before = _unit(call), given(which.before)
    filters = Filters(
        which.kind, which.view, units=(unit,) if unit else (), channel=given(which.channel, ""), topic=given(which.topic, ""),
        since=given(which.since), until=given(which.until), place=given(which.place, ""), equipment=given(which.equipment, ""),
    )  # fmt: skip
    if words := given(which.words, "").strip():
        found = find_in_list(call.actor, filters, words, call.at, before)
        rows, older = list(found.rows), found.older
    else:
        rows, _newer, older = keyed_page(call.actor, filters, call.at, before=before)
    return Listed(lines(rows), _next(which, older) if older else None)


def _unit(call: Call) -> int | None:
    """The unit by its code; one that is not there, like one that is not read, holds nothing and is refused in the same words."""
    code = given(call.query.unit, "")
    if not code:
        return None
    found = next((unit.pk for unit in tree(call.on).units.values() if unit.code == code), None)
    if found is None:
        raise Refusal(_("There is no such unit for you."), field="unit")
    return found


def _next(which: Which, older: int) -> str:
    asked: dict[str, Any] = {name: value for name, value in structs.asdict(which).items() if value is not UNSET}
    return f"/api/matters?{urlencode({**asked, 'before': older})}"


ENDPOINTS = (
    Endpoint(
        "GET",
        "matters",
        "api-matters",
        "lists",
        gettext_lazy("The matters of one kind that I may read, newest first"),
        _list,
        Listed,
        query=Which,
        hidden=True,
    ),
)
