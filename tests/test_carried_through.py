"""One story from end to end, through the services."""

from tests.cast import Plant, at, matter


def test_a(plant: Plant) -> None:
    one = plant.report("wang", at("2026-11-02 09:00"))
    plant.carry(one, until="closed")
    assert matter(one).closing == "confirmed"

def test_b(plant: Plant) -> None:
    test_a(plant)
