"""The dossier of a matter, put together by itself: its story, photographs, tries, holders, what was there before, what reads alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.kernel.matters.likeness import likeness, pairs
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.recusal import hidden
from luoshi.kernel.matters.selectors import Row, rows
from luoshi.kernel.matters.sheet import Sheet, sheet
from luoshi.kernel.org.scope import ranges, scope, within
from luoshi.web.shelves import dossier_sections

LOOKED_AT, SHOWN, ALIKE = 300, 8, 0.12


@dataclass(frozen=True)
class Dossier:
    """All of one matter that this person may read; `here` was at the same place or machine, `alike` says the like elsewhere."""

    sheet: Sheet
    photos: Sequence[str]
    here: Sequence[Row]
    alike: Sequence[Row]
    sections: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]


def dossier(actor: Actor, matter: int, at: datetime) -> Dossier:
    """The dossier; Unseen for a matter this person may not see. Earlier and similar matters only as far as one reads them."""
    on = local_date(at)
    found = sheet(actor, matter, on)
    here = _here(actor, found.matter, on)
    alike = _alike(actor, found.matter, on, {row.id for row in here})
    drawn = [(str(one.label), one.lines(actor, matter, at)) for one in dossier_sections]
    shots = [photo for line in found.lines for photo in line.photos]
    return Dossier(found, shots, here, alike, [(label, lines) for label, lines in drawn if lines])


def _readable(actor: Actor, on: date) -> QuerySet[Matter]:
    own = Q(raiser=actor.person) if actor.person else Q(pk__in=())
    return Matter.objects.filter(within(ranges(scope(actor, on)), "unit_id") | own).exclude(hidden(actor, on))


def _here(actor: Actor, matter: Matter, on: date) -> list[Row]:
    """Closed and open, the newest first; its own parts are told elsewhere."""
    spot = Q(pk__in=())
    if matter.place_id:
        spot |= Q(place=matter.place_id)
    if matter.equipment_id:
        spot |= Q(equipment=matter.equipment_id)
    found = _readable(actor, on).filter(spot).exclude(pk=matter.pk).exclude(parent=matter.pk)
    return rows(found.order_by("-raised_on", "-id"), SHOWN)


def _alike(actor: Actor, matter: Matter, on: date, but: set[int]) -> list[Row]:
    """Those of the same kind whose titles share the most, among the newest."""
    others = _readable(actor, on).filter(kind=matter.kind).exclude(pk__in=[matter.pk, *but]).exclude(parent=matter.pk)
    own = pairs(matter.title)
    scored = [(likeness(own, pairs(row.title)), row) for row in rows(others.order_by("-id"), LOOKED_AT)]
    best = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: -one[0])
    return [row for _share, row in best[:SHOWN]]
