"""Taking in lists of places, machines and outside parties from an office's workbook: new, there already, or changed."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.register import COMPLETED, NEW, PRESENT, Context, Entry
from luoshi.kernel.org.equipment import change_equipment, plate
from luoshi.kernel.org.models import Equipment, Party, Place, Unit
from luoshi.kernel.org.parties import change_party
from luoshi.kernel.org.places import change_place
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.taking_in import AT_ONCE, Units, list_taken, once, still_good

Model = type[Place] | type[Equipment] | type[Party]


@dataclass(frozen=True)
class Thing:
    """What is taken in: its table, the columns of words, those that name one of the same list and those that name another thing."""

    name: str
    model: Model
    words: tuple[str, ...]
    own: str = ""
    others: dict[str, type[Place]] = field(default_factory=dict)
    clash: Model | None = None


PLACES = Thing("places", Place, ("name", "no_phone"), own="parent", clash=Equipment)
MACHINES = Thing("equipment", Equipment, ("name", "grade"), own="parent", others={"place": Place}, clash=Place)
PARTIES = Thing("parties", Party, ("name", "kind"))


def checker(thing: Thing) -> Callable[[list[Entry], Context], None]:
    """Marks each row of a list of these things."""

    def check(entries: list[Entry], context: Context) -> None:
        units, known = Units(context.on), _known(thing.model)
        here = {code for code, row in known.items() if row.until is None or row.until > context.on}
        others = {column: _known(model, context.on) for column, model in thing.others.items()}
        clash = set(_known(thing.clash)) if thing.clash else set()
        here |= {_code(entry) for entry in entries}
        seen: dict[object, int] = {}
        for entry in entries:
            code = _code(entry)
            if not code or once(entry, "code", code, seen):
                continue
            entry.values["code"] = code
            _check_code(entry, code, thing, clash)
            _check_names(entry, thing, units, here, others)
            one = known.get(code)
            if one and one.until is not None and one.until <= context.on:
                entry.wrong("code", _("%(code)s ended on %(day)s") % {"code": code, "day": one.until}, _("give it another code"))
            elif one and entry.good:
                changes = [words for _name, words in changes_of(entry, thing, one, known)]
                entry.fate, entry.note = (COMPLETED, _("; ").join(changes)) if changes else (PRESENT, "")
        if thing.own:
            _circles(entries, thing, known)

    return check


def taker(thing: Thing) -> Callable[..., int]:
    """Writes a list of these things: new ones at once, changes each with an entry of its own."""

    @transaction.atomic
    def take(
        *, entries: Iterator[Entry], actor: Actor, at: datetime, command: uuid.UUID, unit: int | None, digest: str, partial: bool
    ) -> int:
        must_administer(actor)
        if commands.begin(actor=actor, at=at, command=command, fields=(thing.name, digest, partial), outcome=("list", 0)):
            return 0
        found = still_good(entries, checker(thing), actor, unit, at)
        new = [entry for entry in found if entry.fate == NEW]
        _create(new, thing, local_date(at))
        altered = [entry for entry in found if entry.fate == COMPLETED]
        for entry in altered:
            _alter(entry, thing, actor, at, uuid.uuid5(command, f"change {entry.values['code']}"))
        list_taken(actor=actor, at=at, verb=f"{thing.name}.taken", digest=digest, new=len(new), altered=len(altered), partial=partial)
        return len(new) + len(altered)

    return take


def _code(entry: Entry) -> str:
    return str(entry.values.get("code", "")).strip().upper()


def _known(model: Model, on: date | None = None) -> dict[str, Any]:
    """All by code; only those that have not ended where a day is given."""
    rows = model.objects.all() if on is None else model.objects.filter(Q(until__isnull=True) | Q(until__gt=on))
    return {row.code: row for row in rows}


def _check_code(entry: Entry, code: str, thing: Thing, clash: set[str]) -> None:
    if thing.model is Place and not (code.isascii() and code.isalnum()):
        entry.wrong("code", _("a code on a wall holds other signs than letters and digits"), _("use letters and digits, at most 12"))
        return
    try:
        plate(code)
    except Refusal as refusal:
        entry.wrong("code", refusal, _("write it without these signs"))
    if code in clash:
        words = _("a machine has this code") if thing.model is Place else _("a place has this code")
        entry.wrong("code", words, _("a code scanned must mean one thing: choose another"))


def _check_names(entry: Entry, thing: Thing, units: Units, here: set[str], others: dict[str, dict[str, Any]]) -> None:
    if "unit" in entry.values:
        entry.values["unit_id"] = units.find(entry, "unit", str(entry.values["unit"]))
    written = str(entry.values.get(thing.own, "")).strip().upper() if thing.own else ""
    if written:
        entry.values[thing.own] = written
        if written not in here:
            entry.wrong(thing.own, _("there is no “%(code)s” here or in this list") % {"code": written}, _("write its code, or add it"))
    for column, there in others.items():
        code = str(entry.values.get(column, "")).strip().upper()
        entry.values[f"{column}_id"] = there[code].pk if code in there else None
        if code and code not in there:
            entry.wrong(column, _("there is no place with the code “%(code)s”") % {"code": code}, _("take the places in first"))


def _circles(entries: list[Entry], thing: Thing, known: dict[str, Any]) -> None:
    by_id = {row.pk: code for code, row in known.items()}
    above = {code: by_id.get(row.parent_id, "") for code, row in known.items()}
    above |= {_code(entry): str(entry.values.get(thing.own, "")) for entry in entries if thing.own in entry.values}
    for entry in entries:
        at, line = above.get(_code(entry), ""), set()
        while at and at not in line:
            line.add(at)
            at = above.get(at, "")
        if at and _code(entry) in line and entry.good:
            entry.wrong(thing.own, _("this would lie inside itself"), _("correct this cell"))


def changes_of(entry: Entry, thing: Thing, one: Any, known: dict[str, Any]) -> list[tuple[str, str]]:
    """What this row changes of a known thing: the field, and the change in words. An empty or missing cell changes nothing."""
    out: list[tuple[str, str]] = []
    for name in thing.words:
        if name in entry.values and _stored(entry.values[name]) != getattr(one, name):
            told = {"what": name if name not in LABELS else LABELS[name](), "new": entry.written.get(name) or entry.values[name]}
            out.append((name, _("%(what)s becomes %(new)s") % told))
    if entry.values.get("unit_id") not in (None, one.unit_id):
        out.append(("unit", _("unit becomes %(new)s") % {"new": entry.values["unit"]}))
    if thing.own and entry.values.get(thing.own):
        above = known.get(str(entry.values[thing.own]))
        if above is None or above.pk != one.parent_id:
            out.append((thing.own, _("lies in %(new)s") % {"new": entry.values[thing.own]}))
    for column in thing.others:
        if entry.values.get(f"{column}_id") not in (None, getattr(one, f"{column}_id")):
            out.append((column, _("stands in %(new)s") % {"new": entry.values[column]}))
    return out


LABELS: dict[str, Callable[[], str]] = {
    "name": lambda: _("name"), "grade": lambda: _("grade"), "kind": lambda: _("kind"), "no_phone": lambda: _("phones"),
}  # fmt: skip


def _stored(value: object) -> object:
    """A cell as it is kept: the mark for phones is true or false."""
    return {"forbidden": True, "allowed": False}.get(str(value), value)


def _create(new: list[Entry], thing: Thing, on: date) -> None:
    """All at once, then each hung into what holds it; the mark for phones goes down to what is inside."""
    model: Any = thing.model
    rows = []
    for entry in new:
        values = {name: _stored(entry.values[name]) for name in thing.words if name in entry.values}
        values |= {f"{column}_id": entry.values[f"{column}_id"] for column in thing.others}
        rows.append(model(code=entry.values["code"], unit_id=entry.values["unit_id"], since=entry.values.get("since", on), **values))
    model.objects.bulk_create(rows, batch_size=AT_ONCE)
    if not thing.own:
        return
    known, hung = _known(model), []
    for entry in new:
        if entry.values.get(thing.own):
            one = known[str(entry.values["code"])]
            one.parent = known[str(entry.values[thing.own])]
            hung.append(one)
    model.objects.bulk_update(hung, ["parent"], batch_size=AT_ONCE)
    if thing.model is Place:
        _mark_inside()


def _mark_inside() -> None:
    """Where phones are forbidden they are forbidden in everything inside."""
    while Place.objects.filter(parent__no_phone=True, no_phone=False).exists():
        inner = list(Place.objects.filter(parent__no_phone=True, no_phone=False).values_list("pk", flat=True))
        for first in range(0, len(inner), AT_ONCE):
            Place.objects.filter(pk__in=inner[first : first + AT_ONCE]).update(no_phone=True)


def _alter(entry: Entry, thing: Thing, actor: Actor, at: datetime, key: uuid.UUID) -> None:
    one, above = _and_above(thing, entry)
    values, unit = entry.values, Unit.objects.get(pk=entry.values["unit_id"])
    by: dict[str, Any] = {"actor": actor, "at": at, "command": key, "name": str(values["name"]), "unit": unit}
    if thing is PLACES:
        mark = bool(_stored(values.get("no_phone", one.no_phone)))
        change_place(**by, place=one, parent=above, no_phone=mark)
    elif thing is MACHINES:
        place = Place.objects.filter(pk=values.get("place_id") or one.place_id).first()
        change_equipment(**by, equipment=one, place=place, parent=above, grade=str(values.get("grade", one.grade)))
    else:
        change_party(**by, party=one, kind=str(values.get("kind", one.kind)))


def _and_above(thing: Thing, entry: Entry) -> tuple[Any, Any]:
    """The thing of this row, and what it lies in from now on."""
    one: Any = thing.model.objects.get(code=entry.values["code"])
    if not thing.own:
        return one, None
    written = entry.values.get(thing.own)
    return one, thing.model.objects.get(code=written) if written else one.parent
