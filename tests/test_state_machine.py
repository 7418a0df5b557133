"""Whatever people do, in whatever order and however often the network repeats it, a problem stands as the rules say."""

import os

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Plant
from tests.machine import Life

HALVES = (1, 2)  # two tests of half the examples each, so that two cores share them


@pytest.mark.parametrize("half", HALVES)
def test_whatever_happens_a_problem_stands_as_the_rules_say(plant: Plant, half: int) -> None:
    plant.actors = {}
    machine = type(f"Life{half}", (Life,), {"stage": plant})
    asked = settings.get_profile(os.environ.get("LUOSHI_HYPOTHESIS", "default"))
    if asked.derandomize:
        machine = seed(half)(machine)
    run_state_machine_as_test(machine, settings=settings(asked, derandomize=False, max_examples=asked.max_examples // len(HALVES)))
