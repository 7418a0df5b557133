"""The typed needs of a step as form fields, and what was typed as values for the service."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from luoshi.base.files.room import make_room
from luoshi.base.files.services import Photo, take_in, take_in_document
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal
from luoshi.base.workflow import Need, Step
from luoshi.kernel.matters.acts.joining import Part
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.likeness import likest, likest_before
from luoshi.kernel.matters.numbers import matter_by_number
from luoshi.kernel.matters.offices import offices
from luoshi.kernel.matters.phrases import keeps_phrases, phrases_for
from luoshi.kernel.matters.recusal import not_recused
from luoshi.kernel.matters.services.drafting import DRAFT
from luoshi.kernel.matters.sheet import Sheet
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.naming import named_here, unit_named
from luoshi.kernel.org.selectors import owners, unit_by_code, verifiers
from luoshi.web.part_rows import PartRow, part_rows
from luoshi.web.request import Asked, actor, today

if TYPE_CHECKING:
    from luoshi.kernel.matters.models import Matter
    from luoshi.kernel.org.models import Unit

MOST_PHOTOS = 9
MOST_FILES = 3
MOST_OPTIONS = 60


@dataclass
class Field:
    """One input as the components draw it."""

    name: str
    label: object
    kind: str
    required: bool = False
    value: str = ""
    error: str = ""
    hint: object = ""
    options: Sequence[tuple[str, object]] = field(default_factory=tuple)
    phrases: Sequence[str] = field(default_factory=tuple)
    radio: bool = False
    phrases_url: str = ""
    other: object = ""
    value_other: str = ""
    rows: Sequence[PartRow] = field(default_factory=tuple)


def draw(request: Asked, sheet: Sheet, step: Step, typed: QueryDict | None, refusal: Refusal | None) -> list[Field]:
    """The fields of one step, with what was typed and where it was refused."""
    drawn = []
    for need, required in [*((need, True) for need in step.needs), *((need, False) for need in step.offers)]:
        one = Field(need.name, need.label, need.kind, required, hint=need.hint)
        one.value_other = typed.get(f"{need.name}-other", "") if typed is not None else ""
        one.value = typed.get(need.name, "") if typed is not None else _default(request, need, sheet)
        name, _dash, row = (refusal.field if refusal else "").partition("-")
        if refusal and need.name in (refusal.field, name if need.kind == "parts" else ""):
            one.error = str(refusal)
        if need.kind in ("person", "verifier", "signer"):
            _offer(request, sheet, need, one)
        if need.kind in ("matter", "closed"):
            found = likest(sheet.matter) if need.kind == "matter" else likest_before(sheet.matter)
            one.options, one.other = [("", "—"), *((number, f"{number} {title}") for number, title in found)], _("Its number")
        if need.kind == "choice":
            one.options, one.radio = [(choice.value, choice.label) for choice in need.choices], required and len(need.choices) <= 3
            one.options = one.options if required else [("", "—"), *one.options]
        if need.kind == "office":
            named = [
                (unit.code, unit.name)
                for unit in offices(today(request))
                if unit.pk != sheet.matter.office_id or sheet.matter.waiting or step.act == "decide_whose"
            ]
            one.options = [("", _("Choose…")), *named]
        if need.kind == "kind":
            one.options = [("", _("Choose…")), *((kind.name, kind.label) for kind in kinds if kind.name != sheet.matter.kind)]
        if need.kind == "parts":
            one.rows = part_rows(typed, row)
        if need.kind == "longtext" and not need.name.startswith("remark"):
            one.phrases = phrases_of(request, sheet.matter.kind)
            one.phrases_url = f"/w/phrases/{sheet.matter.kind}" if keeps_phrases(actor(request)) else ""
        drawn.append(one)
    return drawn


def read(request: Asked, step: Step) -> dict[str, Any]:
    """What was typed, as the service wants it. Refused: a number that is none, a staff number nobody has."""
    values: dict[str, Any] = {}
    for need in (*step.needs, *step.offers):
        typed = request.POST.get(f"{need.name}-other", "").strip() or request.POST.get(need.name, "").strip()
        if need.kind in ("person", "verifier", "signer"):
            values[need.name] = _person(request, typed, need) if typed else None
        elif need.kind == "workdays":
            values[need.name] = _workdays(typed, need)
        elif need.kind == "day":
            values[need.name] = _day(typed, need)
        elif need.kind == "matter" or need.kind == "closed":
            values[need.name] = _matter(request, typed, need) if typed else None
        elif need.kind == "office":
            values[need.name] = unit_by_code(typed) if typed else None
        elif need.kind == "money":
            values[need.name] = _money(typed, need)
        elif need.kind == "concern":
            values[need.name] = named_or_unit(request, typed, need.name) if typed else None
        elif need.kind == "parts":
            values[need.name] = read_parts(request, need)
        elif need.kind == "longtext":
            values[need.name] = typed or request.POST.get(f"{need.name}-phrase", "").strip()
        elif need.kind not in ("photos", "files"):
            values[need.name] = typed
    return values


def photos(request: Asked) -> list[Photo]:
    """The photographs and documents sent along, taken in and on disk. Refused: too many, too much, no room, a bad file by its name."""
    shots, papers = _sent(request, "photos"), _sent(request, "files")
    if len(shots) > MOST_PHOTOS:
        raise Refusal(_("At most %(n)s photographs at once.") % {"n": MOST_PHOTOS}, field="photos")
    if len(papers) > MOST_FILES:
        raise Refusal(_("At most %(n)s documents at once.") % {"n": MOST_FILES}, field="files")
    if papers and not request.visitor.signed_in:
        raise Refusal(_("Sign in to send documents: before that only photographs are taken."), field="files")
    sizes = [one.size or 0 for one in (*shots, *papers)]
    make_room(actor=actor(request), at=request.at, sizes=sizes, field="photos" if shots else "files")
    taken = [take_in(stream=one, name=one.name or "") for one in shots]  # type: ignore[arg-type]
    return taken + [take_in_document(stream=one, name=one.name or "") for one in papers]  # type: ignore[arg-type]


def _sent(request: Asked, name: str) -> list[UploadedFile]:
    return [one for one in request.FILES.getlist(name) if one.size]


def command(request: HttpRequest) -> uuid.UUID:
    """The key of the form that was sent."""
    try:
        return uuid.UUID(request.POST.get("command", ""))
    except ValueError:
        raise Refusal(_("This form is incomplete: open the page again and send it once more.")) from None


def _default(request: Asked, need: Need, sheet: Sheet) -> str:
    if need.kind == "workdays":
        return book(today(request)).text(need.default) if need.default else "3"
    if need.kind == "choice":
        return need.choices[0].value if len(need.choices) == 1 else ""
    if need.name == "owner" and sheet.action:
        return sheet.action.owner.staff_no
    if need.name == "answer" and need.kind == "longtext":
        return next((line.text for line in reversed(sheet.lines) if line.act == DRAFT and line.round == sheet.matter.round), "")
    return ""


def _offer(request: Asked, sheet: Sheet, need: Need, one: Field) -> None:
    if need.kind in ("verifier", "signer"):
        action = sheet.action
        barred = [actor(request).person, action.owner_id if action else None]
        over = action.owner.unit_id if action and need.kind == "signer" else sheet.matter.unit_id
        found = verifiers(over, today(request), barred)
    else:
        found = owners(sheet.matter.unit_id, sheet.matter.office_id, today(request), MOST_OPTIONS + 1)
    found = not_recused(sheet.matter, found, today(request))
    options = [(person.staff_no, _face(person)) for person in found]
    one.kind = "person"
    if len(options) > MOST_OPTIONS:
        one.options, one.other = [("", "—"), *options[:MOST_OPTIONS]], _("Somebody else: staff number or name")
    else:
        one.options = options
        if need.kind != "person" and not one.value and options:
            one.value = options[0][0]


def phrases_of(request: Asked, kind: str) -> list[str]:
    """The stock phrases of this person's unit for this kind of matter."""
    who = actor(request)
    return phrases_for(who.unit, kind) if who.unit else []


def _face(person: Person) -> str:
    return _("%(name)s (%(unit)s · %(staff_no)s)") % {
        "name": person.name,
        "unit": person.unit.name,
        "staff_no": person.staff_no,
    }


def _person(request: Asked, typed: str, need: Need) -> Person:
    found = named_here([typed], None, today(request))[typed]
    if not found:
        raise Refusal(_("Nobody here has the staff number or name %(words)s.") % {"words": typed}, field=need.name)
    if len(found) > 1:
        named = "、".join(f"{one.name} {one.staff_no} {one.unit.name}" for one in found[:5])
        raise Refusal(_("More than one has this name: %(named)s. Write the staff number.") % {"named": named}, field=need.name)
    return found[0]


def _day(typed: str, need: Need) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=need.name) from None


def _money(typed: str, need: Need) -> Decimal | None:
    if not typed:
        return None
    try:
        amount = Decimal(typed.replace(",", "").replace("，", "").replace("元", ""))
        if not amount.is_finite() or amount.as_tuple().exponent < -2:  # type: ignore[operator]
            raise ValueError(typed)
    except (ValueError, ArithmeticError):
        raise Refusal(_("Write an amount in yuan with at most two decimals, as 12000 or 350.50."), field=need.name) from None
    if not 0 <= amount < Decimal(10) ** 12:
        raise Refusal(_("Write an amount in yuan with at most two decimals, as 12000 or 350.50."), field=need.name)
    return amount


def named_or_unit(request: Asked, typed: str, field: str) -> "Person | Unit":
    """A unit by its code or name, or a person by staff number or name. Refused: neither, or more than one."""
    units = unit_named(typed, today(request))
    return units[0] if len(units) == 1 else _person(request, typed, Need(field, "person", ""))


def read_parts(request: Asked, need: Need) -> list[Part]:
    """The areas that were filled in, row by row; an empty row is none. Refused: a row that lacks something, by its number."""
    parts = []
    for number, row in enumerate(part_rows(request.POST), start=1):
        if not any((row.area, row.action, row.owner)):
            continue
        at = replace(need, name=f"{need.name}-{number}")
        if not all((row.area.strip(), row.action.strip(), row.owner.strip(), row.workdays.strip())):
            raise Refusal(
                _("Row %(n)s: area, what is done, who and within how many working days belong together.") % {"n": number}, field=at.name
            )
        days = _workdays(row.workdays.strip(), at)
        assert days is not None, "it was filled in"
        parts.append(Part(row.area.strip(), row.action.strip(), _person(request, row.owner.strip(), at), days))
    return parts


def _matter(request: Asked, typed: str, need: Need) -> "Matter":
    found = matter_by_number(actor(request), typed, today(request))
    if found is None:
        raise Refusal(_("There is no %(number)s here.") % {"number": typed}, field=need.name)
    return found


def _workdays(typed: str, need: Need) -> int | None:
    if not typed:
        return None
    try:
        number = int(typed)
    except ValueError:
        raise Refusal(_("Write a whole number of working days."), field=need.name) from None
    if not 0 <= number <= 366:
        raise Refusal(_("Between 0 and 366 working days."), field=need.name)
    return number
