"""What a way out must say of itself, and the words that go out on it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from luoshi.adapters.messages.channels.trouble import Hopeless


@dataclass(frozen=True)
class Words:
    """What is said: a heading, titles one a line, one link. `once` is the same for the same rows: by it other sides can say it once."""

    heading: str
    lines: tuple[str, ...]
    url: str
    once: str = ""

    @property
    def text(self) -> str:
        return "\n".join((self.heading, *self.lines))


@dataclass(frozen=True)
class Channel:
    """A way out. `send(address, words, at)` reaches a person, `post(bot name, words, at)` a group; both raise Trouble.

    `needs` names what must stand in the environment, `fits` is the pattern of an address.
    """

    name: str
    label: object
    hint: object
    needs: tuple[str, ...]
    fits: str
    send: Callable[[str, Words, datetime], None]
    post: Callable[[str, Words, datetime], None] | None = None

    def missing(self) -> list[str]:
        """What is not set in the environment, by name."""
        return [name for name in self.needs if not os.environ.get(name)]


def setting(name: str) -> str:
    """A setting of the environment, read when it is needed and kept nowhere. Hopeless when it is not set."""
    found = os.environ.get(name, "")
    if not found:
        raise Hopeless(f"{name} is not set")
    return found


def bot_key(name: str) -> str:
    """The key of a bot's webhook."""
    return setting(f"LUOSHI_BOT_{name}_KEY")


def bot_secret(name: str) -> str:
    """What a bot's posts are signed with; empty where the group asks for no signature."""
    return os.environ.get(f"LUOSHI_BOT_{name}_SIGN", "")
