"""What somebody may be told: the own data, who opened whose, which rules the keeping rests on, what is asked to be corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Field

from luoshi.base.actor import Actor
from luoshi.base.clock import local
from luoshi.base.jobs.schedule import shelf as jobs
from luoshi.base.parameters.selectors import Book
from luoshi.base.purposes import BASES, Personal, held
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.models import Person
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.selectors import person_by_id
from luoshi.web.privacy.models import CompanyRule, Correction, Opening
from luoshi.web.privacy.waiting import answerable

OVERSEEING = ("inspector", "audit_admin")
SECRET = (
    "password",
    "token_digest",
    "code_digest",
    "credential_digest",
    "key_digest",
    "public_key",
    "sealed",
    "nonce",
)  # prints by which the program knows its own; of no use to anybody else
MOST = 200


def whose_log(actor: Actor, staff_no: str, on: date) -> Person:
    """Whose record of openings is asked for: oneself, or somebody in the units one oversees. Unseen for all others."""
    if actor.person is None:
        raise Unseen
    me = person_by_id(actor.person)
    if staff_no in ("", me.staff_no):
        return me
    found = Person.objects.select_related("unit").filter(staff_no=staff_no).first()
    if found is None or not covers(actor, found.unit_id, on, OVERSEEING):
        raise Unseen
    return found


def openings_of(person: Person, before: int = 0, limit: int = MOST) -> list[Opening]:
    """Who opened what is kept about this person, newest first; `before` is the last row of the page before. Ask `whose_log` first."""
    rows = Opening.objects.filter(subject=person)
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:limit])


def rows_of(entry: Personal, person: int) -> list[dict[str, object]]:
    """The rows of one table that are this person's, as they are kept but for the prints of secrets."""
    if not entry.own:
        return []
    fields = [_named(entry, name) for name in entry.fields if name not in SECRET]
    found = apps.get_model(entry.model)._default_manager.filter(**{entry.own: person}).order_by("pk")
    return [dict(zip((name for name, _path in fields), row, strict=True)) for row in found.values_list(*(path for _name, path in fields))]


def _named(entry: Personal, name: str) -> tuple[str, str]:
    """A field and how it is read: people and units by name, all else as it is."""
    column = apps.get_model(entry.model)._meta.get_field(name)
    related = column.related_model._meta.label if isinstance(column, Field) and column.is_relation and column.related_model else ""
    return name, {"org.Person": f"{name}__name", "org.Unit": f"{name}__name", "org.Party": f"{name}__name", "accounts.Account":
                  f"{name}__person__name"}.get(str(related), name)  # fmt: skip


def plain(value: object) -> object:
    """A value as a file for another program writes it: days and moments as ISO, in the plant's time."""
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def whole_copy(person: int) -> dict[str, list[dict[str, object]]]:
    """All tables whose rows are this person's, ready to be taken along."""
    found = {entry.name: rows_of(entry, person) for entry in held if entry.own}
    return {name: [{key: plain(value) for key, value in row.items()} for row in rows] for name, rows in found.items()}


def rules_on(on: date) -> dict[str, CompanyRule]:
    """Which rule of the company each basis rests on that day."""
    return {row.basis: row for row in CompanyRule.objects.filter(since__lte=on).order_by("since")}


def rules_to_come(on: date) -> list[CompanyRule]:
    return list(CompanyRule.objects.filter(since__gt=on).order_by("since"))


@dataclass(frozen=True)
class Line:
    """One line of the register of purposes, in words."""

    name: str
    what: str
    purpose: str
    basis: str
    readers: str
    kept: str
    fields: str
    page: str


def lines(book: Book, entries: Iterable[Personal] | None = None) -> list[Line]:
    """The register, by basis; days that a parameter sets are said as they count today."""
    order = list(BASES)
    found = sorted(entries or held, key=lambda one: order.index(one.basis))
    return [
        Line(one.name, str(one.what), str(one.purpose), one.basis, str(one.readers), _kept(one, book),
             ", ".join(f"{one.model}.{name}" for name in one.fields), one.page)
        for one in found
    ]  # fmt: skip


def _kept(entry: Personal, book: Book) -> str:
    from django.utils.translation import gettext as _

    assert not entry.job or entry.job in jobs, f"{entry.name}: there is no job {entry.job}"
    if not entry.days:
        return str(entry.kept)
    return _("%(n)s days. %(then)s") % {"n": book.count(entry.days), "then": entry.kept}


def own_corrections(actor: Actor) -> list[Correction]:
    return list(Correction.objects.filter(person=actor.person).select_related("answered_by").order_by("-pk")[:20]) if actor.person else []


def corrections_for(actor: Actor) -> list[Correction]:
    """What this person may answer: open ones first, then the last answered. Unseen for whom there is nothing to answer here."""
    rows = Correction.objects.filter(answerable(actor)).select_related("person__unit", "answered_by")
    found = [*rows.filter(answered_at__isnull=True).order_by("due_at", "pk"), *rows.filter(answered_at__isnull=False).order_by("-pk")[:20]]
    if not found and not actor.holds("system_admin", "security_admin"):
        raise Unseen
    return found
