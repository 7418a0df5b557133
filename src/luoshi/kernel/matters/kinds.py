"""What kinds of matter there are: laid on a shelf by the mechanisms, drawn by the generic screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.base.registry import Shelf
from luoshi.base.workflow import Workflow


@dataclass(frozen=True)
class Kind:
    """A kind of matter: its name in code and for people, its life, the ways it comes in, and the icon of its menu line."""

    name: str
    label: object
    plural: object
    workflow: Workflow
    channels: Mapping[str, object] = field(default_factory=dict)
    icon: str = "list"


kinds: Shelf[Kind] = Shelf("kinds of matter")


def kind(declared: Kind) -> Kind:
    """Lay a kind on the shelf."""
    return kinds.put(declared.name, declared)
