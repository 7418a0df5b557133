"""Outside parties, and what people know: who is asked for which, and by whom."""

import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.kernel.org.listing import PAGE, parties_page, party_called
from luoshi.kernel.org.parties import KINDS, add_party, change_party, end_party
from luoshi.kernel.org.rights import must_administer
from luoshi.kernel.org.skills import add_skill, skill_names, who_knows
from luoshi.web.privacy.openings import NOTED, note_openings
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
    read_person,
    read_unit,
    serve,
    text,
    turned,
    unit_field,
    until_words,
)
from luoshi.web.views.administration_units import ASKING

MOST = 200


@require_http_methods(ASKING)
def parties(request: Asked) -> HttpResponse:
    """Contractors, customers, suppliers, and the form for a new one."""

    def make() -> Sheet:
        on, found = today(request), parties_page(actor(request), keys(request), today(request))
        before, after = turned(request, found)
        rows = [
            ((one.name, address("parties", one.code)), one.code, KINDS[one.kind], one.unit.name, until_words(one.since, one.until, on))
            for one in found.rows
        ]
        add = Form("add", _("Add an outside party"), _("Add the party"), _add, [
            text("code", _("Code")), text("name", _("Name")), choice("kind", _("Kind"), list(KINDS.items())),
            unit_field(request, "unit", _("Unit that answers for it")), day("since", _("From"), on),
        ])  # fmt: skip
        heads = (_("Outside party"), _("Code"), _("Kind"), _("Unit that answers for it"), "")
        table = Table(heads, rows, empty=_("Nothing matches") if keys(request).words else _("None yet"), before=before, after=after)
        return Sheet(_("Outside parties"), tables=[table], forms=[add], find=_("By code or name"))

    return serve(request, make)


@require_http_methods(ASKING)
def party(request: Asked, code: str) -> HttpResponse:
    """One outside party: its kind, the unit that answers for it, and its end."""
    one = party_called(actor(request), code)
    here = address("parties", one.code)

    def change(request: Asked, key: uuid.UUID) -> str:
        post = request.POST
        change_party(
            actor=actor(request), at=request.at, command=key, party=one, name=post.get("name", ""), kind=post.get("kind", ""),
            unit=read_unit(request),
        )  # fmt: skip
        return f"{here}?done=changed"

    def end(request: Asked, key: uuid.UUID) -> str:
        end_party(actor=actor(request), at=request.at, command=key, party=one, until=read_day(request, "until"))
        return f"{here}?done=ended"

    def make() -> Sheet:
        facts: list[tuple[object, object]] = [
            (_("Code"), one.code), (_("Kind"), KINDS[one.kind]), (_("Unit that answers for it"), one.unit.name), (_("Since"), one.since),
        ]  # fmt: skip
        if one.until:
            facts.append((_("Ends"), one.until))
        forms = [] if one.until else [
            Form("change", _("Name, kind, unit"), _("Change"), change, [
                text("name", _("Name"), one.name), choice("kind", _("Kind"), list(KINDS.items()), one.kind),
                unit_field(request, "unit", _("Unit that answers for it"), one.unit.code),
            ]),
            Form("end", _("End"), _("End from that day"), end, [
                day("until", _("From"), today(request) + timedelta(days=1)),
            ], _("Its people leave first; each on the own page.")),
        ]  # fmt: skip
        return Sheet(one.name, [(_("Outside parties"), f"{HOME}parties")], facts, forms=forms)

    return serve(request, make)


@require_http_methods(ASKING)
def skills(request: Asked) -> HttpResponse:
    """Every skill in use with how many have it, and the form to write one down."""

    def make() -> Sheet:
        must_administer(actor(request))
        asked, on = keys(request), today(request)
        found = skill_names(on, asked.words, asked.after, PAGE + 1)
        rows = [((name, address("skills", name)), many) for name, many in found[:PAGE]]
        add = Form("add", _("Write down what somebody knows"), _("Add"), _add_skill, [
            text("staff_no", _("Staff number")), text("name", _("What")), day("since", _("Since"), on),
        ], _("As one would ask for it: vibration analysis, high-voltage electrician"))  # fmt: skip
        after = f"?q={asked.words}&after={found[PAGE - 1][0]}" if len(found) > PAGE else ""
        table = Table((_("What"), _("People")), rows, empty=_("Nothing written down yet"), after=after)
        return Sheet(_("What people know"), tables=[table], forms=[add], find=_("Words"))

    return serve(request, make)


@require_safe
def skill(request: Asked, name: str) -> HttpResponse:
    """Who knows it."""

    def make() -> Sheet:
        must_administer(actor(request))
        people = who_knows(name, today(request), limit=MOST)
        note_openings(actor=actor(request), at=request.at, people=[one.pk for one in people], what="skills")
        rows = [((one.staff_no, address("people", one.staff_no)), one.name, one.unit.name, one.post or "—") for one in people]
        heads = (_("Staff number"), _("Full name"), _("Unit"), _("Post"))
        return Sheet(name, [(_("What people know"), f"{HOME}skills")], tables=[Table(heads, rows, empty=_("Nobody yet"))], note=str(NOTED))

    return serve(request, make)


def _add(request: Asked, key: uuid.UUID) -> str:
    post = request.POST
    made = add_party(
        actor=actor(request), at=request.at, command=key, code=post.get("code", ""), name=post.get("name", ""), kind=post.get("kind", ""),
        unit=read_unit(request), since=read_day(request),
    )  # fmt: skip
    return address("parties", made.code, "added")


def _add_skill(request: Asked, key: uuid.UUID) -> str:
    person = read_person(request)
    add_skill(actor=actor(request), at=request.at, command=key, person=person, name=request.POST.get("name", ""), since=read_day(request))
    return f"{HOME}skills?done=added"
