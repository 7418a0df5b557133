"""Two servers never send one message twice; what a killed one had in hand is sent by the other when its claim has run out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_at_once import ROOT, own_database


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home: Path = tmp_path_factory.mktemp("senders")
    with own_database() as url:
        environment = {**os.environ, "LUOSHI_HOME": str(home), "DATABASE_URL": url}
        command = [sys.executable, "-m", "luoshi.adapters.messages.tests.at_once"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_four_senders_at_once_say_everything_once(found: dict[str, Any]) -> None:
    assert all(isinstance(settled, int) for settled in found["settled by each of four"]), found
    assert sum(found["settled by each of four"]) == 5 * found["people"]
    assert (found["titles"], found["most often"], found["open"]) == (5 * found["people"], 1, 0)


def test_what_a_killed_sender_had_in_hand_waits_for_its_claim_and_then_goes_once_more_at_most(found: dict[str, Any]) -> None:
    assert (found["while claimed"], found["after the claim"], found["and then"]) == (0, 1, 0)
    assert found["sent although killed"] == 2, "the other side had it already: the one case in which somebody reads a message twice"
