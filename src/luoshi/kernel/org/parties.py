"""Outside parties: contractors with their people, customers, suppliers; added, changed, ended."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.equipment import plate
from luoshi.kernel.org.hanging import counted, must_hang_free
from luoshi.kernel.org.held import in_force
from luoshi.kernel.org.models import Party, Unit
from luoshi.kernel.org.rights import must_administer

KINDS: dict[str, object] = {"contractor": _l("Contractor"), "customer": _l("Customer"), "supplier": _l("Supplier"), "other": _l("Other")}


@transaction.atomic
def add_party(*, actor: Actor, at: datetime, command: uuid.UUID, code: str, name: str, kind: str, unit: Unit, since: date) -> Party:
    """An outside party; `unit` answers for the connection. Refused: an empty name, an unknown kind, a code that is used already."""
    must_administer(actor)
    known = commands.begin(actor=actor, at=at, command=command, fields=(code, name, kind, unit.pk, since), outcome=("party", 0))
    if known:
        return Party.objects.get(pk=known.id)
    code, name = plate(code), name.strip()
    fits(Party, code=code, name=name)
    _must_fit(name, kind)
    if Party.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s is already used by another party.") % {"code": code}, field="code")
    party = Party.objects.create(code=code, name=name, kind=kind, unit=unit, since=since)
    _tell(actor, at, "party.added", party, {"code": code, "name": name, "kind": kind})
    commands.finish(actor=actor, command=command, outcome=("party", party.pk))
    return party


@transaction.atomic
def change_party(*, actor: Actor, at: datetime, command: uuid.UUID, party: Party, name: str, kind: str, unit: Unit) -> None:
    """Another name, kind or unit that answers for it, from now on. Refused: an empty name, an unknown kind."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(party.pk, name, kind, unit.pk), outcome=("party", party.pk)):
        return
    fits(Party, name=name)
    _must_fit(name.strip(), kind)
    party.name, party.kind, party.unit = name.strip(), kind, unit
    party.save(update_fields=["name", "kind", "unit"])
    _tell(actor, at, "party.changed", party, {"name": party.name, "kind": kind, "unit": unit.pk})


@transaction.atomic
def end_party(*, actor: Actor, at: datetime, command: uuid.UUID, party: Party, until: date) -> None:
    """Nothing to do with it any more from `until` on. Refused: its people are still here, or something is open."""
    must_administer(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(party.pk, until), outcome=("party", party.pk)):
        return
    if party.until is not None or until <= party.since:
        raise Refusal(_("Choose a day after the first, %(day)s.") % {"day": party.since}, field="until")
    people = list(party.people.filter(in_force(until)).order_by("staff_no").values_list("name", flat=True))
    must_hang_free("party", party.pk, until, counted(_("%(n)s people (%(which)s)"), people))
    party.until = until
    party.save(update_fields=["until"])
    _tell(actor, at, "party.ended", party, {"until": str(until)})


def _must_fit(name: str, kind: str) -> None:
    if not name:
        raise Refusal(_("A party needs a code and a name."), field="name")
    if kind not in KINDS:
        raise Refusal(_("Choose contractor, customer, supplier or other."), field="kind")


def _tell(actor: Actor, at: datetime, verb: str, party: Party, payload: dict[str, object]) -> None:
    record(actor=actor, at=at, verb=verb, subject=("party", party.pk), on=local_date(at), unit=party.unit_id, payload=payload)
