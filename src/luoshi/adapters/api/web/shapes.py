"""The shapes that several answers share: a unit, a name, a line of a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from luoshi.adapters.api.web.declared import Said
from luoshi.base.clock import local
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.selectors import Row

Moment = Annotated[datetime, Meta(description="With the offset of the plant, as 2026-11-02T09:00:00+08:00.")]


class Named(Said, frozen=True):
    """Something with a name in code and one for people."""

    name: Annotated[str, Meta(description="The name in code.", examples=["registered"])]
    label: Annotated[str, Meta(description="The name for people.", examples=["已登记"])]


class Line(Said, frozen=True):
    """A matter as a list shows it: who asked not to be named is not."""

    id: int
    number: Annotated[str, Meta(description="The number people call it by.", examples=["水处理-2611-0001"])]
    kind: str
    title: str
    state: Named
    round: int
    channel: str
    topic: str
    unit: str
    place: str | None
    raiser: str | None
    holder: Annotated[str | None, Meta(description="Who has it now: a person, or a unit.")]
    waiting: Annotated[str, Meta(description="Why its clock stands still: asked, paused, or empty.")]
    raised_at: Moment
    due_at: Moment | None
    answered_at: Moment | None
    closed_at: Moment | None
    url: Annotated[str, Meta(description="Where it is read here.", examples=["/api/matters/17"])]


def state_of(kind: str, name: str) -> Named:
    return Named(name, str(kinds[kind].workflow.state(name).label))


def moment(at: datetime | None) -> datetime | None:
    """By the plant's wall clock, to the second."""
    return local(at).replace(microsecond=0) if at else None


def line(row: Row) -> Line:
    """A row of a list as a program reads it."""
    raised = local(row.raised_at).replace(microsecond=0)
    return Line(
        row.id, row.number, row.kind, row.title, state_of(row.kind, row.state), row.round, row.channel, row.topic, row.unit, row.place,
        row.raiser, row.holder or row.holder_unit, row.waiting, raised, moment(row.due_at), moment(row.answered_at), moment(row.closed_at),
        f"/api/matters/{row.id}",
    )  # fmt: skip


def lines(rows: Sequence[Row]) -> list[Line]:
    """What came without a name is read on its own page alone, where each reading is written down."""
    return [line(row) for row in rows if row.channel != CHANNEL]
