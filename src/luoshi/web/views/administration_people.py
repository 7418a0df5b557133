"""People: found by number, name or unit, slips for their sign-in, one of them with roles, skills and leaving."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.kernel.org.leaving import leave
from luoshi.kernel.org.listing import holdings_of, people_page, person_called
from luoshi.kernel.org.roles import BUILDING, ROLES, SECURING
from luoshi.kernel.org.selectors import unit_by_code
from luoshi.kernel.org.services import add_person, end_holding, give_holding
from luoshi.kernel.org.skills import add_skill, end_skill, skills_of
from luoshi.kernel.org.standing_in import deputies_of
from luoshi.kernel.org.taking_in import change_person
from luoshi.web.accounts.second import with_second
from luoshi.web.accounts.selectors import accounts_of, slips_of
from luoshi.web.fields import Field
from luoshi.web.privacy.openings import NOTED, note_openings
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_accounts import account_forms
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
    read_party,
    read_unit,
    serve,
    text,
    turned,
    unit_field,
    until_words,
)
from luoshi.web.views.administration_units import ASKING

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Holding, Person


@require_http_methods(ASKING)
def people(request: Asked) -> HttpResponse:
    """Who is here, a page at a time, with a box for a slip each; and the form for somebody new."""

    def make() -> Sheet:
        on, code = today(request), request.GET.get("unit", "")
        found = people_page(actor(request), keys(request), on, unit_by_code(code) if code else None)
        before, after = turned(request, found)
        ids = [one.pk for one in found.rows]
        activated, slipped = accounts_of(ids), slips_of(ids, request.at)
        rows = [
            (
                (one.name, address("people", one.staff_no)), one.staff_no, one.post or "—",
                one.unit.name + (f" · {one.party.name}" if one.party else ""), door(one.pk, activated, slipped),
                until_words(one.since, one.until, on),
            )
            for one in found.rows
        ]  # fmt: skip
        heads = (_("Full name"), _("Staff number"), _("Post"), _("Unit"), _("Account"), "")
        table = Table(heads, rows, empty=_("Nobody matches"), before=before, after=after)
        add = Form("add", _("Add a person"), _("Add the person"), _add, [
            text("staff_no", _("Staff number")), text("name", _("Full name")), text("post", _("Post"), required=False),
            unit_field(request, "unit", _("Unit")), text("party", _("Outside party (code)"), required=False), day("since", _("From"), on),
        ], _("Somebody of an outside party is an outsider: own reports, nothing else."))  # fmt: skip
        names = {one.pk: one.name for one in found.rows}
        who = actor(request)
        return Sheet(
            _("People"), tables=[table], forms=[add] if who.holds(BUILDING) else [], find=_("Staff number, name or unit"),
            more={"slips": list(zip(ids, names.values(), strict=True)), "may_slip": who.holds(SECURING)},
        )  # fmt: skip

    return serve(request, make, "web/admin_people.html")


@require_http_methods(ASKING)
def person(request: Asked, staff_no: str) -> HttpResponse:
    """One person: unit and post, roles, what is known, and leaving."""
    one = person_called(actor(request), staff_no)
    note_openings(actor=actor(request), at=request.at, people=[one.pk], what="file")
    return serve(request, lambda: _sheet(request, one))


def door(pk: int, activated: set[int], slipped: dict[int, date]) -> str:
    """How somebody stands with signing in."""
    if pk in activated:
        return _("signed up")
    return _("slip until %(day)s") % {"day": slipped[pk]} if pk in slipped else _("no slip yet")


def _sheet(request: Asked, one: "Person") -> Sheet:
    on, held = today(request), holdings_of(actor(request), one, today(request))
    knows = skills_of(one.pk, on)
    facts: list[tuple[object, object]] = [
        (_("Staff number"), one.staff_no), (_("Unit"), (one.unit.name, address("units", one.unit.code))), (_("Post"), one.post or "—"),
        (_("Here since"), one.since), (_("Account"), door(one.pk, accounts_of([one.pk]), slips_of([one.pk], request.at))),
    ]  # fmt: skip
    if one.party:
        facts.append((_("Outside party"), (one.party.name, address("parties", one.party.code))))
    if one.until:
        facts.append((_("Leaves on"), one.until))
    for away in deputies_of(one.pk, on):
        told = {"name": away.deputy.name, "since": away.since, "last": away.until - timedelta(days=1)}
        facts.append((_("Away"), _("%(name)s stands in from %(since)s to %(last)s") % told))
    roles = [(ROLES[row.role].label, row.unit.name, row.since, row.until or "") for row in held]
    tables = [
        Table((_("Role"), _("On"), _("From"), _("Until")), roles, title=_("Roles"), empty=_("No role")),
        Table((_("What"), _("Since")), [(name, since) for _pk, name, since in knows], title=_("What people know"),
              empty=_("Nothing written down yet")),
    ]  # fmt: skip
    gone = one.until is not None and one.until <= on
    links = [(_("Deputies"), "/w/away")]
    if actor(request).holds(SECURING) and one.pk in with_second():
        links.append((_("Second step"), f"/w/admin/second/{one.staff_no}"))
    return Sheet(one.name, [(_("People"), f"{HOME}people")], facts, tables, [] if gone else _forms(request, one, held, knows),
                 links=links, note=str(NOTED))  # fmt: skip


def _forms(request: Asked, one: "Person", held: "list[Holding]", knows: list[tuple[int, str, date]]) -> list[Form]:
    on, here = today(request), address("people", one.staff_no)

    def change(request: Asked, key: uuid.UUID) -> str:
        post = request.POST
        change_person(
            actor=actor(request), at=request.at, command=key, person=one, name=post.get("name", ""), unit=read_unit(request).pk,
            post=post.get("post", ""),
        )  # fmt: skip
        return f"{here}?done=changed"

    def give(request: Asked, key: uuid.UUID) -> str:
        give_holding(
            actor=actor(request), at=request.at, command=key, person=one, role=request.POST.get("role", ""), unit=read_unit(request, "on"),
            since=read_day(request),
        )  # fmt: skip
        return f"{here}?done=given"

    def end(request: Asked, key: uuid.UUID) -> str:
        chosen = read_number(request, "holding")
        end_holding(
            actor=actor(request), at=request.at, command=key, holding=chosen if chosen in {row.pk for row in held} else 0,
            until=read_day(request, "until"),
        )  # fmt: skip
        return f"{here}?done=ended"

    def learn(request: Asked, key: uuid.UUID) -> str:
        add_skill(actor=actor(request), at=request.at, command=key, person=one, name=request.POST.get("skill", ""), since=on)
        return f"{here}?done=added"

    def forget(request: Asked, key: uuid.UUID) -> str:
        end_skill(actor=actor(request), at=request.at, command=key, skill=read_number(request, "skill"), until=on)
        return f"{here}?done=ended"

    def go(request: Asked, key: uuid.UUID) -> str:
        leave(actor=actor(request), at=request.at, command=key, person=one, until=read_day(request, "until"))
        return f"{here}?done=left"

    open_ = [(str(row.pk), _("%(role)s on %(unit)s") % {"role": ROLES[row.role].label, "unit": row.unit.name}) for row in held
             if row.until is None and row.role != "worker"]  # fmt: skip
    forms: list[Form] = []
    if actor(request).holds(BUILDING):
        forms.append(Form("change", _("Name, unit, post"), _("Change from today"), change, [
            text("name", _("Full name"), one.name), unit_field(request, "unit", _("Unit"), one.unit.code),
            text("post", _("Post"), one.post, required=False),
        ], _("The role of worker moves along; other roles stay where they are held and are ended below. Past records stay.")))  # fmt: skip
    if actor(request).holds(SECURING):
        forms += account_forms(request, one)
        forms.append(Form("give", _("Give a role"), _("Give the role"), give, role_fields(request, one.unit.code)))
    if open_ and actor(request).holds(SECURING):
        forms.append(Form("end", _("End a role"), _("End from that day"), end, [
            choice("holding", _("Role"), open_), day("until", _("From"), on + timedelta(days=1)),
        ]))  # fmt: skip
    if not actor(request).holds(BUILDING):
        return forms
    forms.append(Form("learn", _("Write down what this person knows"), _("Add"), learn, [text("skill", _("What"))],
                      _("As one would ask for it: vibration analysis, high-voltage electrician")))  # fmt: skip
    if knows:
        forms.append(Form("forget", _("Take out what no longer holds"), _("Take out"), forget, [
            choice("skill", _("What"), [(str(pk), name) for pk, name, _since in knows]),
        ]))  # fmt: skip
    if one.until is None:
        forms.append(Form("leave", _("Leaves the enterprise"), _("Leaves on that day"), go, [
            day("until", _("From"), on + timedelta(days=1)),
        ], _("All roles end that day; those that others rely on, and what is held, go to the head of the unit.")))  # fmt: skip
    return forms


def role_fields(request: Asked, unit: str = "") -> list[Field]:
    """Which role, where, and from when."""
    roles = [(role.name, f"{role.label} — {role.may}") for role in ROLES.values() if role.name != "worker"]
    return [choice("role", _("Role"), roles), unit_field(request, "on", _("On"), unit), day("since", _("From"), today(request))]


def _add(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    made = add_person(
        actor=actor(request), at=request.at, command=key, staff_no=post.get("staff_no", ""), name=post.get("name", ""),
        unit=read_unit(request), since=read_day(request), post=post.get("post", ""), party=read_party(request, "party"),
    )  # fmt: skip
    return address("people", made.staff_no, "added")
