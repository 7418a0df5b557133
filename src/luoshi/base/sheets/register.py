"""What a ledger looks like to the house: its columns, who may take it in, how its rows are checked, taken and given out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from luoshi.base.actor import Actor
from luoshi.base.registry import Shelf

KINDS = ("text", "longtext", "code", "moment", "day", "count", "choice")
NEW, PRESENT, COMPLETED = "new", "present", "completed"


@dataclass(frozen=True)
class Column:
    """One column. `synonyms` are other headings it goes by; `choices` maps stored values to labels; `group` heads it in the file given out.

    A `text` may be as long as `longest` says (0: no limit of its own); `width` is the width in the file given out, in characters.
    """

    name: str
    label: object
    kind: str = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, object] = field(default_factory=dict)
    group: object = ""
    longest: int = 0
    width: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.name}: kind {self.kind!r} is none of {KINDS}")
        if self.kind == "choice" and not self.choices:
            raise ValueError(f"column {self.name}: a choice needs choices")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell. `row` is the workbook's own row number, `column` the heading as written, `name` the declared column."""

    row: int
    column: str
    problem: str
    remedy: str = ""
    name: str = ""


@dataclass
class Entry:
    """One data row, typed. `written` is each cell as it stood in the file; `hour_unknown` names moments that came as a bare day.

    `fate`: new, present (the same is there already) or completed (something is added or changed: `note` says what, in words).
    """

    row: int
    values: dict[str, Any]
    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    fate: str = NEW
    hour_unknown: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def good(self) -> bool:
        return not self.errors

    def wrong(self, name: str, problem: object, remedy: object = "") -> None:
        """Mark the cell of this declared column as wrong."""
        self.errors.append(Fault(self.row, self.headings.get(name, name), str(problem), str(remedy), name))

    def doubtful(self, name: str, problem: object) -> None:
        """Accept the cell, but say what is odd about it."""
        self.warnings.append(Fault(self.row, self.headings.get(name, name), str(problem), "", name))


@dataclass(frozen=True)
class Context:
    """For whom a ledger is checked: the person, the unit it is taken in for (its id), the day and the moment."""

    actor: Actor
    unit: int | None
    on: date
    at: datetime


class Take(Protocol):
    """Writes the good entries in one transaction of its own; answers how many it wrote. Entries arrive in the order of the file.

    An entry whose fate is `present` comes too: writing it again must change nothing.
    """

    def __call__(
        self, *, entries: Iterator[Entry], actor: Actor, at: datetime, command: UUID, unit: int | None, digest: str, partial: bool
    ) -> int: ...


Check = Callable[[list[Entry], Context], None]
May = Callable[[Actor, int | None, date], bool]
Rows = Callable[[Actor, int | None, date], Iterable[Mapping[str, object]]]


@dataclass(frozen=True)
class Register:
    """A kind of ledger. `check` reads the database once for all entries and sets errors, warnings and fate; `take` writes them.

    `rows` gives the values to give out by column name, with `hour_unknown` (a set of names) where a moment is only a day.
    `may`: may this person take in and give out for this unit (None: for any at all)? `key` says by what a row is known again.
    """

    name: str
    label: object
    columns: tuple[Column, ...]
    check: Check
    take: Take
    may: May
    rows: Rows | None = None
    unit_wanted: bool = False
    key: object = ""

    def column(self, name: str) -> Column:
        """The declared column of this name; KeyError for none."""
        return next((column for column in self.columns if column.name == name), None) or _missing(self.name, name)


def _missing(register: str, name: str) -> Column:
    raise KeyError(f"register {register} has no column {name!r}")


registers: Shelf[Register] = Shelf("registers that are taken in and given out as workbooks")


def register(declared: Register) -> Register:
    """Lay a register on the shelf; two columns of one name stop the process."""
    names = [column.name for column in declared.columns]
    if len(set(names)) != len(names):
        raise ValueError(f"register {declared.name} names a column twice")
    return registers.put(declared.name, declared)
