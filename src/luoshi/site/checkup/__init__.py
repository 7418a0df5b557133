"""Is this installation kept as it should be: each line says what is asked and by which clause, what is, and what to do."""

from dataclasses import dataclass
from datetime import datetime

GOOD, BAD, HINT = "good", "bad", "hint"


@dataclass(frozen=True)
class Line:
    """One thing looked at. A hint is what the house cannot see for itself; it makes nothing bad."""

    name: str
    asks: str
    found: str
    verdict: str
    todo: str = ""


def line(name: str, asks: str, good: bool, found: str, todo: str) -> Line:
    """Good, or bad with what to do."""
    return Line(name, asks, found, GOOD if good else BAD, "" if good else todo)


def look(at: datetime, profile: str = "") -> list[Line]:
    """Everything, in the order in which it is mended; with the parameters of a profile where one is named."""
    from luoshi.site.checkup import house, lists, machine, people

    lines = [*machine.lines(), *people.lines(at, profile), *house.lines(at), *lists.lines(at)]
    if profile:
        from luoshi.site.checkup.profiles import lines as of_profile

        lines += of_profile(at, profile)
    return lines
