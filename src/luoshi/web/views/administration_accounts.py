"""Accounts for the security administrator: who is locked, and on a person's page unlocking, signing out, asking for a new password."""

import uuid
from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.kernel.org.rights import must_secure
from luoshi.web.accounts import securing
from luoshi.web.request import Asked, actor
from luoshi.web.times import short_moment
from luoshi.web.views.administration_forms import HOME, Form, Sheet, Table, address, serve
from luoshi.web.views.administration_units import ASKING

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Person


@require_http_methods(ASKING)
def locked(request: Asked) -> HttpResponse:
    """Who is locked after too many wrong passwords, and until when."""
    must_secure(actor(request))

    def make() -> Sheet:
        found = securing.locked_accounts(actor(request), request.at)
        rows = [((one.name, address("people", one.staff_no)), one.staff_no, one.unit, short_moment(one.until)) for one in found]
        heads = (_("Full name"), _("Staff number"), _("Unit"), _("Locked until"))
        forms = [
            Form(
                f"unlock-{one.pk}", _("Unlock %(name)s") % {"name": one.name}, _("Unlock"), partial(_unlock, one.pk, f"{HOME}accounts"),
                [], _("First ask the person whether the wrong passwords were theirs."),
            )
            for one in found[:20]
        ]  # fmt: skip
        return Sheet(_("Locked accounts"), tables=[Table(heads, rows, empty=_("Nobody is locked"))], forms=forms)

    return serve(request, make)


def account_forms(request: Asked, one: "Person") -> list[Form]:
    """What may be done with this person's account now."""
    state, here = securing.standing(actor(request), one, request.at), address("people", one.staff_no)
    if state is None:
        return []
    forms = []
    if state.locked_until:
        until = short_moment(state.locked_until)
        forms.append(Form(
            "unlock", _("Locked until %(when)s after wrong passwords") % {"when": until}, _("Unlock"), partial(_unlock_person, one, here),
            [],
            _("First ask the person whether the wrong passwords were theirs."),
        ))  # fmt: skip
    if state.sessions:
        forms.append(Form(
            "sign-out", _("Signed in on %(n)s devices") % {"n": state.sessions}, _("Sign out everywhere"), partial(_end, one, here), [],
            _("For a lost phone: it is signed out at its next page."),
        ))  # fmt: skip
    if not state.must_change:
        forms.append(Form(
            "new-password", _("Password"), _("Ask for a new password"), partial(_ask, one, here), [],
            _("Nobody sets another person's password. A lost one means a new slip."),
        ))  # fmt: skip
    return forms


def _unlock(account: int, onward: str, request: Asked, _key: uuid.UUID) -> str:
    securing.unlock_account(actor=actor(request), at=request.at, account=account)
    return f"{onward}?done=changed"


def _unlock_person(one: "Person", onward: str, request: Asked, _key: uuid.UUID) -> str:
    found = [row.pk for row in securing.locked_accounts(actor(request), request.at) if row.staff_no == one.staff_no]
    return _unlock(found[0], onward, request, _key) if found else onward


def _end(one: "Person", onward: str, request: Asked, _key: uuid.UUID) -> str:
    securing.end_sessions(actor=actor(request), at=request.at, person=one)
    return f"{onward}?done=changed"


def _ask(one: "Person", onward: str, request: Asked, _key: uuid.UUID) -> str:
    securing.ask_change(actor=actor(request), at=request.at, person=one)
    return f"{onward}?done=changed"
