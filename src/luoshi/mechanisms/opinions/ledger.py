"""The opinion ledger as a register: its customary columns, how its rows are known again, and how they come in as history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.clock import local, local_date
from luoshi.base.sheets.register import COMPLETED, PRESENT, Context, Entry, Register
from luoshi.kernel.matters.services.history import Past, take_in_history
from luoshi.kernel.matters.services.raising import LONGEST_TITLE
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.tree import tree
from luoshi.mechanisms.opinions.columns import COLUMNS
from luoshi.mechanisms.opinions.kept import kept_rows, ledger_rows
from luoshi.mechanisms.opinions.recognising import Recognised, reaches
from luoshi.mechanisms.opinions.services import ENTERING

COMPARED = tuple(column.name for column in COLUMNS if column.name not in ("number", "staff_no"))
LATER = ("owner", "promised", "result", "answer", "answered", "answerer", "rating")


def may_use(actor: Actor, unit: int | None, on: date) -> bool:
    """Whoever has a desk over the unit takes in and gives out its ledger; the house does by command."""
    if actor is HOUSE:
        return True
    return covers(actor, unit, on, ENTERING) if unit is not None else actor.holds(*ENTERING)


def check(entries: list[Entry], context: Context) -> None:
    """Every fault of every row, who and which unit is meant, and whether it is here already."""
    found = Recognised.read(context)
    for entry in entries:
        _check_alone(entry, context)
        found.name(entry)
    _check_twice(entries, context)
    _check_known(entries, context)


def _check_alone(entry: Entry, context: Context) -> None:
    values = entry.values
    if not values.get("title") and ("title" in entry.headings or not values.get("text")):
        entry.wrong(
            "title" if "title" in entry.headings else "text", _("The title is missing."), _("Write in a few words what it is about.")
        )
    raised, answered = values.get("raised"), values.get("answered")
    if isinstance(raised, datetime) and raised > context.at:
        entry.wrong("raised", _("This time has not come yet."), _("Write the day it was raised."))
    if isinstance(answered, datetime):
        if answered > context.at:
            entry.wrong("answered", _("This time has not come yet."), _("Write the day it was answered, or leave it empty."))
        if isinstance(raised, datetime) and _before(entry, answered, raised):
            entry.wrong(
                "answered",
                _("It was answered before it was raised (%(raised)s).") % {"raised": _shown(entry, "raised")},
                _("Correct one of the two times."),
            )
        if not values.get("answer"):
            entry.wrong(
                "answer" if "answer" in entry.headings else "answered",
                _("There is a time of the answer, but no answer."),
                _("Write the answer, or take the time out."),
            )
    elif values.get("answer") and "answered" in entry.headings and not any(fault.name == "answered" for fault in entry.errors):
        entry.wrong("answered", _("There is an answer, but not when it was given."), _("Write the day of the answer."))
    elif values.get("rating") and not values.get("answer"):
        entry.wrong("rating", _("Somebody is satisfied with no answer."), _("Write the answer and its time, or take this out."))


def _before(entry: Entry, answered: datetime, raised: datetime) -> bool:
    """An answer whose hour is unknown can have come at any hour of its day."""
    if entry.hour_unknown & {"answered", "raised"}:
        return local_date(answered) < local_date(raised)
    return answered < raised


def _shown(entry: Entry, name: str) -> str:
    return entry.written.get(name) or str(entry.values.get(name, ""))


def _check_twice(entries: Sequence[Entry], context: Context) -> None:
    """The same number with the same words is one row written twice; with other words one of them is wrong."""
    seen: dict[object, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.values["key"], entry)
        if first is entry:
            continue
        differs = next((name for name in COMPARED if _plain(entry, name) != _plain(first, name)), None)
        if differs is None:
            entry.fate, entry.note = PRESENT, str(_("the same as row %(row)s") % {"row": first.row})
        else:
            heading = entry.headings.get(differs, differs)
            entry.wrong(
                "number",
                _("Row %(row)s has the same number with another %(column)s.") % {"row": first.row, "column": heading},
                _("Give one of the two another number."),
            )


def _check_known(entries: Sequence[Entry], context: Context) -> None:
    """What is here already: the same is present, what has only been added since completes it, anything else is said."""
    keys = {str(entry.values["key"]): entry for entry in entries if entry.fate != PRESENT}
    numbers = {str(entry.values["number"]): entry for entry in keys.values() if entry.values.get("number")}
    seen: set[int] = set()
    for pk, key, number, kept in kept_rows(keys, numbers):
        entry = keys.get(key) or numbers[number]
        if pk in seen:
            continue
        seen.add(pk)
        entry.values["matter"] = pk
        if reaches(context.actor, int(str(kept["unit_id"])), context.on):
            _compare(entry, kept)
        else:
            entry.wrong("number", _("This number belongs to an opinion outside your units."), _("Write the number of your own ledger."))


def _compare(entry: Entry, kept: Mapping[str, object]) -> None:
    added, hours = [], kept.get("hour_unknown") or set()
    for name in COMPARED:
        if name not in entry.headings or entry.values.get(name) in (None, ""):
            continue
        here, there = _same_hour(entry, name, kept, hours)
        if here == there:
            continue
        if there in (None, "") and name in LATER and kept.get("untouched"):
            added.append(name)
            continue
        said = {"column": entry.headings[name], "kept": _brief(there), "now": _brief(here)}
        entry.wrong(
            name, _("%(column)s is kept as “%(kept)s”, here it reads “%(now)s”.") % said, _("Change it on its page, or take this row out.")
        )
    entry.fate = COMPLETED if added else PRESENT
    if added:
        entry.note = "、".join(entry.headings[name] for name in added)


def _same_hour(entry: Entry, name: str, kept: Mapping[str, object], hours: Any) -> tuple[object, object]:
    if name == "unit":
        same = entry.values["unit_id"] == kept["unit_id"]
        return (_plain(entry, name), _plain(entry, name)) if same else (_plain(entry, name), kept["unit"])
    here, there = _plain(entry, name), kept.get(name) or ""
    if isinstance(here, datetime) and isinstance(there, datetime) and (name in entry.hour_unknown or name in hours):
        return local_date(here), local_date(there)
    return here, there


def _plain(entry: Entry, name: str) -> object:
    value = entry.values.get(name)
    if name == "title" and not value:
        return _title(str(entry.values.get("text") or ""))
    return value if value is not None else ""


def _brief(value: object) -> str:
    text = f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return text if len(text) <= 20 else text[:19] + "…"


def _title(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def take(*, entries: Iterator[Entry], actor: Actor, at: datetime, command: UUID, unit: int | None, digest: str, partial: bool) -> int:
    """New rows as history and completed ones with what was added, all or none; how many."""
    new: list[Entry] = []
    completed: list[Entry] = []
    for entry in entries:
        if entry.fate == PRESENT:
            continue
        (completed if entry.fate == COMPLETED else new).append(entry)
    if not new and not completed:
        return 0
    return take_in_history(
        actor=actor,
        at=at,
        command=command,
        kind="opinion",
        rows=[_past(entry, unit, at) for entry in new],
        unit=unit,
        digest=digest,
        completed=[(int(str(entry.values["matter"])), _past(entry, unit, at)) for entry in completed],
    )


def _past(entry: Entry, unit: int | None, at: datetime) -> Past:
    values: Mapping[str, Any] = entry.values
    home = values["unit_id"] or unit or _root(local_date(at))
    return Past(
        ledger_no=str(values.get("number") or ""),
        ledger_key=str(values["key"]),
        title=str(_plain(entry, "title")),
        text=values.get("text") or "",
        unit=home,
        raised_at=values["raised"],
        topic=values["topic"],
        channel=values["channel"],
        raiser=values["raiser_id"],
        raiser_words=values.get("raiser") or values.get("staff_no") or "",
        owner=values["owner_id"],
        owner_words=values.get("owner") or "",
        promised_on=values.get("promised"),
        result=values.get("result") or "",
        answer=values.get("answer") or "",
        answered_at=values.get("answered"),
        answerer=values.get("answerer") or "",
        rating=values.get("rating") or "",
        hour_unknown=frozenset(entry.hour_unknown),
    )


def _root(on: date) -> int:
    return tree(on).children[None][0]


def rows(actor: Actor, unit: int | None, on: date) -> Iterable[Mapping[str, object]]:
    """The ledger of a unit and all below it, in the order it was raised; a confidential raiser is not named."""
    return ledger_rows(tree(on).below([unit]) if unit is not None else None)


LEDGER = Register(
    "opinions",
    _l("Opinion ledger"),
    COLUMNS,
    check,
    take,
    may_use,
    rows,
    unit_wanted=True,
    key=_l("by number, or by time, title, words and raiser where there is none"),
)
