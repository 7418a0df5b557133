"""The ledger as the audit administrator reads it: who did what to the house, when. It is read and never written here."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from luoshi.base.clock import local
from luoshi.base.ledger.reading import PAGE, Line, lines
from luoshi.kernel.org.rights import must_audit
from luoshi.kernel.org.selectors import people_chosen, person_by_staff_no
from luoshi.web.fields import Field
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

HOUSE_KINDS = {
    "person": _l("Person"), "holding": _l("Role"), "unit": _l("Unit"), "parameter": _l("Parameter"), "place": _l("Place"),
    "equipment": _l("Machine"), "party": _l("Outside party"), "calendar_year": _l("Working calendar"), "pattern": _l("Shift pattern"),
    "skill": _l("Skill"), "deputy": _l("Deputy"), "template": _l("Word template"), "rule": _l("Company rule"),
    "token": _l("Key for a program"), "list": _l("List to choose from"), "backup": _l("Backup"),
    "hook": _l("Webhook"), "correction": _l("Correction of personal data"),
}  # fmt: skip
"""What the house is made of. Matters, opinions and voices are not here: an administrator of any kind reads none of them."""


@require_safe
def ledger(request: Asked) -> HttpResponse:
    """The entries about the house, the latest first, by day and by who did it."""
    must_audit(actor(request))
    typed, day_typed, before = (request.GET.get(name, "").strip() for name in ("staff_no", "day", "before"))
    person = person_by_staff_no(typed, today(request)) if typed else None
    found: list[Line] = []
    if not typed or person is not None:
        found = lines(
            before=int(before) if before.isdecimal() and len(before) < 19 else None, kinds=tuple(HOUSE_KINDS), on=_day(day_typed),
            person=person.pk if person else None,
        )  # fmt: skip
    shown, names = found[:PAGE], {}
    for one in people_chosen([line.person for line in shown if line.person] + [line.subject[1] for line in shown if _is_person(line)]):
        names[one.pk] = f"{one.name} {one.staff_no}"
    rows = [
        (
            line.seq, f"{local(line.at):%Y-%m-%d %H:%M:%S}", names.get(line.person or 0, _("the house")), line.sentence,
            names.get(line.subject[1], "") if _is_person(line) else _thing(*line.subject), line.digest[:12],
        )
        for line in shown
    ]  # fmt: skip
    kept = {name: value for name, value in (("staff_no", typed), ("day", day_typed)) if value}
    older = f"?{urlencode({**kept, 'before': shown[-1].seq})}" if len(found) > PAGE else ""
    context = {
        "rows": rows, "older": older, "newest": f"?{urlencode(kept)}" if before else "",
        "filters": [Field("staff_no", _("Staff number"), "text", False, typed), Field("day", _("Day"), "date", False, day_typed)],
    }  # fmt: skip
    title = _("The ledger")
    return page(request, "web/audit.html", context, title=title, here="audit", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/")


def _thing(kind: str, pk: int) -> str:
    """What an entry is about, by its kind and number; what has no number of its own by its kind alone."""
    return f"{HOUSE_KINDS[kind]} {pk}" if pk else str(HOUSE_KINDS[kind])


def _is_person(line: Line) -> bool:
    return line.subject[0] == "person"


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
