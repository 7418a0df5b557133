"""Taking in lists of units and of roles from an office's workbook."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.kept import changed
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.refusal import Refusal
from luoshi.base.sheets.register import COMPLETED, NEW, PRESENT, Context, Entry
from luoshi.kernel.org.models import Branch, Unit
from luoshi.kernel.org.selectors import in_force
from luoshi.kernel.org.services import move_unit, must_administer
from luoshi.kernel.org.taking_in import list_taken, once, still_good
from luoshi.kernel.org.tree import ADMINISTRATIVE, STAMP, tree


class _Codes:
    """The units there are and those this list brings, by code and by name."""

    def __init__(self, entries: list[Entry], on: date) -> None:
        self.known = {unit.code: unit for unit in Unit.objects.select_related("receives_for")}
        of = tree(on)
        self.parent = {of.units[unit].code: of.units[above].code if above else None for unit, above in of.parent.items()}
        self.coming = {str(entry.values["code"]): entry for entry in entries if "code" in entry.values}
        self.named: dict[str, set[str]] = {}
        for code, unit in self.known.items():
            self.named.setdefault(unit.name, set()).add(code)
        for code, entry in self.coming.items():
            self.named.setdefault(str(entry.values.get("name", "")), set()).add(code)
        self.roots = [code for code, above in self.parent.items() if above is None]

    def find(self, entry: Entry, column: str) -> str | None:
        """The code of the unit that a cell names by code or name; None for an empty cell or one that is marked wrong."""
        written = str(entry.values.get(column, ""))
        if not written or written in self.known or written in self.coming:
            return written or None
        called = sorted(self.named.get(written, ()))
        if len(called) == 1:
            return called[0]
        if called:
            entry.wrong(column, _("%(n)s units are called “%(name)s”") % {"n": len(called), "name": written}, _("write the unit's code"))
        else:
            entry.wrong(column, _("there is no unit “%(name)s”") % {"name": written}, _("write its code or its full name"))
        return None


def check_units(entries: list[Entry], context: Context) -> None:
    """Marks each row of a list of units. The unit above may stand later in the same list; it may not stand below itself."""
    codes, short = _Codes(entries, context.on), _short_names()
    seen: dict[object, int] = {}
    for entry in entries:
        code = entry.values.get("code")
        if code is None or once(entry, "code", code, seen):
            continue
        for column in ("parent", "receives_for"):
            entry.values[f"{column}_code"] = codes.find(entry, column)
        known = codes.known.get(str(code))
        if known is None and not entry.values["parent_code"] and entry.good:
            codes.roots.append(str(code))
            if len(codes.roots) > 1:
                entry.wrong("parent", _("the unit above is missing: there is only one root"), _("write its code or name"))
        _short_name(entry, str(code), short)
        if known and entry.good:
            _compare(entry, known, codes)
    _circles(entries, codes)


def _short_names() -> dict[str, str]:
    return dict(Unit.objects.exclude(short_name="").values_list("short_name", "code"))


def _short_name(entry: Entry, code: str, short: dict[str, str]) -> None:
    name = str(entry.values.get("short_name", ""))
    if name and short.setdefault(name, code) != code:
        entry.wrong(
            "short_name",
            _("“%(name)s” opens the numbers of unit %(code)s already") % {"name": name, "code": short[name]},
            _("choose another"),
        )


def _compare(entry: Entry, known: Unit, codes: _Codes) -> None:
    values, changes = entry.values, []
    if values["name"] != known.name:
        changes.append(_("name: %(old)s becomes %(new)s") % {"old": known.name, "new": values["name"]})
    if values.get("short_name", known.short_name) != known.short_name:
        changes.append(_("short name: %(old)s becomes %(new)s") % {"old": known.short_name or "—", "new": values["short_name"]})
    receives = known.receives_for.code if known.receives_for else None
    if values["receives_for_code"] and values["receives_for_code"] != receives:
        changes.append(_("receives for %(unit)s") % {"unit": values["receives_for_code"]})
    if _moves(values, known, codes.parent):
        changes.append(_("moves below %(unit)s") % {"unit": values["parent_code"]})
    entry.fate, entry.note = (COMPLETED, _("; ").join(changes)) if changes else (PRESENT, "")


def _moves(values: dict[str, object], known: Unit, parent: dict[str, str | None]) -> bool:
    return bool(values["parent_code"]) and values["parent_code"] != parent.get(known.code)


def _circles(entries: list[Entry], codes: _Codes) -> None:
    above: dict[str, str | None] = dict(codes.parent)
    above |= {code: str(entry.values["parent_code"]) for code, entry in codes.coming.items() if entry.values.get("parent_code")}
    for entry in entries:
        at, line = above.get(str(entry.values.get("code", ""))), set()
        while at and at not in line:
            line.add(at)
            at = above.get(at)
        if at and str(entry.values.get("code")) in line and entry.good:
            entry.wrong("parent", _("this unit would hang below itself"), _("correct the unit above"))


@transaction.atomic
def take_units(
    *, entries: Iterator[Entry], actor: Actor, at: datetime, command: uuid.UUID, unit: int | None, digest: str, partial: bool
) -> int:
    """Write a list of units: new ones in their place, then changed names and moves. Answers how many rows changed something."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=("units", digest, partial), outcome=("list", 0)):
        return 0
    found = still_good(entries, check_units, actor, unit, at)
    new = [entry for entry in found if entry.fate == NEW]
    altered = [entry for entry in found if entry.fate == COMPLETED]
    on = local_date(at)
    Unit.objects.bulk_create(
        Unit(
            code=entry.values["code"],
            name=entry.values["name"],
            short_name=entry.values.get("short_name", ""),
            since=entry.values.get("since", on),
        )
        for entry in new
    )
    by_code = {one.code: one for one in Unit.objects.all()}
    _hang(new, by_code)
    changed(STAMP)
    for entry in altered:
        _alter(entry, by_code, actor, at, command)
    list_taken(actor=actor, at=at, verb="units.taken", digest=digest, new=len(new), altered=len(altered), partial=partial)
    return len(new) + len(altered)


def _hang(new: list[Entry], by_code: dict[str, Unit]) -> None:
    branches = []
    for entry in new:
        one, above = by_code[str(entry.values["code"])], by_code.get(str(entry.values["parent_code"]))
        branches.append(Branch(tree=ADMINISTRATIVE, unit=one, parent=above, since=one.since))
        if entry.values["receives_for_code"]:
            Unit.objects.filter(pk=one.pk).update(receives_for=by_code[str(entry.values["receives_for_code"])])
    Branch.objects.bulk_create(branches)


def _alter(entry: Entry, by_code: dict[str, Unit], actor: Actor, at: datetime, command: uuid.UUID) -> None:
    values, on = entry.values, local_date(at)
    one = by_code[str(values["code"])]
    receives = by_code.get(str(values["receives_for_code"])) or one.receives_for
    wanted = (str(values["name"]), str(values.get("short_name", one.short_name)), receives)
    if wanted != (one.name, one.short_name, one.receives_for):
        key = uuid.uuid5(command, f"change {one.code}")
        change_unit(actor=actor, at=at, command=key, unit=one, name=wanted[0], short_name=wanted[1], receives_for=receives)
    now = Branch.objects.filter(in_force(on), tree=ADMINISTRATIVE, unit=one).select_related("parent").first()
    above = by_code.get(str(values["parent_code"]))
    if above is not None and (now is None or now.parent_id != above.pk):
        move_unit(actor=actor, at=at, command=uuid.uuid5(command, f"move {one.code}"), unit=one, parent=above, since=on)


@transaction.atomic
def change_unit(
    *, actor: Actor, at: datetime, command: uuid.UUID, unit: Unit, name: str, short_name: str, receives_for: Unit | None
) -> None:
    """Another name, short name or unit it receives for, from now on. Refused: an empty name, a short name that is used already."""
    must_administer(actor)
    fields = (unit.pk, name, short_name, receives_for and receives_for.pk)
    if commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("unit", unit.pk)):
        return
    if not name.strip():
        raise Refusal(_("A unit needs a code and a name."), field="name")
    if short_name and Unit.objects.filter(Q(short_name=short_name) | Q(code=short_name)).exclude(pk=unit.pk).exists():
        raise Refusal(_("The short name %(name)s opens the numbers of another unit already.") % {"name": short_name}, field="short_name")
    Unit.objects.filter(pk=unit.pk).update(name=name.strip(), short_name=short_name, receives_for=receives_for)
    changed(STAMP)
    payload = {"name": name.strip(), "short_name": short_name, "receives_for": receives_for and receives_for.code}
    record(actor=actor, at=at, verb="unit.changed", subject=("unit", unit.pk), on=local_date(at), unit=unit.pk, payload=payload)
