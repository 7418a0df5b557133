"""What lists there are: name, label and the words shipped, laid on a shelf by the room whose forms offer them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Kept:
    """A word as the enterprise has it: its labels, and the days on which it is offered (None: from ever, for ever)."""

    label: str
    english: str
    since: date | None
    until: date | None

    @property
    def said(self) -> str:
        """The label in the language of whoever reads; the Chinese one where no English one was written."""
        return self.english if self.english and not (get_language() or "zh").startswith("zh") else self.label

    def offered(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or self.until > on)


class Words(Mapping[str, object]):
    """A list to choose from, read as a mapping of every word it ever had to its label of now; `offered` gives those to choose today.

    A record keeps the word, so that it can still be read after its label was changed or it is offered no longer.
    """

    def __init__(self, name: str, label: object, shipped: Mapping[str, object]) -> None:
        self.name, self.label, self.shipped = name, label, dict(shipped)

    def __getitem__(self, word: str) -> object:
        own = self.kept().get(word)
        return own.said if own else self.shipped[word]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.shipped, **self.kept()})

    def __len__(self) -> int:
        return len({**self.shipped, **self.kept()})

    def __hash__(self) -> int:
        return hash(self.name)

    def offered(self, on: date) -> dict[str, object]:
        """The words to choose from on this day, those shipped first."""
        own = self.kept()
        return {word: label for word, label in self.items() if word not in own or own[word].offered(on)}

    def kept(self) -> Mapping[str, Kept]:
        """What the enterprise has of its own in this list."""
        from luoshi.base.lists.selectors import own_words

        return own_words(self.name)


lists: Shelf[Words] = Shelf("lists to choose from")


def words(name: str, label: object, shipped: Mapping[str, object]) -> Words:
    """Lay a list on the shelf."""
    return lists.put(name, Words(name, label, shipped))
