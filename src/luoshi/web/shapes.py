"""What the components draw: the chain, the clock, the relay strip and the chart, as plain values without a template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

LinkState = Literal["done", "now", "todo", "broken", "skipped"]
ClockState = Literal["ample", "soon", "late", "stopped", "finished"]
Shade = Literal["a", "b", "now", "late", "todo"]


@dataclass(frozen=True)
class Link:
    """One of the five links: its word, how far it is, who and when, and the time spent until the next link."""

    word: str
    state: LinkState
    who: str = ""
    when: str = ""
    spent: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chain:
    """Five links and the one sentence a screen reader says for them."""

    links: Sequence[Link]
    sentence: str

    @property
    def states(self) -> tuple[LinkState, ...]:
        return tuple(link.state for link in self.links)


@dataclass(frozen=True)
class Clock:
    """A dial and words. `share` is the used part of the time in per cent, `exact` the moment itself, for the tooltip and paper."""

    state: ClockState
    words: str
    share: int = 0
    exact: str = ""


@dataclass(frozen=True)
class Stretch:
    """One holder's piece of the relay strip; `left` and `width` in per cent of the strip."""

    who: str
    words: str
    left: float
    width: float
    shade: Shade
    url: str = ""


@dataclass(frozen=True)
class Relay:
    """Who held it how long, in order. `deadline` is a position in per cent, None without a deadline."""

    stretches: Sequence[Stretch]
    deadline: float | None = None
    deadline_words: str = ""


@dataclass(frozen=True)
class Point:
    """One month of a chart. `y` is the height in per cent of the axis, None without a value; `low` and `high` the interval's; `n` is the
    number of records, shown under the month; the value of the `last` one with a value is written at it."""

    label: str
    words: str
    n: str
    url: str
    y: float | None = None
    low: float | None = None
    high: float | None = None
    last: bool = False


@dataclass(frozen=True)
class Chart:
    """Twelve months drawn on the server. `ticks`: heights in per cent with their words; `bands`: the interval as polygons, x and y in
    per cent from the left and the top; `heads`: what the columns of the table beside it are called."""

    points: Sequence[Point]
    ticks: Sequence[tuple[float, str]] = field(default_factory=tuple)
    bands: Sequence[str] = field(default_factory=tuple)
    heads: Sequence[str] = field(default_factory=tuple)
