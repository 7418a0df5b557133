"""What kinds of matter there are: laid on a shelf by the mechanisms, drawn by the generic screens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.base.actor import Actor
from luoshi.base.lists import Words
from luoshi.base.registry import Shelf
from luoshi.base.workflow import State, Workflow


@dataclass(frozen=True)
class Kind:
    """A kind of matter: its name in code and for people, its life, the ways it comes in, what it can be about, its icon.

    `entry` says where this person enters one; `nameless`: it may also come without a name.
    """

    name: str
    label: object
    plural: object
    workflow: Workflow
    channels: Mapping[str, object] = field(default_factory=dict)
    icon: str = "list"
    topics: Mapping[str, object] = field(default_factory=dict)
    history_at: str = ""
    entry: Callable[[Actor], str] = lambda _who: "/w/report/"
    nameless: bool = False

    @property
    def history(self) -> State:
        """The state in which what an old ledger left open is taken up."""
        return self.workflow.state(self.history_at) if self.history_at else self.workflow.first

    def offered(self, on: date) -> Mapping[str, object]:
        """What a new one can be about on this day."""
        return self.topics.offered(on) if isinstance(self.topics, Words) else self.topics

    def topic(self, name: str) -> object:
        """What a matter is about, in words; a topic that came with an old ledger stands as it was written."""
        return self.topics.get(name, name)


kinds: Shelf[Kind] = Shelf("kinds of matter")


def kind(declared: Kind) -> Kind:
    """Lay a kind on the shelf."""
    return kinds.put(declared.name, declared)
