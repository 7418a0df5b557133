"""Raising a matter: it gets its number, its office and its clock at once."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.base.actor import NAMELESS, Actor
from luoshi.base.clock import local_date
from luoshi.base.copies.compiled import KEY, compiled
from luoshi.base.files.services import Photo, keep
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.parameters.selectors import book
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.search.services import index
from luoshi.base.workflow import State
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Custody, Event, EventPhoto, Matter
from luoshi.kernel.matters.nameless import CHANNEL, is_nameless
from luoshi.kernel.matters.offices import office_of
from luoshi.kernel.matters.recusal import not_recused, recipients, set_concern
from luoshi.kernel.matters.services.notifying import tell_holder
from luoshi.kernel.org.calendar import read_calendar
from luoshi.kernel.org.models import Equipment, Party, Person, Place, Unit
from luoshi.kernel.org.selectors import number_prefix, office_for, person_by_staff_no

LONGEST_TITLE = 40


@transaction.atomic
def raise_matter(
    *,
    actor: Actor,
    at: datetime,
    command: uuid.UUID,
    kind: str,
    unit: Unit,
    place: Place | None,
    text: str,
    topic: str = "",
    title: str = "",
    channel: str = "",
    raiser: Person | None = None,
    photos: Sequence[Photo] = (),
    happened_at: datetime | None = None,
    detail: Mapping[str, object] | None = None,
    activity: int | None = None,
    confidential: bool = False,
    equipment: Equipment | None = None,
    party: Party | None = None,
    concerns: Sequence[Person | Unit] = (),
    conduct: bool = False,
) -> int:
    """A new matter, its id. `raiser` gets the answer (None before sign-in), the actor enters it. The same command answers the same id.

    `activity` is what gave rise to it; `confidential` keeps the raiser's name to the office and the raiser. `concerns` are whom it is
    about: they and those below them never read it, and it goes to the nearest office that it is not about. What is about `conduct` goes
    to the named recipients alone, and so does what comes without a name; of that the caller writes one ledger entry for several.
    Refused: neither words nor a photograph; conduct of nobody. KeyError for an undeclared kind.
    """
    prints = tuple(photo.digest for photo in photos)
    fields = (
        kind, unit.pk, place and place.pk, text, topic, title, channel, raiser and raiser.pk, prints, happened_at,
        sorted((detail or {}).items()), activity, confidential, *(one and one.pk for one in (equipment, party) if one),
        *((type(one).__name__, one.pk) for one in concerns), *((conduct,) if conduct else ()),
    )  # fmt: skip
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("matter", 0))
    if known:
        return known.id
    text = text.strip()
    if not text and not photos:
        raise Refusal(_("Write a sentence or take a photograph: one of them is enough."), field="text")
    if conduct and not concerns and channel != CHANNEL:
        raise Refusal(_("Name whose conduct it is about: it is kept from them."), field="concerned")
    fits(Matter, title=title, topic=topic)
    on, first, office = local_date(at), kinds[kind].workflow.first, office_for(unit.pk, local_date(at))
    days, due_at = _due(first, at)
    matter = Matter.objects.create(
        kind=kind, number=_number(unit, at), topic=topic, channel=channel, state=first.name, unit=unit, place=place, raiser=raiser,
        title=title.strip() or (_untold(unit) if actor is NAMELESS else _title(text, topic, place, unit)),
        entered_by_id=actor.person, office_id=office, holder_unit_id=office, raised_at=at, raised_on=on, happened_at=happened_at or at,
        entered_at=at, due_at=due_at, due_workdays=days, activity_id=activity, confidential=confidential, equipment=equipment,
        party=party, conduct=conduct, reserved=bool(concerns) or conduct,
    )  # fmt: skip
    if concerns or conduct:
        _keep_from(matter, concerns, on)
    Custody.objects.create(matter=matter, unit_id=matter.holder_unit_id or office, person_id=matter.holder_id, since=at)
    event = _written(matter, actor, text, detail or {}, happened_at, prints)
    attach(event, photos, at)
    make_findable(matter)
    tell_holder(matter, "to_you" if matter.holder_id else "to_office", f"e{event.pk}", at, but=actor)
    commands.finish(actor=actor, command=command, outcome=("matter", matter.pk))
    return matter.pk


def _due(first: State, at: datetime) -> tuple[int | None, datetime | None]:
    """How many working days the first station has, and when they are over."""
    if not first.due:
        return None, None
    values = book(local_date(at))
    days = values.count(first.due)
    return days, read_calendar(values.time("calendar.day_start"), values.time("calendar.day_end")).due(at, days)


def _written(
    matter: Matter, actor: Actor, text: str, detail: Mapping[str, object], happened_at: datetime | None, prints: Sequence[str]
) -> Event:
    """The first line of the story and the entry of the ledger; of what comes without a name the caller writes one entry for several."""
    at, on, raiser = matter.raised_at, matter.raised_on, matter.raiser_id
    behalf = raiser if raiser and raiser != actor.person else None
    marks = {**({"unsigned": True} if actor.person and raiser is None else {}), **({"nameless": "yes"} if actor is NAMELESS else {})}
    event = Event.objects.create(
        matter=matter, act="raise", after=matter.state, round=1, person_id=actor.person, behalf_id=behalf, at=at, on=on, text=text,
        detail={**detail, **marks},
    )  # fmt: skip
    if actor is not NAMELESS:
        payload = {
            "number": matter.number, "title": matter.title, "text": text, "topic": matter.topic, "channel": matter.channel,
            "photos": prints,
        }  # fmt: skip
        record(
            actor=actor, at=at, happened_at=happened_at, verb="matter.raised", subject=("matter", matter.pk), on=on, unit=matter.unit_id,
            behalf=behalf, payload=payload,
        )  # fmt: skip
    return event


def _keep_from(matter: Matter, concerns: Sequence[Person | Unit], on: date) -> None:
    """Whom it is about is written down, and it goes where they are not."""
    for whom in concerns:
        set_concern(matter, whom)
    matter.office_id = matter.holder_unit_id = office_of(matter, on)
    if matter.conduct:
        free = not_recused(matter, recipients(matter.unit_id, on), on)
        matter.holder = free[0] if free else None
        matter.holder_unit_id = free[0].unit_id if free else matter.holder_unit_id
    matter.save(update_fields=["office", "holder", "holder_unit"])


def make_findable(matter: Matter) -> None:
    """Put what can be searched of a matter into the search, anew; what came without a name cannot be searched."""
    if is_nameless(matter):
        return
    said = compiled((), "all that was said", _all_said).rows(str, key=matter.pk)
    index(subject=matter.pk, unit=matter.unit_id, text=words_of(matter, said))


def _all_said() -> QuerySet[Event, Any]:
    return Event.objects.filter(matter=KEY).exclude(text="").order_by("id").values_list("text")


def words_of(matter: Matter, said: Iterable[str]) -> str:
    """What can be searched of a matter: its numbers, title, place, the raiser unless confidential, and all that was said."""
    raiser = "" if matter.confidential else matter.raiser_words or (matter.raiser.name if matter.raiser else "")
    parts = [matter.number, matter.ledger_no, matter.title, matter.place.name if matter.place else "", raiser, *said]
    return "\n".join(part for part in parts if part)


@transaction.atomic
def claim(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int, staff_no: str) -> None:
    """A staff number left with a report sent before sign-in: a claim that proves nothing until its owner signs in.

    Refused: an empty number, or a report that has a raiser already. Whether the number exists is not told.
    """
    staff_no = staff_no.strip()
    if commands.begin(actor=actor, at=at, command=command, fields=(matter, staff_no), outcome=("matter", matter)):
        return
    if not staff_no or len(staff_no) > 20:
        raise Refusal(_("Write your staff number."), field="staff_no")
    row = _unproved(matter)
    row.claim = staff_no
    row.save(update_fields=["claim"])
    on = local_date(at)
    Event.objects.create(matter=row, act="claim", before=row.state, after=row.state, round=row.round, at=at, on=on)
    record(
        actor=actor,
        at=at,
        verb="matter.claimed",
        subject=("matter", row.pk),
        on=on,
        unit=row.unit_id,
        payload={"staff_no": staff_no},
    )


@transaction.atomic
def prove(*, actor: Actor, at: datetime, command: uuid.UUID, matter: int) -> None:
    """The person who sent the report has signed in: from now on the raiser, who is answered and may say it is not fixed."""
    if actor.person is None or actor.unit is None:
        raise Unseen
    if commands.begin(actor=actor, at=at, command=command, fields=(matter,), outcome=("matter", matter)):
        return
    row = _unproved(matter)
    row.raiser_id, row.claim = actor.person, ""
    if row.answered_at and not row.closed_at and row.holder_id is None:
        row.holder_id, row.holder_unit_id = actor.person, actor.unit
        Custody.objects.filter(matter=row, until__isnull=True).update(until=at)
        Custody.objects.create(matter=row, unit_id=actor.unit, person_id=actor.person, since=at)
    row.save(update_fields=["raiser", "claim", "holder", "holder_unit"])
    on = local_date(at)
    Event.objects.create(
        matter=row,
        act="prove",
        before=row.state,
        after=row.state,
        round=row.round,
        person_id=actor.person,
        at=at,
        on=on,
    )
    record(actor=actor, at=at, verb="matter.proved", subject=("matter", row.pk), on=on, unit=row.unit_id, payload={})


def attach(event: Event, photos: Sequence[Photo], at: datetime) -> None:
    """Photographs to a line of the timeline, in the order they were taken."""
    for ordinal, photo in enumerate(photos, start=1):
        EventPhoto.objects.create(event=event, file=keep(photo=photo, at=at), ordinal=ordinal)


def _unproved(matter: int) -> Matter:
    row = Matter.objects.select_for_update().filter(pk=matter, raiser__isnull=True, entered_by__isnull=True).first()
    if row is None:
        raise Unseen
    return row


def _number(unit: Unit, at: datetime) -> str:
    """Unit, month, serial: short enough to be said aloud."""
    on = local_date(at)
    return next(reserve_numbers({(unit.pk, f"{on:%y%m}"): 1}, on)[unit.pk, f"{on:%y%m}"])


def reserve_numbers(wanted: Mapping[tuple[int, str], int], on: date) -> dict[tuple[int, str], Iterator[str]]:
    """So many numbers for each unit and month (as 2611). A row for each prefix and month gives out the serials, to nobody twice."""
    out = {}
    for (unit, month), many in wanted.items():
        prefix = number_prefix(unit, on)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO matter_serial (unit_id, in_month, last_given) VALUES (%s, %s, %s) ON CONFLICT (unit_id, in_month) "
                "DO UPDATE SET last_given = matter_serial.last_given + excluded.last_given RETURNING last_given",
                [prefix.pk, month, many],
            )
            (last,) = cursor.fetchone()
        opening = f"{prefix.short_name or prefix.code}-{month}-"
        out[unit, month] = iter([f"{opening}{serial:04d}" for serial in range(last - many + 1, last + 1)])
    return out


def _title(text: str, topic: str, place: Place | None, unit: Unit) -> str:
    """The first sentence of what was said; a photograph without words is named after its place."""
    first = text.splitlines()[0] if text else ""
    for stop in "。！？!?；;":
        first = first.split(stop)[0]
    if first:
        return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"
    return f"{place.name if place else unit.name}" + " · " + _("photograph")


def _untold(unit: Unit) -> str:
    """The title of what came without a name: lists and messages show it, and to read what was said is written down."""
    return f"{unit.name} · " + _("without a name")


def staff(staff_no: str, on: datetime) -> Person:
    """The raiser named on somebody's behalf. Refused: nobody here has this number."""
    person = person_by_staff_no(staff_no, local_date(on))
    if person is None:
        raise Refusal(_("Nobody here has the staff number %(staff_no)s.") % {"staff_no": staff_no.strip()}, field="proxy_staff_no")
    return person
