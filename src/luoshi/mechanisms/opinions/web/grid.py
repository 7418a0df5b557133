"""Reading the grid of opinions and the lists of people that are typed or pasted from a spreadsheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.base.clock import at_local
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.naming import named_here
from luoshi.mechanisms.opinions.services import Heard

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Person, Unit

FEWEST, ACROSS = 8, 3


@dataclass(frozen=True)
class Typed:
    """One row of the grid as it was typed."""

    raiser: str = ""
    topic: str = ""
    text: str = ""
    quiet: bool = False

    @property
    def empty(self) -> bool:
        return not (self.raiser.strip() or self.text.strip())


def typed_rows(request: HttpRequest) -> list[Typed]:
    """All rows of the grid, also more than may be entered at once; the empty ones at the end are left away."""
    post, rows = request.POST, []
    for n in count(1):
        if f"text-{n}" not in post:
            break
        rows.append(Typed(post.get(f"raiser-{n}", ""), post.get(f"topic-{n}", ""), post.get(f"text-{n}", ""), f"quiet-{n}" in post))
    while rows and rows[-1].empty:
        rows.pop()
    return rows


def heard(rows: Sequence[Typed], unit: "Unit", on: date) -> list[Heard]:
    """The rows as the service takes them. Refused, with the row: a raiser whom nobody here is, or who is not the only one of that name.

    An empty row between others is passed over.
    """
    people = named_here([row.raiser for row in rows if row.raiser.strip()], unit, on)
    out = []
    for n, row in enumerate(rows, start=1):
        if row.empty:
            continue
        raiser = _one(people, row.raiser, n) if row.raiser.strip() else None
        if not row.text.strip():
            raise Refusal(_("Row %(n)s has no words: write what was said, or take the row out.") % {"n": n}, field=f"text-{n}")
        out.append(Heard(row.text, row.topic.strip(), raiser=raiser, confidential=row.quiet))
    return out


def people_in(text: str, unit: "Unit", on: date, field: str) -> list["Person"]:
    """The people of a list, one a line, by staff number or name, as pasted from a spreadsheet. Refused with the line that names nobody."""
    lines = [line.strip() for line in re.split(r"[\n;；、，,]", text) if line.strip()]
    people = named_here(lines, unit, on)
    out = []
    for n, line in enumerate(lines, start=1):
        found = people[line]
        if len(found) != 1:
            raise Refusal(_trouble(found, line, _("Line %(n)s") % {"n": n}), field=field)
        out.append(found[0])
    return out


def _one(people: Mapping[str, Sequence["Person"]], words: str, n: int) -> "Person":
    found = people[words.strip()]
    if len(found) != 1:
        raise Refusal(_trouble(found, words, _("Row %(n)s") % {"n": n}), field=f"raiser-{n}")
    return found[0]


def _trouble(found: Sequence["Person"], words: str, where: str) -> str:
    if not found:
        return _("%(where)s: nobody here is “%(words)s”. Write the staff number, or the name as it is entered.") % {
            "where": where, "words": words.strip(),
        }  # fmt: skip
    named = "、".join(f"{one.name} {one.staff_no} {one.unit.name}" for one in found[:5])
    return _("%(where)s: more than one is called “%(words)s”: %(named)s. Write the staff number.") % {
        "where": where, "words": words.strip(), "named": named,
    }  # fmt: skip


def moment_of(request: HttpRequest, day: str, clock: str, field: str) -> datetime:
    """The moment of a date and a time field. Refused: what is none."""
    try:
        on = date.fromisoformat(request.POST.get(day, ""))
        hour, minute = (int(part) for part in (request.POST.get(clock, "") or "00:00").split(":")[:2])
        return at_local(on, hour, minute)
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21 and the time as 14:30."), field=field) from None
