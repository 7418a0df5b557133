"""What is asked to be corrected, for those who can; and what is held about people and why, for everybody."""

import io
import uuid
from datetime import date
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.clock import local
from luoshi.base.parameters.selectors import book
from luoshi.base.purposes import BASES
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.roles import ADMINISTERING
from luoshi.kernel.org.selectors import house_name
from luoshi.web.fields import Field, command
from luoshi.web.privacy import correcting
from luoshi.web.privacy.register import PURPOSES
from luoshi.web.privacy.selectors import corrections_for, lines, rules_on, rules_to_come
from luoshi.web.privacy.views import text_field
from luoshi.web.request import Asked, actor, today
from luoshi.web.shell import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: Asked) -> HttpResponse:
    """What people ask to be corrected, for those who can."""
    rows, refusal, chosen = corrections_for(actor(request)), None, 0
    if request.method == "POST":
        typed = request.POST.get("correction", "")
        chosen = int(typed) if typed.isdecimal() and len(typed) < 19 else 0
        try:
            correcting.answer(
                actor=actor(request), at=request.at, command=command(request), correction=chosen, text=request.POST.get("answer", "")
            )
            return HttpResponseRedirect("/w/corrections?done=answered")
        except Refusal as said:
            refusal = said
    administers = actor(request).holds(*ADMINISTERING)
    context = {
        "rows": [
            {
                "row": row, "at": f"{local(row.at):%Y-%m-%d %H:%M}", "due": f"{local(row.due_at):%Y-%m-%d}",
                "late": row.due_at < request.at,
                "page": f"/w/admin/people/{quote(row.person.staff_no, safe='')}" if administers else "", "command": uuid.uuid4(),
                "field": text_field("answer", _("What was corrected, or why not"), request, refusal if row.pk == chosen else None),
            }
            for row in rows
        ],
    }  # fmt: skip
    title = _("Personal data to be corrected")
    messages = [("late", str(refusal))] if refusal and not refusal.field else []
    if request.GET.get("done") == "answered" and refusal is None:
        messages.append(("good", _("The answer is given; the person is told.")))
    crumbs = [(_("Home"), "/w/"), (title, "")]
    return page(
        request, "privacy/corrections.html", context, title=title, here="inbox", crumbs=crumbs, back="/w/inbox",
        status=refusal.status if refusal else 200, messages=messages,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def purposes(request: Asked) -> HttpResponse:
    """The register of purposes, for everybody; administrators enter which rule of the company it rests on."""
    refusal, administers = None, correcting.may_set_rules(actor(request))
    if request.method == "POST":
        try:
            _set_rule(request)
            return HttpResponseRedirect("/w/purposes?done=set")
        except Refusal as said:
            refusal = said
    on = today(request)
    rules, found = rules_on(on), lines(book(on))
    context = {
        "bases": [(basis, rules.get(basis.name), [line for line in found if line.basis == basis.name]) for basis in BASES.values()],
        "coming": rules_to_come(on),
        "fields": _rule_fields(request, refusal) if administers else [],
        "command": uuid.uuid4() if refusal is None else request.POST.get("command", "") or uuid.uuid4(),
    }
    title = _("What is held about people, and why")
    done = {"set": _("The rule is entered.")}.get(request.GET.get("done", ""))
    return page(
        request, "privacy/purposes.html", context, title=title, here="me", crumbs=[(_("Home"), "/w/"), (title, "")], back="/w/me",
        status=refusal.status if refusal else 200, messages=[("good", done)] if done and not refusal else [],
    )  # fmt: skip


@require_safe
def purposes_workbook(request: Asked) -> HttpResponse:
    """The same register as a workbook."""
    from luoshi.base.sheets.giving import Titles, give

    on, out = today(request), io.BytesIO()
    rows = [{**line.__dict__, "basis": str(BASES[line.basis].label)} for line in lines(book(on))]
    give(out, PURPOSES, rows, Titles(f"{house_name(on)} {PURPOSES.label}", str(on)))
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{PURPOSES.label} {on}.xlsx')}"
    return response


def _set_rule(request: Asked) -> None:
    post = request.POST
    correcting.set_rule(
        actor=actor(request), at=request.at, command=command(request), basis=post.get("basis", ""), name=post.get("name", ""),
        version=post.get("version", ""), congress_on=_day(request, "congress_on"), published_on=_day(request, "published_on"),
        published_where=post.get("published_where", ""), since=_day(request, "since"),
    )  # fmt: skip


def _rule_fields(request: Asked, refusal: Refusal | None) -> list[Field]:
    resting = [(basis.name, basis.label) for basis in BASES.values() if basis.rests]
    fields = [
        Field("basis", _("What rests on it"), "choice", True, resting[0][0], options=resting),
        Field("name", _("Rule"), "text", True),
        Field("version", _("Version"), "text", True),
        Field("congress_on", _("Passed by the workers' congress on"), "date", True),
        Field("published_on", _("Published on"), "date", True),
        Field("published_where", _("Published where"), "text", True),
        Field("since", _("Counts from"), "date", True, str(today(request))),
    ]
    for one in fields if refusal else ():
        one.value = request.POST.get(one.name, "")
        one.error = str(refusal) if refusal and refusal.field == one.name else ""
    return fields


def _day(request: Asked, name: str) -> date:
    try:
        day = date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refusal(_("Write the day as 2026-11-21."), field=name) from None
    if not 1949 <= day.year <= 2200:
        raise Refusal(_("Write the day as 2026-11-21."), field=name)
    return day
