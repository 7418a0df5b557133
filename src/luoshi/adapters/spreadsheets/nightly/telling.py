"""Who is told of nightly lists: administrators, once for each that waits, once more when nobody acts, and when none comes any more."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.models import FAILED, READ, NightlyLook, SheetImport
from luoshi.base.actor import Actor
from luoshi.base.clock import at_local, local, local_date
from luoshi.base.parameters.selectors import book
from luoshi.base.sheets.register import registers
from luoshi.kernel.matters.notices import Notice, tell
from luoshi.kernel.org.held import administrators_apart, in_force
from luoshi.kernel.org.models import Holding
from luoshi.kernel.org.roles import ADMINISTERING, BUILDING
from luoshi.web.shelves import Todo

TOLD, REMINDED = 1, 2
PAGE = "/w/import/"


def waiting() -> QuerySet[SheetImport]:
    """The nightly lists that wait for an administrator: read and not confirmed, or not to be read at all."""
    return SheetImport.objects.filter(state__in=(READ, FAILED)).exclude(nightly="").order_by("started_at", "key")


def missed(on: date) -> QuerySet[NightlyLook]:
    """Lists that have not come for as many days as the parameter says. Units are missed only if they have come before."""
    since = at_local(on - timedelta(days=book(on).count("nightly.missed")), 0)
    return NightlyLook.objects.filter(Q(register="people") | Q(came_at__isnull=False), waited_since__lt=since).order_by("register")


def queries(actor: Actor, on: date) -> list[Any]:
    """What the to-do page counts: for administrators alone anything is asked."""
    return [waiting(), missed(on)] if actor.holds(BUILDING) else []


def count(actor: Actor, on: date) -> int:
    return sum(query.count() for query in queries(actor, on))


def todos(actor: Actor, at: datetime, limit: int) -> list[Todo]:
    """The same as lines: numbers and days, no person's name."""
    if not actor.holds(BUILDING):
        return []
    lists = [Todo(f"{PAGE}{one.key}/", _("Look at it"), line_of(one), None) for one in waiting()[:limit]]
    return [*lists, *(Todo(PAGE, _("Look why"), missed_words(one), None) for one in missed(local_date(at)))][:limit]


def notes(actor: Actor, on: date) -> list[tuple[str, str, str]]:
    """The same for the page of administration: words, more words, where it leads."""
    if not actor.holds(BUILDING):
        return []
    lists = [
        (_("Not confirmed since %(day)s: %(list)s") % {"day": _day(one.started_at), "list": line_of(one)}, "", f"{PAGE}{one.key}/")
        for one in waiting()
    ]
    return [*lists, *((missed_words(one), one.trouble, PAGE) for one in missed(on))]


def line_of(one: SheetImport) -> str:
    """A list in one line."""
    told = {"register": registers[one.register].label, "day": _day(one.started_at)}
    if one.state == FAILED:
        return _("%(register)s of %(day)s could not be read") % told
    told |= {"n": one.accepted, "missing": one.missing, "wrong": one.rejected}
    words = _("%(register)s of %(day)s: rows new or changed %(n)s") % told
    if one.missing:
        words = _("%(words)s, people not in it %(n)s") % {"words": words, "n": one.missing}
    return _("%(words)s, wrong %(n)s") % {"words": words, "n": one.rejected} if one.rejected else words


def missed_words(one: NightlyLook) -> str:
    told = {"register": registers[one.register].label, "day": _day(one.waited_since)}
    return _("%(register)s: none has come since %(day)s") % told


def tell_administrators(at: datetime) -> int:
    """Each list that waits is told once, and once more after the days of the parameter; so is a list that has not come. No names go out."""
    on, told = local_date(at), 0
    late = at - timedelta(days=book(on).count("nightly.reminder"))
    for one in waiting().filter(Q(told__lt=TOLD) | Q(told__lt=REMINDED, started_at__lte=late)):
        stage = REMINDED if one.told or one.started_at <= late else TOLD
        told += _tell(f"nightly {one.key} {stage}", line_of(one), f"{PAGE}{one.key}/", at)
        SheetImport.objects.filter(pk=one.pk).update(told=stage)
    for gone in missed(on).filter(told=False):
        told += _tell(f"nightly {gone.register} {gone.waited_since:%Y%m%d%H%M}", missed_words(gone), PAGE, at)
        NightlyLook.objects.filter(pk=gone.pk).update(told=True)
    return told


def administrators(on: date) -> Iterable[int]:
    """Who may confirm today: the system administrators, and whoever has that role too where the two are not apart."""
    roles = (BUILDING,) if administrators_apart(on) else ADMINISTERING
    here = Q(person__since__lte=on) & (Q(person__until__isnull=True) | Q(person__until__gt=on))
    held = Holding.objects.filter(in_force(on), here, role__in=roles)
    return held.order_by("person_id").values_list("person_id", flat=True).distinct()


def _tell(key: str, title: str, url: str, at: datetime) -> int:
    people = list(administrators(local_date(at)))
    for person in people:
        tell(Notice(key, "lists", person, title, url, None), at)
    return len(people)


def _day(at: datetime) -> str:
    return local(at).date().isoformat()
