"""Is this installation kept as it should be: each line says what is asked and by which clause, what is, and what to do."""

from dataclasses import dataclass, replace
from datetime import datetime

GOOD, BAD, HINT = "good", "bad", "hint"
GRADED = ("https", "hosts", "address header", "demonstration")  # what is mended before others come in; bad where a profile is asked for


@dataclass(frozen=True)
class Line:
    """One thing looked at. A hint is what the house cannot see for itself; it makes nothing bad."""

    name: str
    asks: str
    found: str
    verdict: str
    todo: str = ""

    def told(self) -> dict[str, str]:
        """As it is given to programs."""
        return {"setting": self.name, "found": self.found, "needed": self.todo, "why": self.asks}


def line(name: str, asks: str, good: bool, found: str, todo: str) -> Line:
    """Good, or bad with what to do."""
    return Line(name, asks, found, GOOD if good else BAD, "" if good else todo)


def look(at: datetime, profile: str = "", *, integrity: bool = False) -> list[Line]:
    """Everything, in the order in which it is mended; with the parameters of a profile where one is named, and every byte read if asked."""
    from luoshi.site.checkup import house, keeping, lists, machine, people

    lines = [*keeping.lines(at, integrity=integrity), *machine.lines(), *people.lines(at, profile), *house.lines(at), *lists.lines(at)]
    if profile:
        from luoshi.site.checkup.profiles import lines as of_profile

        return [*lines, *of_profile(at, profile)]
    return [replace(one, verdict=HINT) if one.verdict == BAD and one.name in GRADED else one for one in lines]
