"""The form that calls a consultation from a matter, with suggestions for the skills it lacks."""

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.numbers import matter_by_number
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.selectors import leaders
from luoshi.kernel.org.skills import skill_names
from luoshi.mechanisms.consultations.selectors import callable_here, may_be_put
from luoshi.mechanisms.consultations.services import call
from luoshi.mechanisms.consultations.suggesting import suggest
from luoshi.mechanisms.consultations.web.reading import SPLIT_AT, moment_of, one_person, people_asked
from luoshi.web.fields import Field, command
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

if TYPE_CHECKING:
    from luoshi.kernel.matters.models import Matter

SKILLS, AHEAD = 40, 3


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Call one over this matter and, if wanted, others of the same office."""
    row = _matter(request)
    if request.method != "POST":
        return _form(request, row)
    if "suggest" in request.POST:
        return _form(request, row)
    try:
        pk = call(
            actor=actor(request),
            at=request.at,
            command=command(request),
            matters=[row.pk, *_others(request)],
            title=request.POST.get("title", ""),
            chair=one_person(request.POST.get("chair", ""), today(request), "chair", _("Say who leads it.")),
            planned_at=moment_of(request, "planned_on", "planned_clock"),
            people=people_asked(request, today(request)),
            reason=request.POST.get("reason", ""),
            place=request.POST.get("place", ""),
            skills=request.POST.getlist("skills"),
        )
    except Refusal as refusal:
        return _form(request, row, refusal)
    return HttpResponseRedirect(f"/w/consultations/{pk}?done=called")


def _matter(request: Asked) -> "Matter":
    typed = request.POST.get("matter") or request.GET.get("matter", "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 18:
        raise Unseen
    return callable_here(actor(request), int(typed), today(request))


def _others(request: Asked) -> list[int]:
    out = []
    for number in SPLIT_AT.split(request.POST.get("others", "")):
        if number.strip():
            found = matter_by_number(actor(request), number.strip(), today(request))
            if found is None:
                raise Refusal(_("There is no %(number)s here.") % {"number": number.strip()}, field="others")
            out.append(found.pk)
    return out


def _form(request: Asked, row: "Matter", refusal: Refusal | None = None) -> HttpResponse:
    post, on = request.POST, today(request)
    wrong, said = (refusal.field, str(refusal)) if refusal else ("", "")
    usual = _usual(request, row)

    def field(name: str, label: object, kind: str, required: bool = False, hint: object = "") -> Field:
        return Field(name, label, kind, required, post.get(name, usual.get(name, "")), said if wrong == name else "", hint)

    wide = _("One a line: staff number, name, or an office, for which its leader is asked.")
    fields = [
        field("title", _("What it is to be about"), "text", True),
        field("planned_on", _("On which day"), "day", True),
        field("planned_clock", _("At what time"), "clock", True),
        field("place", _("Where"), "text"),
        field("chair", _("Who leads it"), "text", True, _("Staff number or name")),
    ]
    words = [
        field("reason", _("Why one office alone cannot decide it"), "longtext", True, _("Those who are asked and the raiser read it.")),
        field("people", _("Whom to ask"), "longtext", False, wide),
        field("others", _("Other matters to put to it"), "longtext", False, _("Their numbers, one a line; of the same office.")),
    ]
    chosen, known = post.getlist("skills"), skill_names(on, limit=SKILLS)
    asked = _asked_already(request)
    context: dict[str, Any] = {
        "matter": (row.pk, row.number, row.title),
        "fields": fields,
        "words": words,
        "skills": [(name, many, name in chosen) for name, many in known],
        "suggested": [
            (one.skill, [(f"{who.staff_no}|{one.skill}", who.name, who.unit.name, who.staff_no) for who in one.people])
            for one in suggest(chosen, asked, row.unit_id, [row.pk], on)
        ],
        "ticked": post.getlist("suggested"),
        "error": said if refusal and wrong not in [one.name for one in (*fields, *words)] else "",
        "barred": "" if may_be_put(row) else _("This matter cannot be put to a consultation now."),
        "command": post.get("command") or uuid.uuid4(),
    }
    crumbs = [(_("Home"), "/w/"), (_("Consultations"), "/w/consultations/"), (_("Call a consultation"), "")]
    return page(
        request, "consultations/new.html", context, title=_("Call a consultation"), here="consultations", crumbs=crumbs,
        back=f"/w/matters/{row.pk}", status=refusal.status if refusal else 200,
    )  # fmt: skip


def _asked_already(request: Asked) -> list[int]:
    """Who is named so far, as far as it can be read: a line that names nobody is refused when the form is sent."""
    try:
        return [one.person.pk for one in people_asked(request, today(request))]
    except Refusal:
        return []


def _usual(request: Asked, row: "Matter") -> dict[str, str]:
    on, calendar = today(request), office_calendar(today(request))
    chair = next((one for one in leaders(row.office_id, on) if one.pk != actor(request).person), None)
    day = calendar.add_workdays(local(request.at).date(), AHEAD)
    return {
        "title": row.title,
        "planned_on": str(day),
        "planned_clock": "14:00",
        "chair": f"{chair.name} {chair.staff_no}" if chair else "",
    }
