"""Where mechanisms meet the screens: tiles of the report page, lines of the menu and the parts of the demonstration plant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from luoshi.base.actor import Actor
from luoshi.base.lists import Words
from luoshi.base.registry import Shelf


@dataclass(frozen=True)
class Tile:
    """One choice on the report page and the service that takes the report.

    `report(actor, at, command, place, topic, text, photos, channel, raiser, happened_at)` answers the id; `equipment`, `party`, `concerns`,
    `conduct` come along where they were named. Where the topic stands on a list, the list says how it is called and whether it is offered.
    """

    topic: str
    label: object
    icon: str
    report: Callable[..., int]
    channels: Mapping[str, object]
    words: Words | None = None


@dataclass(frozen=True)
class MenuLine:
    """A line of the menu under "Work": where it leads, its icon, who sees it, and whether it also stands on the home page."""

    name: str
    label: object
    url: str
    icon: str
    may: Callable[[Actor], bool]
    home: bool = False


@dataclass(frozen=True)
class Todo:
    """One thing that waits for a person besides the matters in the own hands: where it leads, the verb, what it is, until when."""

    url: str
    verb: object
    title: str
    due: datetime | None


@dataclass(frozen=True)
class TodoSource:
    """Where such things come from: `rows(actor, at, limit)` lists them, soonest due first, `count(actor, on)` says how many.

    With `queries(actor, on)`, whose rows are these things, they are counted in the one statement of the page instead.
    """

    name: str
    label: object
    rows: Callable[[Actor, datetime, int], list[Todo]]
    count: Callable[[Actor, date], int]
    queries: Callable[[Actor, date], Sequence[Any]] | None = None


@dataclass(frozen=True)
class SheetPart:
    """A part that a mechanism adds to a matter's sheet: `draw(actor, matter id, at)` answers a template's name and context, or None.

    `instead` are the acts to which this part is the way: the sheet offers no step of its own for them. With `channel` it is drawn only for
    what came that way.
    """

    name: str
    draw: Callable[[Actor, int, datetime], tuple[str, dict[str, object]] | None]
    instead: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True)
class DossierSection:
    """What a mechanism adds to a matter's dossier: `lines(actor, matter id, at)` gives label, words and an address ("" for none)."""

    name: str
    label: object
    lines: Callable[[Actor, int, datetime], Sequence[tuple[str, str, str]]]


tiles: Shelf[Tile] = Shelf("tiles of the report page")
menu_lines: Shelf[MenuLine] = Shelf("lines of the menu")
own_lines: Shelf[MenuLine] = Shelf("lines about oneself, below every page")
todo_sources: Shelf[TodoSource] = Shelf("what waits for a person")
sheet_parts: Shelf[SheetPart] = Shelf("parts of a matter's sheet")
dossier_sections: Shelf[DossierSection] = Shelf("sections of a matter's dossier")
AdminNotes = Callable[[Actor, date], Sequence[tuple[str, str, str]]]
admin_notes: Shelf[AdminNotes] = Shelf("what the page of administration says first: words, more words, an address")
demos: Shelf[str] = Shelf("parts of the demonstration plant")
demo_cast: Shelf[str] = Shelf("people with one-click sign-in on a demonstration")


def tile(declared: Tile) -> Tile:
    """Lay a tile on the shelf."""
    return tiles.put(declared.topic, declared)


def offered_tiles(on: date) -> dict[str, Tile]:
    """The choices of this day by topic: those laid on the shelf, and the words an enterprise has put on their lists itself."""
    out = {one.topic: one for one in tiles if one.words is None}
    for first in {one.words: one for one in reversed(list(tiles)) if one.words is not None}.values():
        assert first.words is not None
        for word, label in first.words.offered(on).items():
            shipped = tiles.get(word)
            if shipped is None:
                out[word] = replace(first, topic=word, label=label, icon="list")
            elif shipped.words is first.words:  # a word that another list, or no list, has laid on the shelf goes on leading there
                out[word] = replace(shipped, label=label)
    first_of = {name: place for place, name in enumerate(tiles.names())}
    return dict(sorted(out.items(), key=lambda item: first_of.get(item[0], len(first_of))))


def menu_line(declared: MenuLine) -> MenuLine:
    """Lay a line of the menu on the shelf."""
    return menu_lines.put(declared.name, declared)


def demo(name: str, module: str) -> None:
    """Name the module whose `plans(plant)` says what happens of this mechanism in the demonstration plant, each thing at its moment."""
    demos.put(name, module)
