"""Who sees a consultation, and who runs it: the calling office, who is asked, and those over both; never whom a matter of it is about."""

from datetime import date

import pytest
from django.db import transaction

from luoshi.base.actor import HOUSE
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.recusal import set_concern
from luoshi.kernel.org.deputies import name_deputy
from luoshi.kernel.org.services import give_holding
from luoshi.mechanisms.consultations.models import Consultation, Item
from luoshi.mechanisms.consultations.reach import found, item_of, run_by, runs, seen_by, speaks_for
from luoshi.mechanisms.consultations.tests.house import CALLED, asked, called
from tests.cast import PEOPLE, SINCE, Plant, key

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
OVER = {"chen", "he", "tang", "zheng", "sun", "han"}  # the office, its team leader, those above, who guards and who inspects


def seeing(plant: Plant, one: Consultation) -> set[str]:
    return {who for who in (*PEOPLE, "guest") if Consultation.objects.filter(seen_by(plant.acting(who, CALLED), ON), pk=one.pk).exists()}


def test_it_is_seen_by_the_office_by_who_is_asked_and_by_those_over_both(plant: Plant) -> None:
    """Qiu of the water works and Zhang of the gas works are asked; Tang leads it."""
    one = called(plant)
    assert seeing(plant, one) == {*OVER, "qiu", "zhang"}
    two = called(plant, [plant.report("wang", CALLED)], chair=plant.people["zeng"], people=asked(plant, "zhao"))
    assert seeing(plant, two) == {*OVER, "zeng", "zhao", "zhang", "xie"}, "with those over the ones asked, and over who leads it"


@pytest.mark.parametrize("column", ["chair", "called_by", "told"])
def test_it_is_seen_by_who_leads_it_called_it_or_was_told_of_it(plant: Plant, column: str) -> None:
    one = called(plant)
    assert "zeng" not in seeing(plant, one)
    Consultation.objects.filter(pk=one.pk).update(**{column: plant.people["zeng"]})
    assert "zeng" in seeing(plant, one)


def test_whoever_stands_in_sees_and_speaks_as_who_is_asked(plant: Plant) -> None:
    one = called(plant)
    name_deputy(
        actor=plant.acting("gao", CALLED), at=CALLED, command=key(), person=plant.people["zhang"], deputy=plant.people["zeng"], since=ON,
        until=date(2026, 11, 20), why="休假",
    )  # fmt: skip
    zeng = plant.acting("zeng", CALLED)
    assert "zeng" in seeing(plant, one)
    assert [speaks_for(zeng, plant.people[who].pk) for who in ("zeng", "zhang", "qiu")] == [True, True, False]


def test_it_is_not_there_for_whom_one_of_its_matters_is_about(plant: Plant) -> None:
    one = called(plant)
    row = Item.objects.get(consultation=one).matter
    set_concern(row, plant.people["zhang"])
    row.save()
    assert seeing(plant, one) == {*OVER, "qiu"}
    with pytest.raises(Unseen):
        found(plant.acting("zhang", CALLED), one.pk, ON)


def test_it_is_run_by_who_handles_for_the_office_and_by_nobody_else(plant: Plant) -> None:
    one = called(plant)
    assert {who for who in PEOPLE if runs(plant.acting(who, CALLED), one.office_id, ON)} == {"chen"}
    give_holding(actor=HOUSE, at=CALLED, command=key(), person=plant.people["xu"], role="handler", unit=plant.units["FITTERS"], since=SINCE)
    assert not runs(plant.acting("xu", CALLED), one.office_id, ON)
    with transaction.atomic():
        assert run_by(plant.acting("chen", CALLED), one.pk, ON).pk == one.pk
        for who, no in (("tang", Refusal), ("qiu", Refusal), ("wang", Unseen), ("xie", Unseen)):
            with pytest.raises(no):
                run_by(plant.acting(who, CALLED), one.pk, ON)


def test_a_consultation_or_item_that_nobody_made_is_not_there(plant: Plant) -> None:
    one = called(plant)
    chen, item = plant.acting("chen", CALLED), Item.objects.get(consultation=one)
    with transaction.atomic():
        assert item_of(chen, item.pk, ON)[1].pk == item.pk
        for missing in (lambda: found(chen, one.pk + 999, ON), lambda: item_of(chen, item.pk + 999, ON)):
            with pytest.raises(Unseen):
                missing()
        with pytest.raises(Unseen):
            item_of(plant.acting("wang", CALLED), item.pk, ON)
