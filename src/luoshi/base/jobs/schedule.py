"""What is done by the clock: declarations on a shelf, each with its rhythm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Scheduled:
    """A job: `run(at)` answers how many things it did. It must be harmless when run twice.

    `speaks` marks jobs that remind, escalate or close: they stay silent on a demonstration, so that looking changes no figure.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]
    speaks: bool = True


shelf: Shelf[Scheduled] = Shelf("schedule")


def schedule(name: str, *, every: timedelta, run: Callable[[datetime], int], speaks: bool = True) -> Scheduled:
    """Lay a job on the shelf."""
    return shelf.put(name, Scheduled(name, every, run, speaks))
