"""Two administrators who confirm the same nightly list at the same moment: it is done once, and nobody is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_at_once import ROOT, own_database


@pytest.mark.sweep
def test_of_two_administrators_one_confirms_and_the_other_sees_it_done(tmp_path: Path) -> None:
    with own_database() as url:
        environment = {**os.environ, "LUOSHI_HOME": str(tmp_path), "DATABASE_URL": url}
        words = [sys.executable, "-m", "luoshi.adapters.spreadsheets.tests.confirmed_at_once"]
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["counted"] == {"nightly.confirmed": 1, "people.taken": 1, "person.left": 1}
    assert found["answers"] == [None] * 6 and found["new"] == 1 and found["state"] == "taken" and found["first bad"] is None
