"""Where an opinion ends: how much time at most, what a merger may meet, and what is not told of a raiser."""

from typing import Any

import pytest

from luoshi.base.refusal import Refusal
from luoshi.kernel.matters.sheet import sheet
from luoshi.mechanisms.opinions.tests.test_rules import MORNING, assigned, matter, opinion, signed
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [21, 10_000, 10**30])
def test_more_time_is_at_most_what_the_procedure_says(plant: Plant, days: int) -> None:
    one = opinion(plant)
    assigned(plant, one)
    due = matter(one).due_at
    with pytest.raises(Refusal) as refused:
        plant.step("chen", one, "extend", at("2026-11-04 10:00"), workdays=days, reason="等厂家报价")
    assert refused.value.field == "workdays" and "20" in str(refused.value) and matter(one).due_at == due
    plant.step("chen", one, "extend", at("2026-11-04 10:00"), workdays=20, reason="等厂家报价")


def test_a_merger_looks_at_the_other_one_as_it_is_now(plant: Plant) -> None:
    one, other = opinion(plant), opinion(plant, "liu")
    as_read = matter(other)
    plant.step("chen", other, "decline", at("2026-11-02 09:30"), answer="归集团统一办。")
    with pytest.raises(Refusal) as refused:
        plant.step("chen", one, "merge", at("2026-11-02 09:31"), into=as_read)
    assert refused.value.field == "into" and matter(one).parent_id is None


def test_the_unit_of_who_asked_not_to_be_named_is_told_by_nothing_on_the_page(plant: Plant) -> None:
    one = opinion(plant, "wang", confidential=True)
    assigned(plant, one)
    signed(plant, one)
    plant.step("wang", one, "rate", at("2026-11-05 08:00"), rating="mostly")
    own = plant.people["wang"].unit.name
    for who, told in (("tang", False), ("li", False), ("chen", True)):
        seen: Any = sheet(plant.acting(who, MORNING), one, at("2026-11-05 09:00").date())
        units = {stay.unit for stay in seen.stays} | {line.person_unit for line in seen.lines if line.act == "rate"}
        assert (own in units) is told, who
