"""Reading what was typed about a consultation: people and offices, a moment, the rows of a decision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.base.clock import at_local
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.naming import named_here, unit_named
from luoshi.mechanisms.consultations.outcome import Planned
from luoshi.mechanisms.consultations.selectors import spokesman
from luoshi.mechanisms.consultations.services import Asked
from luoshi.mechanisms.consultations.services.deciding import MOST_ROWS

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Person

ROWS, MORE = 4, 4
SPLIT_AT = re.compile(r"[\n;；、，,]")


@dataclass(frozen=True)
class TypedRow:
    """One row of a decision as it was typed."""

    area: str = ""
    action: str = ""
    owner: str = ""
    days: str = ""
    contingency: str = ""

    @property
    def empty(self) -> bool:
        return not (self.area.strip() or self.action.strip() or self.owner.strip() or self.contingency.strip())


def typed_rows(request: HttpRequest) -> list[TypedRow]:
    """Every row that was sent; the empty ones at the end are left away."""
    post, rows = request.POST, []
    for n in count(1):
        if f"action-{n}" not in post:
            break
        rows.append(TypedRow(*(post.get(f"{name}-{n}", "") for name in ("area", "action", "owner", "days", "contingency"))))
    while rows and rows[-1].empty:
        rows.pop()
    return rows


def rows_for_form(request: HttpRequest, *, typed: bool) -> list[TypedRow]:
    """What was typed and some empty rows more; "more rows" adds a handful."""
    rows = typed_rows(request) if typed else []
    more = MORE if typed and "more" in request.POST else 0
    many = min(max(ROWS, len(rows) + (1 if rows else 0)) + more, MOST_ROWS)
    return rows + [TypedRow()] * (many - len(rows))


def planned_rows(request: HttpRequest, on: date) -> list[Planned]:
    """The rows as the service takes them; empty rows are passed over. Refused, at its row: nobody, or several, of that name; no number."""
    out: list[Planned] = []
    for n, row in enumerate(typed_rows(request), start=1):
        if row.empty:
            continue
        if not row.action.strip():
            raise Refusal(_("Write what is to be done."), field=f"action-{n}")
        owner = one_person(row.owner, on, f"owner-{n}", _("Row %(n)s: say who does it.") % {"n": n})
        if not row.days.strip().isdecimal() or not row.days.strip().isascii() or len(row.days.strip()) > 3:
            raise Refusal(_("Row %(n)s: write a whole number of working days.") % {"n": n}, field=f"days-{n}")
        out.append(Planned(row.action.strip(), owner, int(row.days), row.area.strip(), row.contingency.strip()))
    return out


def one_person(words: str, on: date, field: str, missing: str) -> "Person":
    """The one person who is meant. Refused: nobody, or several of the same name."""
    words = words.strip()
    if not words:
        raise Refusal(missing, field=field)
    return _one(words, named_here([words], None, on)[words], field)


def _one(words: str, found: Sequence["Person"], field: str) -> "Person":
    if not found:
        raise Refusal(_("Nobody here has the staff number or name %(words)s.") % {"words": words}, field=field)
    if len(found) > 1:
        named = "、".join(f"{one.name} {one.staff_no} {one.unit.name}" for one in found[:5])
        raise Refusal(_("More than one has this name: %(named)s. Write the staff number.") % {"named": named}, field=field)
    return found[0]


def people_asked(request: HttpRequest, on: date) -> list[Asked]:
    """Who was ticked for a skill, then whom the lines name: people, or offices for whom their leader is asked."""
    lines = [line.strip() for line in SPLIT_AT.split(request.POST.get("people", "")) if line.strip()]
    ticked = [tuple(one.partition("|")[::2]) for one in request.POST.getlist("suggested")]
    found = named_here([*lines, *(staff_no for staff_no, _skill in ticked)], None, on)
    out = [Asked(_one(staff_no, found[staff_no], "people"), skill[:80]) for staff_no, skill in ticked]
    for line in lines:
        out.append(_office(line, on) if not found[line] else Asked(_one(line, found[line], "people")))
    return out


def _office(words: str, on: date) -> Asked:
    units = unit_named(words, on)
    if len(units) != 1:
        raise Refusal(_("Neither a person nor an office here is called %(words)s.") % {"words": words}, field="people")
    unit = units[0]
    person = spokesman(unit.pk, on)
    if person is None:
        raise Refusal(_("%(office)s has no leader and no handler: name a person.") % {"office": unit.name}, field="people")
    return Asked(person, unit=unit)


def moment_of(request: HttpRequest, day: str, clock: str) -> datetime:
    """The moment of a date and a time field. Refused: what is none."""
    try:
        on = date.fromisoformat(request.POST.get(day, ""))
        hour, minute = (int(part) for part in (request.POST.get(clock, "") or "00:00").split(":")[:2])
        return at_local(on, hour, minute)
    except (ValueError, OverflowError):
        raise Refusal(_("Write the day as 2026-11-21 and the time as 14:30."), field=day) from None


def day_of(request: HttpRequest, name: str) -> date | None:
    """The day of a date field, None where it is empty. Refused: what is none."""
    typed = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=name) from None
