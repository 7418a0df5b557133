"""What kinds of activity there are: laid on a shelf by the mechanisms."""

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class ActivityKind:
    """A kind of activity: its name in code and for people, as what one can take part in it, and the address of one (with `{id}`)."""

    name: str
    label: object
    plural: object
    parts: Mapping[str, object]
    url: str = ""


activity_kinds: Shelf[ActivityKind] = Shelf("kinds of activity")


def activity_kind(declared: ActivityKind) -> ActivityKind:
    """Lay a kind on the shelf."""
    return activity_kinds.put(declared.name, declared)
