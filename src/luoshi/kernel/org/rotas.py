"""Setting shift patterns: a pattern of one's own, and all teams of a works at once, each on its place in the cycle."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.ledger.services import record
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal
from luoshi.kernel.org.models import Rota, ShiftPattern, Unit
from luoshi.kernel.org.selectors import term_of
from luoshi.kernel.org.services import must_administer
from luoshi.kernel.org.shifts import ENOUGH_REST, REST, Shift, Stint, Term, clashes, first_from, last_before, read_hours
from luoshi.kernel.org.tree import tree

Teams = Sequence[tuple[Unit, int | None]]


@dataclass(frozen=True)
class Bridge:
    """A team on the day the pattern changes: its last shift by the old one, its first by the new one, and the rest between them."""

    unit: Unit
    last: Shift
    first: Shift

    @property
    def rest(self) -> timedelta:
        return self.first.since - self.last.until

    @property
    def short(self) -> bool:
        return self.rest < ENOUGH_REST


@transaction.atomic
def add_pattern(
    *, actor: Actor, at: datetime, command: uuid.UUID, code: str, name: str, cycle: str, letters: str, leads: str, source: str, since: date
) -> ShiftPattern:
    """A shift pattern of one's own. Refused: a code already used, letters without hours, teams that clash or leave a shift empty."""
    must_administer(actor)
    fields = (code, name, cycle, letters, leads, source, since)
    known = commands.begin(actor=actor, at=at, command=command, fields=fields, outcome=("pattern", 0))
    if known:
        return ShiftPattern.objects.get(pk=known.id)
    code, name, cycle, source = code.strip(), name.strip(), "".join(cycle.split()), source.strip()
    fits(ShiftPattern, code=code, name=name, cycle=cycle, letters=letters, leads=leads, source=source)
    for field, text in (("code", code), ("name", name), ("source", source)):
        if not text:
            raise Refusal(_("A pattern needs a code, a name and the rule it comes from."), field=field)
    if ShiftPattern.objects.filter(code=code).exists():
        raise Refusal(_("The code %(code)s is already used by another pattern.") % {"code": code}, field="code")
    hours = _hours(letters, cycle)
    no_clash(cycle, _leads(leads, cycle), hours, field="leads")
    pattern = ShiftPattern.objects.create(
        code=code, name=name, cycle=cycle, letters=letters.strip(), leads=leads.strip(), source=source, since=since
    )
    payload = {"code": code, "name": name, "cycle": cycle, "letters": letters, "leads": leads, "source": source}
    record(actor=actor, at=at, verb="pattern.added", subject=("pattern", pattern.pk), on=local_date(at), payload=payload)
    commands.finish(actor=actor, command=command, outcome=("pattern", pattern.pk))
    return pattern


@transaction.atomic
def set_rotas(
    *, actor: Actor, at: datetime, command: uuid.UUID, pattern: ShiftPattern, teams: Teams, anchor: date, since: date
) -> tuple[Bridge, ...]:
    """From `since` on these teams work this pattern, each so many days ahead; a team with None leaves the shifts. Answers the bridge day.

    Refused: no team, a team twice, places in the cycle that clash or leave a shift empty, a pattern not in force, a rota from that day or a
    later one that stands already.
    """
    must_administer(actor)
    chosen = tuple((unit.pk, lead) for unit, lead in teams)
    if commands.begin(actor=actor, at=at, command=command, fields=(pattern.pk, chosen, anchor, since), outcome=("pattern", pattern.pk)):
        return ()
    must_cover(pattern, teams, since)
    standing = list(standing_on([pk for pk, _lead in chosen], since))
    for rota in standing:
        if rota.since >= since:
            told = {"unit": rota.unit.name, "day": rota.since}
            raise Refusal(_("%(unit)s has a pattern from %(day)s on already; choose a later day.") % told, field="since")
    bridges = bridge_day(pattern=pattern, teams=teams, anchor=anchor, since=since)
    Rota.objects.filter(pk__in=[rota.pk for rota in standing]).update(until=since)
    Rota.objects.bulk_create(
        Rota(unit=unit, pattern=pattern, cycle=pattern.cycle, anchor=anchor, lead=lead, since=since)
        for unit, lead in teams
        if lead is not None
    )
    payload = {"pattern": pattern.code, "teams": {unit.code: lead for unit, lead in teams}, "anchor": str(anchor), "since": str(since)}
    above = tree(since).parent.get(teams[0][0].pk) or teams[0][0].pk
    record(actor=actor, at=at, verb="rotas.set", subject=("pattern", pattern.pk), on=local_date(at), unit=above, payload=payload)
    return bridges


def bridge_day(*, pattern: ShiftPattern, teams: Teams, anchor: date, since: date) -> tuple[Bridge, ...]:
    """For each team that changes on this day: the last shift before it and the first after. A team new to shifts has none."""
    standing = {rota.unit_id: rota for rota in standing_on([unit.pk for unit, _lead in teams], since)}
    letters, found = read_hours(pattern.letters), []
    for unit, lead in teams:
        old = standing.get(unit.pk)
        if old and lead is not None:
            last = last_before(term_of(old), since)
            first = first_from(Term(pattern.cycle, anchor, lead, since, None, letters), since)
            if last and first:
                found.append(Bridge(unit, last, first))
    return tuple(found)


def standing_on(units: Sequence[int], since: date) -> QuerySet[Rota]:
    """The rotas of these units that reach into this day or begin later."""
    return (
        Rota.objects.filter(Q(until__isnull=True) | Q(until__gt=since), unit__in=units).select_related("unit", "pattern").order_by("-since")
    )


def no_clash(cycle: str, leads: Sequence[int], letters: Mapping[str, Stint], field: str) -> None:
    """Refused, naming the first such day: two teams on one shift, or a shift that nobody works."""
    bad = clashes(cycle, leads, letters)
    if bad:
        standing = "".join(cycle[(bad[0] + lead) % len(cycle)] for lead in leads)
        raise Refusal(
            _("On day %(day)s of the cycle the teams stand %(letters)s: each shift must be worked by exactly one team.")
            % {"day": bad[0] + 1, "letters": standing},
            field=field,
        )


def must_cover(pattern: ShiftPattern, teams: Teams, since: date) -> None:
    """Refused: no team, a team twice, a pattern not in force on the day, places that clash or leave a shift empty."""
    if not any(lead is not None for _unit, lead in teams):
        raise Refusal(_("Choose the teams and their places in the cycle."), field="teams")
    if len({unit.pk for unit, _lead in teams}) < len(teams):
        raise Refusal(_("A team is named twice."), field="teams")
    if pattern.since > since or (pattern.until and pattern.until <= since):
        raise Refusal(_("The pattern %(name)s does not hold on that day.") % {"name": pattern.name}, field="since")
    no_clash(pattern.cycle, [lead for _unit, lead in teams if lead is not None], read_hours(pattern.letters), field="teams")


def _hours(typed: str, cycle: str) -> dict[str, Stint]:
    try:
        letters = read_hours(typed)
    except ValueError:
        raise Refusal(_("Write the hours as 早 08:00 8, 中 16:00 8, 夜 24:00 8: letter, beginning, hours."), field="letters") from None
    if not cycle or set(cycle) - set(letters) - {REST} or not set(cycle) - {REST}:
        raise Refusal(_("Each letter of the cycle is 休 or one of the letters that have hours."), field="cycle")
    if set(letters) - set(cycle):
        raise Refusal(_("A letter has hours but does not stand in the cycle."), field="letters")
    return letters


def _leads(typed: str, cycle: str) -> list[int]:
    parts = [part.strip() for part in typed.replace("，", ",").split(",")]
    if not all(part.isdecimal() for part in parts) or not all(int(part) < max(len(cycle), 1) for part in parts):
        raise Refusal(_("Write for each team how many days ahead it stands, as 0,2,4,6; fewer than the cycle has days."), field="leads")
    return [int(part) for part in parts]
