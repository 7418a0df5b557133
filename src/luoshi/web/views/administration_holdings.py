"""Roles: who holds which on which unit; given by staff number, ended from a day on."""

import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.kernel.org.listing import holdings_page
from luoshi.kernel.org.roles import ROLES, SECURING
from luoshi.kernel.org.services import end_holding, give_holding
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_forms import (
    HOME,
    Form,
    Sheet,
    Table,
    address,
    choice,
    day,
    keys,
    read_day,
    read_number,
    read_person,
    read_unit,
    serve,
    text,
    turned,
)
from luoshi.web.views.administration_people import role_fields
from luoshi.web.views.administration_units import ASKING


@require_http_methods(ASKING)
def holdings(request: Asked) -> HttpResponse:
    """The roles in force or to come, and the forms to give and to end one."""

    def make() -> Sheet:
        on, role = today(request), request.GET.get("role", "")
        found = holdings_page(actor(request), keys(request), on, role if role in ROLES else "")
        before, after = turned(request, found)
        rows = [
            (
                (row.person.name, address("people", row.person.staff_no)), row.person.staff_no, ROLES[row.role].label,
                (row.unit.name, address("units", row.unit.code)), row.since, row.until or "",
            )
            for row in found.rows
        ]  # fmt: skip
        heads = (_("Full name"), _("Staff number"), _("Role"), _("On"), _("From"), _("Until"))
        give = Form("give", _("Give a role"), _("Give the role"), _give, [text("staff_no", _("Staff number")), *role_fields(request)])
        may = actor(request).holds(SECURING)
        forms = [give] if may else []
        open_ = [(str(row.pk), f"{row.person.name} · {ROLES[row.role].label} · {row.unit.name}") for row in found.rows if row.until is None]
        if open_ and may:
            forms.append(Form("end", _("End a role of this page"), _("End from that day"), _end, [
                choice("holding", _("Role"), open_), day("until", _("From"), on + timedelta(days=1)),
            ]))  # fmt: skip
        kinds = [("", _("All")), *((one.name, one.label) for one in ROLES.values() if one.name != "worker")]
        return Sheet(
            _("Roles"), tables=[Table(heads, rows, empty=_("Nothing matches"), before=before, after=after)], forms=forms,
            find=_("Staff number, name or unit"), filters=[choice("role", _("Role"), kinds, role, required=False)],
        )  # fmt: skip

    return serve(request, make)


def _give(request: Asked, key: uuid.UUID) -> str:
    person = read_person(request)
    give_holding(
        actor=actor(request), at=request.at, command=key, person=person, role=request.POST.get("role", ""), unit=read_unit(request, "on"),
        since=read_day(request),
    )  # fmt: skip
    return f"{HOME}holdings?done=given"


def _end(request: Asked, key: uuid.UUID) -> str:
    end_holding(actor=actor(request), at=request.at, command=key, holding=read_number(request, "holding"), until=read_day(request, "until"))
    return f"{HOME}holdings?done=ended"
