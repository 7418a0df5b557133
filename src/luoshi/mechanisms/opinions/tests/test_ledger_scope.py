"""A ledger reaches no further than the person who brings it."""

import pytest

from luoshi.base.sheets.register import NEW, Context, Entry
from luoshi.mechanisms.opinions.ledger import check
from luoshi.mechanisms.opinions.tests.test_rules import MORNING, matter, opinion
from tests.cast import Plant

HEADINGS = {"number": "编号", "unit": "单位", "text": "内容", "raised": "提出时间", "raiser": "提出人"}


def brought(plant: Plant, unit: str, who: str = "liu", **values: object) -> Entry:
    """One row of the ledger of team C, checked for this person."""
    entry = Entry(2, {"text": "夜班没有热饭", "raised": MORNING, "unit": unit, "raiser": "某人", **values}, headings=HEADINGS)
    check([entry], Context(plant.acting(who, MORNING), plant.units["WATER-C"].pk, MORNING.date(), MORNING))
    return entry


@pytest.mark.django_db
def test_a_row_for_a_unit_outside_the_own_is_wrong(plant: Plant) -> None:
    assert brought(plant, "WATER-C").good
    wrong = brought(plant, "ENERGY")
    assert [fault.name for fault in wrong.errors] == ["unit"]
    assert brought(plant, "ENERGY", "chen").good


@pytest.mark.django_db
def test_the_number_of_an_opinion_outside_the_own_units_tells_nothing_of_it(plant: Plant) -> None:
    other = matter(opinion(plant, None, "三号炉前太热"))
    entry = brought(plant, "WATER-C", number=other.number)
    assert not entry.good and entry.fate == NEW
    said = " ".join(fault.problem + fault.remedy for fault in entry.errors)
    assert "三号炉前" not in said and "ENERGY" not in said and other.unit.name not in said
