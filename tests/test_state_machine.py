"""Whatever people do, in whatever order and however often the network repeats it, a problem stands as the rules say."""

from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Plant
from tests.machine import Life


def test_whatever_happens_a_problem_stands_as_the_rules_say(plant: Plant) -> None:
    plant.actors = {}
    Life.stage = plant
    run_state_machine_as_test(Life)
