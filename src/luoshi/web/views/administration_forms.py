"""What the pages of administration share: several forms on a page, each with its act, and lists a page at a time."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.listing import Keys, Page, equipment_called, party_called, place_called
from luoshi.kernel.org.naming import unit_named
from luoshi.kernel.org.rights import must_look
from luoshi.kernel.org.selectors import all_units, person_by_staff_no
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Equipment, Party, Person, Place, Unit

CHOSEN_FROM = 300
HOME = "/w/admin/"
Run = Callable[[Asked, uuid.UUID], str]


@dataclass
class Form:
    """One form of a page: its act, what it asks for, and what it does; `run` answers where to go then."""

    act: str
    title: object
    send: object
    run: Run
    fields: list[Field] = field(default_factory=list)
    hint: object = ""
    command: uuid.UUID | str = field(default_factory=uuid.uuid4)
    error: str = ""


@dataclass
class Table:
    """Rows as the template draws them: a cell is a text, or a text and an address."""

    heads: Sequence[object]
    rows: Sequence[Sequence[object]]
    title: object = ""
    empty: object = ""
    before: str = ""
    after: str = ""


@dataclass
class Sheet:
    """One page of administration, before it is drawn."""

    title: str
    crumbs: Sequence[tuple[str, str]] = ()
    facts: Sequence[tuple[object, object]] = ()
    tables: Sequence[Table] = ()
    forms: Sequence[Form] = ()
    find: str | None = None
    filters: Sequence[Field] = ()
    links: Sequence[tuple[object, str]] = ()
    note: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def serve(request: Asked, make: Callable[[], Sheet], template: str = "web/admin_sheet.html") -> HttpResponse:
    """Draw the page, or do the form that was sent and go on; a refusal is shown in its form at its field."""
    must_look(actor(request))
    sheet, refusal = make(), None
    if request.method == "POST":
        form = next((one for one in sheet.forms if one.act == request.POST.get("act")), None)
        if form is None:
            raise Unseen
        try:
            return HttpResponseRedirect(form.run(request, command(request)))
        except Refusal as error:
            refusal = error
            _refused(form, request, error)
    messages = []
    said = done_words().get(request.GET.get("done", ""))
    if said and refusal is None:
        messages.append(("good", said))
    crumbs = [(_("Home"), "/w/"), (_("Units, people, roles"), HOME), *sheet.crumbs, (sheet.title, "")]
    context = {
        "sheet": sheet,
        "forms": sheet.forms,
        "tables": [replace(one, rows=[[_cell(cell) for cell in row] for row in one.rows]) for one in sheet.tables],
        "facts": [(label, _cell(value)) for label, value in sheet.facts],
        **sheet.more,
    }
    return page(
        request, template, context, title=sheet.title, here="admin", crumbs=crumbs, back=crumbs[-2][1],
        status=refusal.status if refusal else 200, messages=messages,
    )  # fmt: skip


def _cell(value: object) -> tuple[object, str]:
    """A text and where it leads; nowhere for most."""
    return (value[0], value[1]) if isinstance(value, tuple) else (value, "")


def done_words() -> dict[str, str]:
    """What is said after a form was done."""
    return {
        "added": _("It is entered."), "changed": _("It is changed."), "moved": _("The move is entered."), "ended": _("The end is entered."),
        "given": _("The role is given."), "set": _("The value is set."), "left": _("The leaving is entered."),
        "back": _("The move is taken back."),
    }  # fmt: skip


def _refused(form: Form, request: Asked, refusal: Refusal) -> None:
    """What was typed stays, and the sentence stands at its field, or above the form where it has none."""
    form.command = request.POST.get("command", "") or form.command
    for one in form.fields:
        one.value = request.POST.get(one.name, "")
        if one.name == refusal.field:
            one.error = str(refusal)
    if not any(one.error for one in form.fields):
        form.error = str(refusal)


# what the forms ask for


def text(name: str, label: object, value: object = "", *, required: bool = True) -> Field:
    return Field(name, label, "text", required, "" if value is None else str(value))


def day(name: str, label: object, value: object) -> Field:
    return Field(name, label, "date", True, str(value))


def choice(name: str, label: object, options: Sequence[tuple[str, object]], value: str = "", *, required: bool = True) -> Field:
    return Field(name, label, "choice", required, value, options=options)


def unit_field(request: Asked, name: str, label: object, value: str = "", *, empty: object = None) -> Field:
    """A unit: chosen from the tree while it can be overlooked, else written by code or name."""
    units = all_units(today(request))
    if len(units) > CHOSEN_FROM:
        return Field(name, label, "text", empty is None, value)
    options: list[tuple[str, object]] = [(unit.code, "　" * depth + unit.name) for unit, depth in units]
    return Field(name, label, "choice", empty is None, value, options=options if empty is None else [("", empty), *options])


def read_unit(request: Asked, name: str = "unit") -> "Unit":
    typed = request.POST.get(name, "").strip()
    found = unit_named(typed, today(request)) if typed else []
    if len(found) > 1:
        raise Refusal(_("%(n)s units have this name: write the code.") % {"n": len(found)}, field=name)
    if not found:
        raise Refusal(_("Choose a unit."), field=name)
    return found[0]


def read_unit_or_none(request: Asked, name: str) -> "Unit | None":
    return read_unit(request, name) if request.POST.get(name, "").strip() else None


def read_place(request: Asked, name: str) -> "Place | None":
    typed = request.POST.get(name, "").strip()
    try:
        return place_called(actor(request), typed) if typed else None
    except Unseen:
        raise Refusal(_("There is no place with the code %(code)s.") % {"code": typed}, field=name) from None


def read_equipment(request: Asked, name: str) -> "Equipment | None":
    typed = request.POST.get(name, "").strip()
    try:
        return equipment_called(actor(request), typed) if typed else None
    except Unseen:
        raise Refusal(_("There is no machine with the code %(code)s.") % {"code": typed}, field=name) from None


def read_party(request: Asked, name: str) -> "Party | None":
    typed = request.POST.get(name, "").strip()
    try:
        return party_called(actor(request), typed) if typed else None
    except Unseen:
        raise Refusal(_("There is no outside party with the code %(code)s.") % {"code": typed}, field=name) from None


def read_person(request: Asked, name: str = "staff_no") -> "Person":
    typed = request.POST.get(name, "").strip()
    person = person_by_staff_no(typed, today(request))
    if person is None:
        raise Refusal(_("Nobody here has the staff number %(staff_no)s.") % {"staff_no": typed}, field=name)
    return person


def read_day(request: Asked, name: str = "since") -> date:
    try:
        found = date.fromisoformat(request.POST.get(name, "") or str(today(request)))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=name) from None
    if not 1900 <= found.year <= 2200:
        raise Refusal(_("Write the day as 2026-11-21."), field=name)
    return found


def read_number(request: Asked, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


# lists


def keys(request: Asked) -> Keys:
    asked = request.GET
    return Keys(*(asked.get(name, "").strip().replace("\x00", "") for name in ("q", "after", "before")))


def turned(request: Asked, found: Page[Any]) -> tuple[str, str]:
    """The addresses of the page before and after."""
    kept = {name: value for name, value in request.GET.items() if name not in ("after", "before", "done")}
    before = f"?{urlencode({**kept, 'before': found.before})}" if found.before else ""
    return before, f"?{urlencode({**kept, 'after': found.after})}" if found.after else ""


def address(kind: str, key: str, done: str = "") -> str:
    """Where one of them has its page."""
    return f"{HOME}{kind}/{quote(key, safe='')}" + (f"?done={done}" if done else "")


def until_words(since: date, until: date | None, on: date) -> str:
    """ "from 2026-12-01", "until 2026-12-01" (the first day without it), or nothing for what simply is."""
    if since > on:
        return _("from %(day)s on") % {"day": since}
    return _("ends on %(day)s") % {"day": until} if until else ""
