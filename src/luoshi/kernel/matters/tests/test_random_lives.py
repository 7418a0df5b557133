"""Whatever happens to a problem, whole or in parts, paused, asked about, reopened: the days its holders held it are its age, no day twice."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.workflow import Need, Step
from luoshi.kernel.matters.models import Action, Matter
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.matters.services.by_the_clock import ask_for_effects, lapse_unanswered, remind_holders, tell_leaders
from luoshi.kernel.matters.services.splitting import Part
from luoshi.kernel.matters.sheet import sheet
from luoshi.kernel.org.services import give_holding
from tests.cast import SINCE, Plant, at, key, stays

CAST = ("wang", "liu", "chen", "zhao", "li", "xu", "he", "qiu", "sun", "tang")
WAITS = (timedelta(minutes=7), timedelta(hours=3), timedelta(days=1), timedelta(days=6), timedelta(days=31))
picks = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(0, 4), st.integers(0, 99)), min_size=4, max_size=30)


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(way=picks)
def test_the_days_of_the_holders_are_the_age_of_the_matter(plant: Plant, way: list[tuple[int, int, int, int]]) -> None:
    with transaction.atomic():
        _live(plant, way)
        transaction.set_rollback(True)


def _live(plant: Plant, way: list[tuple[int, int, int, int]]) -> None:
    """Somebody takes one of the steps that are offered, again and again, and the clock does its part."""
    now, morning = at("2026-03-03 09:00"), at("2026-03-02 09:00")
    give_holding(actor=HOUSE, at=morning, command=key(), person=plant.people["zhao"], role="handler", unit=plant.units["GAS"], since=SINCE)
    other = plant.report("liu", morning, "蝶阀打不动")
    plant.carry(other, until="closed", day="2026-03-02")
    plant.report("wang", now)
    plant.report("liu", now, "蝶阀又卡住")
    for who, step, wait, pick in way:
        now += WAITS[wait]
        for job in (lapse_unanswered, remind_holders, tell_leaders, ask_for_effects):
            job(now)
        _one_step(plant, CAST[who], step, pick, now)
        _held_from_the_first_moment(now)


def _one_step(plant: Plant, who: str, which: int, pick: int, now: datetime) -> None:
    actor, rows = plant.acting(who, now), list(Matter.objects.order_by("id"))
    one = rows[pick % len(rows)]
    try:
        seen = sheet(actor, one.pk, local_date(now))
    except Unseen:
        return
    offered: list[tuple[Step, int | None]] = [(step, None) for step in seen.steps] + [
        (step, action.measure) for step, action in seen.offers
    ]
    if not offered:
        return
    step, measure = offered[which % len(offered)]
    values = {need.name: _value(plant, need, one, pick, now) for need in step.needs}
    try:
        with transaction.atomic():
            take_step(actor=actor, at=now, command=key(), matter=one.pk, step=step.name, values=values, measure=measure)
    except Refusal:
        return


def _value(plant: Plant, need: Need, one: Matter, pick: int, now: datetime) -> Any:
    person = plant.people[CAST[pick % len(CAST)]]
    day = local_date(now) + timedelta(days=1 + pick % 20)
    others = list(Matter.objects.exclude(pk=one.pk).order_by("id"))
    made = {
        "person": person, "verifier": person, "signer": person, "office": plant.units["GAS" if pick % 2 else "EQUIP"], "workdays": pick % 9,
        "day": day, "kind": "opinion", "matter": others[pick % len(others)], "closed": others[pick % len(others)], "concern": person,
        "parts": [Part(area, "换", person, days) for area, days in (("北区", 1), ("南区", 9))], "choice": need.choices[0].value if need.choices else "",
    }  # fmt: skip
    return made.get(need.kind, "写清楚了")


def _held_from_the_first_moment(now: datetime) -> None:
    for row in Matter.objects.order_by("id"):
        held = stays(row.pk)
        assert held[0].since == row.raised_at
        assert all(one.until == two.since for one, two in pairwise(held)), [(one.since, one.until, one.why) for one in held]
        assert held[-1].until == row.closed_at, (row.state, row.waiting)
        end = row.closed_at or now
        assert sum(((one.until or end) - one.since for one in held), timedelta()) == end - row.raised_at
        assert (row.holder_unit_id is None) == (row.closed_at is not None)
        for action in Action.objects.filter(matter=row, verified_by__isnull=False):
            assert action.verified_by_id not in (action.done_by_id, action.done_for_id, action.owner_id)
